import Collapse
import Foundation
import LinearAlgebra
import SweepModel

typealias Reals = Matrix<Double>

let everyGroup = Set(MetricGroup.allCases)

/// The metrics of one layer of double arrays.
func metrics(
  _ features: Reals, _ weights: Reals, _ targets: Reals, rank: Int? = nil,
  groups: Set<MetricGroup> = everyGroup
) throws -> [Metric: Double] {
  BLAS.useOneThread()
  let prepared = try targets.withView { try Targets($0, knownRank: rank) }
  return try features.withView { features in
    try weights.withView { weights in
      try LayerArrays(number: 1, features: features, weights: weights)
        .metrics(against: prepared, groups: groups)
    }
  }
}

/// All metrics of one layer of float arrays.
func metrics(_ features: Matrix<Float>, _ weights: Matrix<Float>, _ targets: Targets) throws
  -> [Metric: Double]
{
  BLAS.useOneThread()
  return try features.withView { features in
    try weights.withView { weights in
      try LayerArrays(number: 1, features: features, weights: weights)
        .metrics(against: targets, groups: everyGroup)
    }
  }
}

extension Matrix where Scalar == Double {
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0, entries: rows.flatMap { $0 })
  }

  /// Independent standard normal entries.
  static func normal(_ rows: Int, _ columns: Int, _ stream: inout RandomStream) -> Self {
    Self(rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in stream.normal() })
  }

  /// Standard normal entries with the negative ones zero, as after a ReLU, and columns of unequal scale.
  static func rectified(_ rows: Int, _ columns: Int, _ stream: inout RandomStream) -> Self {
    var matrix = normal(rows, columns, &stream)
    for place in matrix.entries.indices {
      matrix.entries[place] = max(0, matrix.entries[place] / Double(1 + place % columns))
    }
    return matrix
  }

  /// An orthogonal matrix: Gram and Schmidt on normal rows, twice for accuracy.
  static func orthogonal(_ order: Int, _ stream: inout RandomStream) -> Self {
    var matrix = normal(order, order, &stream)
    for row in 0..<order {
      for _ in 0..<2 {
        for other in 0..<row {
          let product = (0..<order).reduce(0) { $0 + matrix[row, $1] * matrix[other, $1] }
          for column in 0..<order { matrix[row, column] -= product * matrix[other, column] }
        }
      }
      let norm = (0..<order).reduce(0) { $0 + matrix[row, $1] * matrix[row, $1] }.squareRoot()
      for column in 0..<order { matrix[row, column] /= norm }
    }
    return matrix
  }

  func scaled(_ factor: Double, plus offset: Double = 0) -> Self {
    Self(rows: rows, columns: columns, entries: entries.map { $0 * factor + offset })
  }

  func rows(_ order: [Int]) -> Self { Self(order.map { row in (0..<columns).map { self[row, $0] } }) }

  func columns(_ order: [Int]) -> Self { Self((0..<rows).map { row in order.map { self[row, $0] } }) }

  func padded(_ count: Int) -> Self {
    Self((0..<rows).map { row in (0..<columns).map { self[row, $0] } + Array(repeating: 0, count: count) })
  }
}

/// A permutation of `0 ..< count`.
func permutation(_ count: Int, _ stream: inout RandomStream) -> [Int] {
  var items = (0..<Int32(count)).map { $0 }
  stream.shuffle(&items)
  return items.map(Int.init)
}

/// What differs between two sets of metrics by more than `tolerance`, relative to 1 or the larger magnitude.
func differences(
  _ found: [Metric: Double], _ expected: [Metric: Double], tolerance: Double = 1e-8,
  floor: Double = 1e-3
) -> [String] {
  Set(found.keys).union(expected.keys).sorted { $0.name < $1.name }.compactMap { metric in
    guard let left = found[metric], let right = expected[metric] else {
      return "\(metric.name): found \(text(found[metric])), expected \(text(expected[metric]))"
    }
    let scale = max(abs(left), abs(right), floor)
    return abs(left - right) <= tolerance * scale
      ? nil : "\(metric.name): found \(left), expected \(right)"
  }
}

private func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "nothing" }
