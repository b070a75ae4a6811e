/// Rows in time: those near in it are near in space as well, whatever set they lie on, and count as no neighbours.
///
/// Source: Theiler (1986), Physical Review A 34, 2427.
package struct TheilerWindow: Sendable {
  /// Every row may be a neighbour of every other one.
  static let none = TheilerWindow(0)

  /// Rows that are as far apart as this, or less, are no neighbours of each other.
  let width: Int
  /// Where each row stands in its file, ascending; `nil` where row i is the i-th.
  private let places: [Int]?

  package init(_ width: Int, places: [Int]? = nil) { (self.width, self.places) = (width, places) }

  /// For each of these rows, which ascend, those among them that are no neighbours of it: itself and the rows around it.
  func ranges(among rows: [Int]) -> [Range<Int>] {
    var (first, end) = (0, 0)
    return rows.indices.map { index in
      let own = place(rows[index])
      while place(rows[first]) < own - width { first += 1 }
      while end < rows.count, place(rows[end]) <= own + width { end += 1 }
      return first..<end
    }
  }

  private func place(_ row: Int) -> Int { places?[row] ?? row }
}
