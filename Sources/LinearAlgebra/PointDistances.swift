internal import CProducts

/// Steps of a search for the nearest of a few centres, in double; the same bits on every processor.
///
/// Points come in panels of 32, entry by entry, and a block holds, centre by centre, a number for each of them.
package enum PointDistances {
  package static let panel = Int(distances_panel)

  /// Makes squared distances, max(0, squares + length - 2 product), of a block of inner products.
  package static func complete(
    _ block: UnsafeMutablePointer<Double>, _ squares: UnsafePointer<Double>, _ lengths: [Double]
  ) {
    distances_of_products(lengths.count, squares, lengths, block)
  }

  /// Lowers a panel's `least` distances to those of a block where these are below, and names their owners, from `first`
  /// on; of equals the first is kept.
  package static func lower(
    _ least: UnsafeMutablePointer<Double>, _ owners: UnsafeMutablePointer<Double>,
    by block: UnsafePointer<Double>, _ centres: Int, first: Int
  ) {
    distances_lower(centres, first, block, least, owners)
  }

  /// Which points of a block have a centre other than their own whose distance times its gain is below their limit: bit p
  /// for point p.
  package static func movable(
    _ block: UnsafePointer<Double>, gains: [Double], limits: UnsafePointer<Double>,
    owners: UnsafePointer<Double>
  ) -> UInt32 {
    distances_movable(gains.count, block, gains, limits, owners)
  }

  /// Adds each of `groups.count` rows of `points` to the sum of its group, first to last.
  package static func add(_ points: Matrix<Double>, _ groups: [Int], to sums: inout Matrix<Double>) {
    precondition(groups.count == points.rows && sums.columns == points.columns, "each row has a group")
    distances_add_rows(points.rows, points.columns, points.entries, groups, &sums.entries)
  }

  /// ||x - y||^2 over so many entries.
  package static func square(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    distances_square(count, x, y)
  }
}
