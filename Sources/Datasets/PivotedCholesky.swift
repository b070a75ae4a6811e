/// Numerical rank of a small matrix without BLAS, so that a decision drawn from it is the same on every machine.
enum PivotedCholesky {
  /// How many pivots of the centred Gram matrix exceed `cutoff`^2 times the first.
  ///
  /// - Shapes: `entries` is rows x columns, row-major; its columns are centred here.
  /// - Pivots follow the squared singular values up to a factor that grows slowly with the rank.
  static func rank(of entries: [Double], rows: Int, columns: Int, cutoff: Double) -> Int {
    var gram = centredGram(entries, rows, columns)
    var left = Array(0..<columns)
    var first: Double?
    var rank = 0
    while let pivot = left.max(by: { gram[$0 * columns + $0] < gram[$1 * columns + $1] }) {
      let size = gram[pivot * columns + pivot]
      guard size > 0, size > cutoff * cutoff * (first ?? 0) else { break }
      first = first ?? size
      rank += 1
      left.removeAll { $0 == pivot }
      for row in left {
        let factor = gram[row * columns + pivot] / size
        for column in left { gram[row * columns + column] -= factor * gram[pivot * columns + column] }
      }
    }
    return rank
  }

  private static func centredGram(_ entries: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    var centred = entries
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows { sum += entries[row * columns + column] }
      for row in 0..<rows { centred[row * columns + column] -= sum / Double(rows) }
    }
    var gram = [Double](repeating: 0, count: columns * columns)
    for row in 0..<rows {
      for a in 0..<columns {
        let factor = centred[row * columns + a]
        for b in 0..<columns { gram[a * columns + b] += factor * centred[row * columns + b] }
      }
    }
    return gram
  }
}
