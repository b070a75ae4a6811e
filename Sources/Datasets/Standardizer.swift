internal import LinearAlgebra

/// Each column's mean and population standard deviation, to bring columns to mean 0 and deviation 1.
///
/// - Precision: two passes in `Double`; results are rounded to `Float` once.
/// - A constant column has scale 1, so that it becomes 0 and not NaN. Its variance is exactly 0, whatever its value:
///   a double holds the sum of up to 2^29 equal floats without rounding.
struct Standardizer {
  let means: [Double]
  let scales: [Double]

  /// `rows` is N x d with N >= 1.
  init(_ rows: Matrix<Float>) { self.init(rows.rows, rows.columns, rows.entries) { Double($0) } }

  /// Of N x d entries, row-major.
  init<Entry>(_ rows: Int, _ columns: Int, _ entries: [Entry], _ number: (Entry) -> Double) {
    let count = Double(rows)
    var means = Self.columnSums(entries, columns) { entry, _ in number(entry) }
    for column in 0..<columns { means[column] /= count }
    let squares = Self.columnSums(entries, columns) { entry, column in
      let centred = number(entry) - means[column]
      return centred * centred
    }
    self.means = means
    scales = squares.map { $0 > 0 ? ($0 / count).squareRoot() : 1 }
  }

  func apply(to rows: inout Matrix<Float>) {
    let columns = rows.columns
    rows.entries.withUnsafeMutableBufferPointer { entries in
      for start in stride(from: 0, to: entries.count, by: columns) {
        for column in 0..<columns {
          entries[start + column] = Float((Double(entries[start + column]) - means[column]) / scales[column])
        }
      }
    }
  }

  private static func columnSums<Entry>(
    _ entries: [Entry], _ columns: Int, _ term: (Entry, Int) -> Double
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    entries.withUnsafeBufferPointer { entries in
      for start in stride(from: 0, to: entries.count, by: columns) {
        for column in 0..<columns { sums[column] += term(entries[start + column], column) }
      }
    }
    return sums
  }
}
