/// Which part of a grid something holds for: the least box of parameter values around where it does, and whether it fills it.
///
/// What holds at some cells of a grid that a person chose must name them: a share of the cells would change with the grid.
package struct Extent: Hashable, Sendable {
  /// A parameter that varies over the grid.
  package struct Axis: Hashable, Sendable {
    let name: String
    /// As people read them, ascending where they have an order.
    let values: [String]
    /// Numbers have neighbours, so that a box holds what lies between; of words it holds each for itself.
    let isOrdered: Bool

    package init(_ name: String, _ values: [String], isOrdered: Bool) {
      (self.name, self.values, self.isOrdered) = (name, values, isOrdered)
    }
  }

  /// More words than these name no place.
  private static let wordsInBox = 2

  package let count: Int
  package let total: Int
  /// How many points lie in the box.
  package let inside: Int
  private let bounds: [String]

  /// - Parameters:
  ///   - points: each with the place of its value on every axis.
  ///   - isMember: of each point whether it holds there.
  package init(_ axes: [Axis], _ points: [[Int]], _ isMember: [Bool]) {
    let members = zip(points, isMember).filter(\.1).map(\.0)
    let all = axes.indices.map { axis in Set(points.map { $0[axis] }) }
    let sides = axes.indices.map { axis -> Set<Int> in
      let found = Set(members.map { $0[axis] })
      guard axes[axis].isOrdered, let low = found.min(), let high = found.max() else {
        return found.count > Self.wordsInBox ? all[axis] : found
      }
      return all[axis].filter { (low...high).contains($0) }
    }
    let restricting = axes.indices.filter { sides[$0] != all[$0] }
    (count, total) = (members.count, points.count)
    inside =
      members.isEmpty
      ? points.count : points.count { point in restricting.allSatisfy { sides[$0].contains(point[$0]) } }
    bounds = members.isEmpty ? [] : restricting.map { Self.words(axes[$0], sides[$0], of: all[$0]) }
  }

  package var isAll: Bool { count == total }
  /// Whether the box holds nothing else.
  package var isExact: Bool { inside == count }

  /// Such as `activation relu, weight decay 1e-3 or more`; empty where nothing restricts it.
  package var box: String { bounds.joined(separator: ", ") }

  /// Such as `at activation relu`, `in 2 of 4 cells at activation relu` and `in 3 of 9 cells`; empty where it is everywhere.
  package func words(_ noun: String) -> String {
    if isAll { return "" }
    if isExact, !bounds.isEmpty { return "at \(box)" }
    let among = "in \(count) of \(inside) \(noun)s"
    return bounds.isEmpty ? among : "\(among) at \(box)"
  }

  private static func words(_ axis: Axis, _ side: Set<Int>, of all: Set<Int>) -> String {
    let values = side.sorted().map { axis.values[$0] }
    guard axis.isOrdered, values.count > 1, let low = side.min(), let high = side.max() else {
      return "\(axis.name) \(values.joined(separator: " or "))"
    }
    if low == all.min() { return "\(axis.name) \(axis.values[high]) or less" }
    if high == all.max() { return "\(axis.name) \(axis.values[low]) or more" }
    return "\(axis.name) \(axis.values[low]) to \(axis.values[high])"
  }
}
