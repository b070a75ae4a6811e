internal import CProducts

/// For each of many points its nearest others so far, by squared distance in single precision, while blocks of products pass by.
///
/// Products are -2 <x, y>. First the blocks on the diagonal start every list, then those above it are taken, each once for the points of its
/// rows and of its columns. The same bits on every processor.
package final class NearestLists {
  private let lists: nearest_lists
  private let points: Int
  private let squares: [Float]
  /// Of those that are no neighbours of a point, itself among them.
  private let starts, ends: [Int]

  /// - Parameters:
  ///   - squares: |x|^2 of each point.
  ///   - windows: for each point the range of those that are no neighbours of it, itself among them.
  ///   - keep: how many of the nearest of each point are never dropped.
  package init(squares: [Float], windows: [Range<Int>], keep: Int) {
    precondition(squares.count == windows.count && keep > 0, "each point has a window")
    (points, self.squares) = (squares.count, squares)
    (starts, ends) = (windows.map(\.lowerBound), windows.map(\.upperBound))
    let room = (4 * keep + 15) / 16 * 16
    lists = nearest_lists(
      room: room, keep: keep, values: .allocate(capacity: points * room),
      places: .allocate(capacity: points * room),
      counts: .allocate(capacity: points), limits: .allocate(capacity: points))
    lists.counts.initialize(repeating: 0, count: points)
    lists.limits.initialize(repeating: .infinity, count: points)
  }

  deinit {
    lists.values.deallocate()
    lists.places.deallocate()
    lists.counts.deallocate()
    lists.limits.deallocate()
  }

  /// ||x - y||^2 over so many entries, in double.
  package static func square(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Double {
    nearest_square(count, x, y)
  }

  /// Points of a block on the diagonal, at most.
  package static let mostTogether = Int(nearest_together)

  /// Takes the products of these points with each other, with `stride` from row to row.
  package func start(_ some: Range<Int>, _ products: UnsafePointer<Float>, _ stride: Int) {
    precondition(some.count <= Self.mostTogether, "a block is no larger")
    nearest_start(lists, some.lowerBound, some.count, products, stride, squares, starts, ends)
  }

  /// Takes a block of products above the diagonal.
  package func take(
    _ rows: Range<Int>, _ columns: Range<Int>, _ products: UnsafePointer<Float>, _ stride: Int
  ) {
    precondition(rows.upperBound <= columns.lowerBound, "columns come after rows")
    nearest_take(
      lists, rows.lowerBound, rows.count, columns.lowerBound, columns.count, products, stride, squares, ends)
  }

  /// All that may be among the `wanted` nearest of a point, out of `others`, and few more; `nil` where rounding may have kept one
  /// out of the list.
  ///
  /// - Parameters:
  ///   - rounding: a squared distance is off by at most this much of |x|^2 + |y|^2.
  ///   - squares: |x|^2 of each point before it was rounded.
  package func candidates(
    _ point: Int, _ wanted: Int, of others: Int, rounding: Double, squares: UnsafePointer<Double>
  ) -> [Int32]? {
    var isClear = true
    let found = [Int32](unsafeUninitializedCapacity: lists.room) { places, count in
      count = 0
      guard let places = places.baseAddress else { return }
      let found = nearest_candidates(lists, point, wanted, others, rounding, squares, places)
      isClear = found >= 0
      if isClear { count = found }
    }
    return isClear ? found : nil
  }
}
