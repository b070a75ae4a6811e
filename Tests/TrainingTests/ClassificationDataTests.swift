import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

private func clusters(_ changes: [String: Any] = [:]) throws -> Specification {
  var fields: [String: Any] = [
    "experiment": "classification", "dataset": "gaussian-clusters", "classes": 4, "spread": 0.5,
    "samples": 403,
    "inputs": 6, "standardize": false, "loss": "cross_entropy",
  ]
  fields.merge(changes) { $1 }
  return try trial(fields)
}

struct ClassificationDataTests {
  @Test func `clusters are as large as each other and scatter by the spread about their centroids`() throws {
    let data = try TrainingData.clusters(clusters(["samples": 20_000]))
    let (train, test) = (data.train, try #require(data.test))
    #expect(train.rows == 16_000 && test.rows == 4000 && train.targets.columns == 4)
    let labels = train.labels
    #expect((0..<4).map { label in labels.count { $0 == label } } == [4000, 4000, 4000, 4000])
    for label in 0..<4 {
      for column in 0..<6 {
        let values = (0..<16_000).filter { labels[$0] == label }.map {
          Double(train.inputs[$0, column])
        }
        let mean = values.reduce(0, +) / 4000
        let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
        // Five standard errors of a deviation from 4,000 normal numbers.
        #expect(abs(spread - 0.5) < 5 * 0.5 / 8000.0.squareRoot())
      }
    }
  }

  @Test func `without spread there are as many distinct rows as classes, and the test rows are among them`()
    throws
  {
    let data = try TrainingData.clusters(clusters(["spread": 0]))
    let test = try #require(data.test)
    func rows(_ samples: Samples) -> Set<[Float]> {
      Set((0..<samples.rows).map { row in (0..<6).map { samples.inputs[row, $0] } })
    }
    #expect(rows(data.train).count == 4 && rows(test) == rows(data.train))
  }

  @Test func `clusters follow data_seed alone, and the spread does not move the centroids`() throws {
    let data = try TrainingData.clusters(clusters())
    #expect(try TrainingData.clusters(clusters(["seed": 7])) == data)
    #expect(try TrainingData.clusters(clusters(["data_seed": 1])) != data)
    let (near, far) = (
      try TrainingData.clusters(clusters(["spread": 1])), try TrainingData.clusters(clusters(["spread": 0]))
    )
    // x = centroid + spread z with the same z: the middle of spread 0 and 1 is spread 0.5.
    for place in data.train.inputs.entries.indices {
      let middle = (near.train.inputs.entries[place] + far.train.inputs.entries[place]) / 2
      #expect(abs(data.train.inputs.entries[place] - middle) < 1e-5)
    }
  }

  @Test(arguments: [("one_hot", Float(0)), ("plus_minus", -1)])
  func `labels are coded as the trial says and never standardised`(coding: String, other: Float) throws {
    let spec = try clusters([
      "dataset": DataID(high: 1, low: 1).description, "label_coding": coding, "loss": "mse",
      "standardize": true,
      "classes": 3, "samples": 4, "test_fraction": 0,
    ])
    let samples = try Samples(
      table: .numbers(Matrix(rows: 4, columns: 1, entries: [1, 2, 3, 4])),
      labels: Matrix(rows: 4, columns: 1, entries: [2, 0, 1, 2]), for: spec)
    let data = try TrainingData.file(spec, train: samples, test: nil)
    let o = other
    #expect(data.train.targets.entries == [o, o, 1, 1, o, o, o, 1, o, o, o, 1])
    #expect(data.train.labels == [2, 0, 1, 2])
    #expect(data.train.inputs.entries[0] < -1)
  }

  @Test(arguments: [Float(1.5), -1, 4, .nan, .infinity, 1e30])
  func `a label that is none of the classes is refused`(_ label: Float) throws {
    let spec = try clusters()
    #expect(throws: TrainingError.label(row: 1, value: "\(label)", classes: 4)) {
      try Samples(
        table: .numbers(Matrix(rows: 2, columns: 1, entries: [0, 0])),
        labels: Matrix(rows: 2, columns: 1, entries: [3, label]), for: spec)
    }
  }

  @Test func `accuracy is the share of rows whose largest output is their class`() throws {
    let spec = try clusters([
      "dataset": DataID(high: 1, low: 1).description, "classes": 2, "samples": 4, "depth": 1,
      "batch_size": "full",
      "test_fraction": 0,
    ])
    let samples = try Samples(
      table: .numbers(Matrix(rows: 4, columns: 2, entries: [1, 0, 0, 1, 2, 1, 5, 5])),
      labels: Matrix(rows: 4, columns: 1, entries: [0, 1, 1, 0]), for: spec)
    let data = try TrainingData.file(spec, train: samples, test: nil)
    let trainer = try Trainer(
      spec, data: data, weights: [Matrix(rows: 2, columns: 2, entries: [1, 0, 0, 1])])
    // Right, right, wrong, and the first of equals, which is right.
    #expect(trainer.accuracy(on: data.train) == 0.75)
  }
}
