/// Where one curve passes a level for good, read between its points.
package enum Crossing: Hashable, Sendable {
  /// At this x, by a straight line between the points before and after.
  case at(Double)
  /// The curve is beyond the level from its first point on.
  case before
  /// The curve's last point is not beyond the level.
  case never

  package var x: Double? { if case .at(let x) = self { x } else { nil } }

  /// - Parameters:
  ///   - points: with different x, in any order; logarithms where the axes are.
  ///   - isFalling: whether beyond is below.
  /// - Returns: `nil` with fewer than two points that are finite.
  package init?(_ points: [(x: Double, y: Double)], of level: Double, isFalling: Bool) {
    let points = points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
    guard points.count > 1 else { return nil }
    let beyond = points.reversed().prefix { isFalling ? $0.y <= level : $0.y >= level }.count
    if beyond == 0 {
      self = .never
    } else if beyond == points.count {
      self = .before
    } else {
      let (last, first) = (points[points.count - beyond - 1], points[points.count - beyond])
      self = .at(last.x + (first.x - last.x) * (level - last.y) / (first.y - last.y))
    }
  }
}
