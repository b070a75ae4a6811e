/// Which part of a grid something holds for: the least box of parameter values around where it does, or two that it fills where it
/// does not fill one.
///
/// What holds at some cells of a grid that a person chose must name them: a share of the cells would change with the grid.
package struct Extent: Hashable, Sendable {
  /// A parameter that varies over the grid.
  package struct Axis: Hashable, Sendable {
    fileprivate let name: String
    /// As people read them, ascending where they have an order.
    fileprivate let values: [String]
    /// Numbers have neighbours, so that a box holds what lies between; of words it holds each for itself.
    fileprivate let isOrdered: Bool

    package init(_ name: String, _ values: [String], isOrdered: Bool) {
      (self.name, self.values, self.isOrdered) = (name, values, isOrdered)
    }
  }

  package let count: Int
  package let total: Int
  /// How many points lie in the box, or in both.
  package let inside: Int
  /// What bounds each box; none where nothing restricts it.
  private let bounds: [[String]]

  /// - Parameters:
  ///   - points: each with the place of its value on every axis.
  ///   - isMember: of each point whether it holds there.
  package init(_ axes: [Axis], _ points: [[Int]], _ isMember: [Bool]) {
    let members = zip(points, isMember).filter(\.1).map(\.0)
    let grid = Grid(axes, points)
    (count, total) = (members.count, points.count)
    guard !members.isEmpty else {
      (inside, bounds) = (points.count, [])
      return
    }
    let least = grid.box(members)
    let boxes = least.isExact ? [least] : grid.two(members) ?? [least]
    inside = boxes.reduce(0) { $0 + $1.inside }
    bounds = boxes.map(\.bounds).filter { !$0.isEmpty }
  }

  package var isAll: Bool { count == total }
  /// Whether the boxes hold nothing else.
  package var isExact: Bool { inside == count }

  /// Such as `activation relu, weight decay 1e-3 or more` and `depth 8 and at depth 4, weight decay 1e-3`; empty where nothing
  /// restricts it.
  package var box: String { bounds.map { $0.joined(separator: ", ") }.joined(separator: " and at ") }

  /// Whether it can be named by its values, without a count.
  package var isNamed: Bool { isExact && !bounds.isEmpty && !isAll }

  /// Such as `at activation relu`, `in 2 of 4 cells at activation relu` and `in 3 of 9 cells`; empty where it is everywhere.
  package func words(_ noun: String) -> String {
    if isAll { return "" }
    if isNamed { return "at \(box)" }
    let among = "in \(count) of \(inside) \(noun)s"
    return bounds.isEmpty ? among : "\(among) at \(box)"
  }
}

/// The points of a grid that are there.
private struct Grid {
  /// A box of values, and how many points and members are in it.
  struct Box {
    let bounds: [String]
    let inside: Int
    let members: Int
    var isExact: Bool { inside == members }
  }

  /// More words than these name no place.
  private static let wordsInBox = 2
  /// More than these, of two boxes together, are not read at once.
  private static let boundsOfTwo = 4

  let axes: [Extent.Axis]
  let points: [[Int]]
  /// The values of each axis that occur.
  let all: [Set<Int>]

  init(_ axes: [Extent.Axis], _ points: [[Int]]) {
    (self.axes, self.points) = (axes, points)
    all = axes.indices.map { axis in Set(points.map { $0[axis] }) }
  }

  /// The least one around members.
  func box(_ members: [[Int]]) -> Box {
    let sides = axes.indices.map { axis -> Set<Int> in
      let found = Set(members.map { $0[axis] })
      guard axes[axis].isOrdered, let low = found.min(), let high = found.max() else {
        return found.count > Self.wordsInBox ? all[axis] : found
      }
      return all[axis].filter { (low...high).contains($0) }
    }
    let restricting = axes.indices.filter { sides[$0] != all[$0] }
    return Box(
      bounds: restricting.map { Self.words(axes[$0], sides[$0], of: all[$0]) },
      inside: points.count { point in restricting.allSatisfy { sides[$0].contains(point[$0]) } },
      members: members.count)
  }

  /// Two boxes that hold the members and nothing else, the larger one first: members below a value of one axis and those above,
  /// or those of one word and the others. Of several such pairs the one with the fewest bounds.
  func two(_ members: [[Int]]) -> [Box]? {
    axes.indices.flatMap { axis -> [[Box]] in
      Set(members.map { $0[axis] }).sorted().compactMap { value in
        let isFirst: ([Int]) -> Bool =
          axes[axis].isOrdered ? { $0[axis] <= value } : { $0[axis] == value }
        let rest = members.filter { !isFirst($0) }
        guard !rest.isEmpty else { return nil }
        let first = box(members.filter(isFirst))
        guard first.isExact else { return nil }
        let second = box(rest)
        guard second.isExact, bounds([first, second]) <= Self.boundsOfTwo else { return nil }
        return first.members < second.members ? [second, first] : [first, second]
      }
    }.min { bounds($0) < bounds($1) }
  }

  private func bounds(_ boxes: [Box]) -> Int { boxes.reduce(0) { $0 + $1.bounds.count } }

  private static func words(_ axis: Extent.Axis, _ side: Set<Int>, of all: Set<Int>) -> String {
    let values = side.sorted().map { axis.values[$0] }
    guard axis.isOrdered, values.count > 1, let low = side.min(), let high = side.max() else {
      return "\(axis.name) \(values.joined(separator: " or "))"
    }
    if low == all.min() { return "\(axis.name) \(axis.values[high]) or less" }
    if high == all.max() { return "\(axis.name) \(axis.values[low]) or more" }
    return "\(axis.name) \(axis.values[low]) to \(axis.values[high])"
  }
}
