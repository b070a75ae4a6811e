internal import LinearAlgebra

/// The mean of each group of samples, and the samples' distances from them.
///
/// The first sample is taken off every one before anything is summed, so that features that do not vary leave zeros, not
/// rounding, whatever their offset.
package struct GroupedFeatures {
  let features: MatrixView
  let groups: Groups
  let origin: [Double]
  /// One group a row, less `origin`: G x h. A group without samples has zeros.
  let means: Matrix<Double>

  init(_ features: MatrixView, _ groups: Groups) {
    let origin = (0..<features.columns).map { features.rows > 0 ? features[0, $0] : 0 }
    var sums = Matrix<Double>(rows: groups.count, columns: features.columns, repeating: 0)
    let width = features.columns
    sums.entries.withUnsafeMutableBufferPointer { sums in
      features.forEachRowChunk(minus: origin) { start, count, chunk in
        for row in 0..<count {
          let place = groups.members[start + row] * width
          for column in 0..<width { sums[place + column] += chunk[row * width + column] }
        }
      }
      for (group, size) in groups.sizes.enumerated() where size > 0 {
        for column in 0..<width { sums[group * width + column] /= Double(size) }
      }
    }
    (self.features, self.groups, self.origin, means) = (features, groups, origin, sums)
  }

  /// Calls `body` with (first row, number of rows, those rows less their group's mean as doubles), top to bottom.
  func forEachResidualChunk(_ body: (Int, Int, UnsafeMutablePointer<Double>) throws -> Void) rethrows {
    let width = features.columns
    try means.entries.withUnsafeBufferPointer { means in
      try features.forEachRowChunk(minus: origin) { start, count, chunk in
        for row in 0..<count {
          let place = groups.members[start + row] * width
          for column in 0..<width { chunk[row * width + column] -= means[place + column] }
        }
        try body(start, count, chunk)
      }
    }
  }

  /// The sum of squared distances of each group's samples from its mean.
  func scatters() -> [Double] {
    var scatters = [Double](repeating: 0, count: groups.count)
    forEachResidualChunk { start, count, chunk in
      for row in 0..<count {
        scatters[groups.members[start + row]] += Self.square(chunk + row * features.columns, features.columns)
      }
    }
    return scatters
  }

  /// Within-cluster variation: (1/N) sum ||z - its group's mean||^2. `nil` without samples or features.
  var variation: Double? {
    guard features.rows > 0, features.columns > 0 else { return nil }
    return scatters().reduce(0, +) / Double(features.rows)
  }

  package static func square(_ line: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum = SIMD8<Double>.zero
    var rest = 0.0
    let whole = count & ~7
    for start in stride(from: 0, to: whole, by: 8) {
      let lanes = UnsafeRawPointer(line + start).loadUnaligned(as: SIMD8<Double>.self)
      sum += lanes * lanes
    }
    for place in whole..<count { rest += line[place] * line[place] }
    return sum.sum() + rest
  }
}
