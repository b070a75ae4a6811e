import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

private func pixels(_ rows: Int, _ columns: Int, from start: Int = 0) -> PixelTable {
  let bytes = (0..<rows * columns).map { UInt8(truncatingIfNeeded: ($0 + start) &* 2_654_435_761 >> 7) }
  return PixelTable(rows: rows, columns: columns, bytes: bytes)
}

private func numbers(_ table: PixelTable) -> Matrix<Float> {
  Matrix(rows: table.rows, columns: table.columns, entries: table.bytes.map { Float($0) })
}

private func targets(_ rows: Int) -> Matrix<Float> {
  Matrix(rows: rows, columns: 2, entries: formula(2, 2 * rows).map { Float($0) })
}

/// Images of 6 x 5 in three channels, as bytes and as numbers, scaled alike.
private func both(_ scale: Pixels) throws -> (bytes: TrainingData, numbers: TrainingData) {
  let (train, test) = (pixels(13, 90), pixels(4, 90, from: 5000))
  var bytes = try TrainingData(
    train: Samples(pixels: train, targets: targets(13)), test: Samples(pixels: test, targets: targets(4)))
  var floats = try TrainingData(
    train: Samples(inputs: numbers(train), targets: targets(13)),
    test: Samples(inputs: numbers(test), targets: targets(4)))
  bytes.scalePixels(scale, channels: 3)
  floats.scalePixels(scale, channels: 3)
  return (bytes, floats)
}

struct PixelTests {
  @Test func `pixels become inputs as their scale says`() throws {
    for (scale, expected) in [
      (Pixels.raw, [0, 51, 255]), (.unit, [0, 0.2, 1]), (.half, [-1, -0.6, 1]),
    ] as [(Pixels, [Float])] {
      var data = try TrainingData(
        train: Samples(
          pixels: PixelTable(rows: 1, columns: 3, bytes: [0, 51, 255]), targets: targets(1)))
      data.scalePixels(scale, channels: 1)
      #expect(data.train.inputs.entries == expected)
    }
  }

  @Test(arguments: [Pixels.channel, .pixel])
  func `a channel or a pixel has mean 0 and deviation 1 over the train images`(scale: Pixels) throws {
    let data = try both(scale).bytes
    let groups = scale == .channel ? 3 : 90
    for group in 0..<groups {
      let values = data.train.inputs.entries.enumerated().filter { $0.offset % groups == group }.map {
        Double($0.element)
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-5)
    }
    // The test images take the train images' numbers.
    let test = try #require(data.test).inputs.entries
    let column = stride(from: 0, to: test.count, by: groups).map { Double(test[$0]) }
    #expect(abs(column.reduce(0, +) / Double(column.count)) > 1e-4)
  }

  @Test(arguments: Pixels.allCases)
  func `bytes and numbers give the same bits`(scale: Pixels) throws {
    let (bytes, floats) = try both(scale)
    #expect(bytes.train.inputs == floats.train.inputs && bytes.test?.inputs == floats.test?.inputs)
    #expect(bytes.train.table != floats.train.table)
    let network = ImageNetwork(
      .residual(blocks: [1, 1], stem: .threeByThree), image: TensorShape(height: 6, width: 5, channels: 3),
      outputs: 2, width: 4)
    var plan = network.plan(batch: 4)
    (plan.shuffle, plan[.dropLast]) = (true, true)
    let trainers = try [bytes, floats].map { try Trainer(plan, data: $0) }
    for trainer in trainers { for _ in 0..<2 { _ = trainer.trainEpoch() } }
    #expect(trainers[0].state == trainers[1].state)
    #expect(trainers[0].losses() == trainers[1].losses())
    var features: [[Float]] = []
    for trainer in trainers {
      trainer.forEachLayer { layer in
        features.append(
          Array(UnsafeBufferPointer(start: layer.features, count: layer.rows * layer.inputs)))
      }
    }
    #expect(Array(features.prefix(features.count / 2)) == Array(features.suffix(features.count / 2)))
  }

  @Test func `a chain takes the same images flattened`() throws {
    let (bytes, floats) = try both(.pixel)
    let spec = try trial(["depth": 3, "width": 6, "batch_size": 5, "normalization": "layer"])
    let trainers = try [bytes, floats].map { try Trainer(spec, data: $0) }
    for trainer in trainers { _ = trainer.trainEpoch() }
    #expect(trainers[0].state == trainers[1].state)
    let gradients = trainers.map { $0.gradients(of: .matrix) }
    #expect(gradients[0] == gradients[1])
  }
}
