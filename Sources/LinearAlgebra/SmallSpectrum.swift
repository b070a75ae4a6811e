internal import CProducts

/// The spectrum of a symmetric matrix of low order, computed without LAPACK.
///
/// - Precision: double. An eigenvalue's error is below order x 2^-52 of the largest one's magnitude, and the vectors are
///   orthonormal to as much. The same bits on every processor.
struct SmallSpectrum {
  /// Up to this order it is quicker than LAPACK; see docs/benchmarks.md.
  static let mostOrder = 64

  /// Largest first.
  let values: [Double]
  /// One a row, in the order of the values; none where values alone were asked for.
  let vectors: Matrix<Double>

  /// - Parameter upper: order^2 entries, row-major; only the upper triangle is read.
  /// - Returns: `nil` for a higher order, entries that are not finite, and should the steps not converge.
  init?(upper: [Double], order: Int, valuesAlone: Bool) {
    guard order <= Self.mostOrder else { return nil }
    let size = order * order
    let found = withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, 2 * size + 4 * order)) {
      room -> (values: [Double], rows: [Double])? in
      guard let full = room.baseAddress, let scale = Self.fill(full, upper, order) else { return nil }
      let (rows, values) = (full + size, full + 2 * size)
      guard spectrum_of(order, full, values, valuesAlone ? nil : rows, values + order) != 0 else {
        return nil
      }
      let places = (0..<order).sorted { (values[$0], $1) > (values[$1], $0) }
      var ordered = [Double]()
      if !valuesAlone {
        ordered.reserveCapacity(size)
        for place in places {
          ordered += UnsafeBufferPointer(start: rows + place * order, count: order)
        }
      }
      return (places.map { values[$0] * scale }, ordered)
    }
    guard let found else { return nil }
    values = found.values
    vectors = Matrix(rows: valuesAlone ? 0 : order, columns: order, entries: found.rows)
  }

  /// Both triangles, over the power of two at which no entry is above 1, which is returned.
  private static func fill(_ full: UnsafeMutablePointer<Double>, _ upper: [Double], _ order: Int) -> Double? {
    var (largest, isFinite) = (0.0, true)
    for row in 0..<order {
      for column in row..<order {
        let size = upper[row * order + column].magnitude
        isFinite = isFinite && size.isFinite
        largest = max(largest, size)
      }
    }
    guard isFinite else { return nil }
    let scale = largest.isNormal ? 2 * largest.binade : 1
    for row in 0..<order {
      for column in row..<order {
        let entry = upper[row * order + column] / scale
        (full[row * order + column], full[column * order + row]) = (entry, entry)
      }
    }
    return scale
  }
}
