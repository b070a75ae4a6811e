import Collapse
import LinearAlgebra
import SweepModel
import Testing

struct Shape: Sendable, CustomTestStringConvertible {
  let samples, width, outputs, dimension: Int
  var testDescription: String { "N \(samples), h \(width), out \(outputs), t \(dimension)" }
}

private let shapes = [0, 1, 2, 5].flatMap { samples in
  [0, 1, 3, 7].flatMap { width in
    [0, 1, 4].flatMap { outputs in
      [0, 1, 4].map { Shape(samples: samples, width: width, outputs: outputs, dimension: $0) }
    }
  }
}

@Test(arguments: shapes, [0.0, 1, 1e-6, 1e6, 1e-30, 1e30])
func `every shape and scale is measured without NaN`(_ shape: Shape, _ scale: Double) throws {
  var stream = RandomStream(seed: 7, for: .test)
  let found = try metrics(
    .normal(shape.samples, shape.width, &stream).scaled(scale),
    .normal(shape.outputs, shape.width, &stream).scaled(scale),
    .normal(shape.samples, shape.dimension, &stream).scaled(scale), rank: 2)
  #expect(found.filter { !$0.value.isFinite } == [:])
  if shape.samples == 0 || shape.width == 0 { #expect(found.filter { isOfFeatures($0.key) } == [:]) }
}

/// nrc4 is left out: with no features at all the best prediction is none, and its error is defined.
private func isOfFeatures(_ metric: Metric) -> Bool {
  ![.weightStableRank, .weightRank, .nrc4].contains(metric)
}

@Test(arguments: [0, -1, 100])
func `a known rank of none or beyond the width leaves the alignment out`(_ rank: Int) throws {
  var stream = RandomStream(seed: 7, for: .test)
  let found = try metrics(
    .normal(20, 5, &stream), .normal(4, 5, &stream), .normal(20, 2, &stream), rank: rank)
  #expect(found[.nrc3Rank] == nil && found[.noiseAlignment] == nil)
  #expect(found[.nrc1Rank] == (rank > 0 ? 0 : nil))
}

@Test func `groups that are not asked for are not measured`() throws {
  var stream = RandomStream(seed: 7, for: .test)
  let (features, targets) = (Reals.normal(20, 5, &stream), Reals.normal(20, 2, &stream))
  let prepared = try targets.withView { try Targets($0) }
  func names(_ groups: Set<MetricGroup>) throws -> [String] {
    try features.withView { view in
      try LayerArrays(number: 1, features: view, weights: view).metrics(against: prepared, groups: groups)
    }.keys.map(\.name).sorted()
  }
  #expect(try names([.nrc]) == ["nrc1", "nrc2", "nrc2_debiased", "nrc2_first", "nrc2_full", "nrc3", "nrc4"])
  #expect(try names([.ranks]).contains("nrc1") == false)
  #expect(try names([]) == [])
}

@Test(arguments: [Float.nan, .infinity, -.infinity], [0, 7])
func `an entry that is not finite is refused with its place`(_ value: Float, _ row: Int) throws {
  let good = Matrix<Float>(rows: 8, columns: 3, entries: (0..<24).map { Float($0 % 5) })
  var bad = good
  bad[row, 2] = value
  let targets = try good.withView { try Targets($0) }
  let place = { (array: MeasuredArray) in
    CollapseError.notFinite(array, row: row, column: 2, value: "\(value)")
  }
  #expect(throws: place(.features(layer: 1))) { try metrics(bad, good, targets) }
  #expect(throws: place(.weights(layer: 1))) { try metrics(good, bad, targets) }
  #expect(throws: place(.targets)) { try bad.withView { try Targets($0) } }
}

@Test func `a double beyond single precision is refused`() throws {
  #expect(throws: CollapseError.notFinite(.targets, row: 1, column: 0, value: "1e+40")) {
    try Reals([[1], [1e40]]).withView { try Targets($0) }
  }
}

@Test func `arrays that do not fit together are refused`() throws {
  let (three, four) = (
    Matrix<Float>(rows: 3, columns: 2, repeating: 1), Matrix<Float>(rows: 4, columns: 3, repeating: 1)
  )
  let targets = try four.withView { try Targets($0) }
  #expect(throws: CollapseError.sampleCount(.features(layer: 1), rows: 3, targets: 4)) {
    try metrics(three, three, targets)
  }
  #expect(throws: CollapseError.inputCount(.weights(layer: 1), columns: 2, features: 3)) {
    try metrics(four, three, targets)
  }
}

@Test(arguments: [
  (
    CollapseError.notFinite(.features(layer: 3), row: 5, column: 0, value: "nan"),
    "'H3' holds 'nan' in row 5, column 0 (the first is 0). Expected a finite number within single precision. "
      + "Remove or replace that sample, or measure an earlier epoch."
  ),
  (
    .sampleCount(.features(layer: 2), rows: 10, targets: 12),
    "'H2' has '10' rows and 'Y' has '12'. Expected one row a sample in both. "
      + "Record the features of exactly the samples whose targets are given."
  ),
  (
    .inputCount(.weights(layer: 1), columns: 4, features: 6),
    "'W1' has '4' columns and its layer's features have '6'. Expected weights as outputs x inputs. "
      + "Transpose them if they are stored the other way round."
  ),
])
func `an error says what was found and what to do`(_ error: CollapseError, _ text: String) {
  #expect("\(error)" == text)
}
