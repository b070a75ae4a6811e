import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

/// `rows` rows whose inputs are (row, constant 3, -row^2) and whose target is the row.
private func table(_ rows: Int, from first: Int = 0) -> Samples {
  let numbers = (first..<first + rows).map(Float.init)
  return Samples(
    inputs: Matrix(rows: rows, columns: 3, entries: numbers.flatMap { [$0, 3, -$0 * $0] }),
    targets: Matrix(rows: rows, columns: 1, entries: numbers))
}

private func deviation(_ values: [Float]) -> (mean: Double, deviation: Double) {
  let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
  let square = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
  return (mean, square.squareRoot())
}

private func column(_ matrix: Matrix<Float>, _ column: Int) -> [Float] {
  (0..<matrix.rows).map { matrix[$0, column] }
}

struct TrainingDataTests {
  @Test func `columns are standardised with the train rows' statistics, constant ones guarded`() throws {
    let data = try TrainingData.file(trial(["samples": 50]), train: table(50), test: table(10, from: 50))
    for index in [0, 2] {
      let (mean, spread) = deviation(column(data.train.inputs, index))
      #expect(abs(mean) < 1e-6 && abs(spread - 1) < 1e-6)
    }
    #expect(column(data.train.inputs, 1).allSatisfy { $0 == 0 })
    let test = try #require(data.test)
    #expect(column(test.inputs, 1).allSatisfy { $0 == 0 })
    // Rows 0...49 have mean 24.5 and population deviation sqrt((50^2 - 1)/12).
    #expect(abs(Double(test.targets[0, 0]) - (50 - 24.5) / (2499.0 / 12).squareRoot()) < 1e-6)
  }

  @Test(arguments: [Float(0), 0.1, 1e-7, 3e7])
  func `a constant column becomes zero, whatever its value`(value: Float) throws {
    var samples = table(1000)
    for row in 0..<1000 { samples.inputs[row, 1] = value }
    let data = try TrainingData.file(trial(["samples": 1000]), train: samples, test: nil)
    #expect(column(data.train.inputs, 1).allSatisfy { $0 == 0 })
  }

  @Test func `without standardize the rows stay as they are`() throws {
    let data = try TrainingData.file(
      trial(["samples": 50, "standardize": false]), train: table(50), test: table(10))
    #expect(data.train == table(50))
    #expect(data.test == table(10))
  }

  @Test(
    arguments: [
      ("the file's own rows", nil, 4, 20, 4), ("a fifth where the file has none", nil, nil, 16, 4),
      ("a share of the train rows", 0.1, 4, 18, 2), ("none", 0.0, 4, 20, 0),
    ] as [(String, Double?, Int?, Int, Int)])
  func `the test rows are as the trial and the file say`(
    name: String, fraction: Double?, ownRows: Int?, train: Int, test: Int
  ) throws {
    var fields: [String: Any] = ["samples": 20, "standardize": false]
    fields["test_fraction"] = fraction
    let data = try TrainingData.file(
      trial(fields), train: table(30), test: ownRows.map { table($0, from: 100) })
    #expect(data.train.rows == train)
    #expect(data.test?.rows ?? 0 == test)
    let ownUsed = data.test.map { $0.targets.entries.contains(100) } ?? false
    #expect(ownUsed == (fraction == nil && ownRows != nil))
    #expect(data.train.targets.entries.allSatisfy { $0 < 20 })
  }

  @Test func `a split is drawn with data_seed, has every row once and keeps the file's order`() throws {
    func split(_ seed: Int) throws -> TrainingData {
      try TrainingData.file(
        trial(["samples": 100, "standardize": false, "data_seed": seed]), train: table(100), test: nil)
    }
    let data = try split(0)
    let (train, test) = (data.train.targets.entries, try #require(data.test).targets.entries)
    #expect((train + test).sorted() == (0..<100).map(Float.init))
    #expect(train == train.sorted() && test == test.sorted())
    #expect(test != (80..<100).map(Float.init))
    // Each row knows where it stood.
    #expect(data.train.places?.map(Float.init) == train && data.test?.places?.map(Float.init) == test)
    #expect(try split(0) == data)
    #expect(try split(1) != data)
  }

  @Test func `bad arrays are refused with their place`() throws {
    var samples = table(10)
    samples.targets[7, 0] = .infinity
    #expect(throws: TrainingError.notFinite(array: "train targets", row: 7, column: 0)) {
      try TrainingData(train: samples)
    }
    samples = table(10)
    samples.targets = table(9).targets
    #expect(throws: TrainingError.rowsDiffer(part: "train", inputs: 10, targets: 9)) {
      try TrainingData(train: samples)
    }
    #expect(throws: TrainingError.columnsDiffer(array: "inputs", train: 3, test: 1)) {
      try TrainingData(
        train: table(10), test: Samples(inputs: table(5).targets, targets: table(5).targets))
    }
    #expect(throws: TrainingError.tooFewRows(found: 30, needed: 31, purpose: "'samples'")) {
      try TrainingData.file(trial(["samples": 31]), train: table(30), test: nil)
    }
  }
}
