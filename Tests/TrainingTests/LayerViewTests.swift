import Datasets
import LinearAlgebra
import Testing
import Training

struct LayerViewTests {
  /// 1,500 rows are two chunks, so that the second chunk's features must not overwrite what the first still needs.
  @Test(arguments: [1, 2, 5])
  func `layers are shown with the inputs of their maps over the whole train set`(depth: Int) throws {
    let spec = try trial(["samples": 1500, "test_fraction": 0, "depth": depth, "batch_size": 700])
    let trainer = try Trainer(spec, data: .teacher(spec))
    let train = trainer.data.train
    var numbers: [Int] = []
    var expected = train.inputs
    trainer.forEachLayer { layer in
      numbers.append(layer.number)
      #expect(layer.name == "fc\(layer.number)")
      let features = Array(UnsafeBufferPointer(start: layer.features, count: layer.rows * layer.inputs))
      #expect(layer.rows == 1500)
      #expect(layer.inputs == expected.columns)
      #expect(zip(features, expected.entries).allSatisfy { abs($0 - $1) < 1e-4 })
      let weights = trainer.weights[layer.number - 1]
      #expect(weights.rows == layer.outputs)
      #expect(
        Array(UnsafeBufferPointer(start: layer.weights, count: weights.entries.count)) == weights.entries)
      expected = product(expected, weights, rectified: layer.number < depth)
    }
    #expect(numbers == Array(1...depth))
    let predictions = trainer.predictions(for: train)
    #expect(zip(predictions.entries, expected.entries).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `the coefficient of determination is pooled over test rows and columns`() throws {
    let spec = try trial(["noise": 0.5])
    let trainer = try Trainer(spec, data: .teacher(spec))
    for _ in 0..<5 { _ = trainer.trainEpoch() }
    let test = try #require(trainer.data.test)
    let predictions = trainer.predictions(for: test)
    var (residual, total) = (0.0, 0.0)
    for column in 0..<4 {
      let values = (0..<test.rows).map { Double(test.targets[$0, column]) }
      let mean = values.reduce(0, +) / Double(values.count)
      for row in 0..<test.rows {
        residual +=
          (values[row] - Double(predictions[row, column])) * (values[row] - Double(predictions[row, column]))
        total += (values[row] - mean) * (values[row] - mean)
      }
    }
    #expect(abs(try #require(trainer.testR2()) - (1 - residual / total)) < 1e-6)
  }

  @Test func `without test rows there is no test loss and no coefficient`() throws {
    let spec = try trial(["test_fraction": 0])
    let trainer = try Trainer(spec, data: .teacher(spec))
    #expect(trainer.losses().test == nil)
    #expect(trainer.testR2() == nil)
  }

  private func product(_ rows: Matrix<Float>, _ weights: Matrix<Float>, rectified: Bool) -> Matrix<Float> {
    var result = Matrix<Float>(rows: rows.rows, columns: weights.rows, repeating: 0)
    for row in 0..<rows.rows {
      for unit in 0..<weights.rows {
        let value = (0..<rows.columns).reduce(Float(0)) { $0 + rows[row, $1] * weights[unit, $1] }
        result[row, unit] = rectified ? max(value, 0) : value
      }
    }
    return result
  }
}
