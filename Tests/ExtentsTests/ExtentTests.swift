import Extents
import Foundation
import SweepModel
import Testing

/// Which words name a part of a grid.
@Suite struct ExtentTests {
  private static let axes = [
    Extent.Axis("activation", ["gelu", "relu", "tanh"], isOrdered: false),
    Extent.Axis("weight decay", ["0", "1e-4", "1e-3", "0.01"], isOrdered: true),
  ]
  private static let grid = (0..<3).flatMap { one in (0..<4).map { [one, $0] } }

  private func words(_ holds: ([Int]) -> Bool, among points: [[Int]] = grid) -> String {
    Extent(Self.axes, points, points.map(holds)).words("cell")
  }

  @Test func `a part that fills its box is named by it`() {
    #expect(words { _ in true } == "")
    #expect(words { $0[0] == 1 } == "at activation relu")
    #expect(words { $0[0] != 0 } == "at activation relu or tanh")
    #expect(words { $0[1] > 1 } == "at weight decay 1e-3 or more")
    #expect(words { $0[1] < 2 } == "at weight decay 1e-4 or less")
    #expect(words { $0[1] == 3 } == "at weight decay 0.01")
    #expect(words { (1...2).contains($0[1]) } == "at weight decay 1e-4 to 1e-3")
    #expect(words { $0 == [2, 0] } == "at activation tanh, weight decay 0")
  }

  @Test func `a part that does not fill its box is counted in it`() {
    #expect(words { $0[0] == $0[1] } == "in 3 of 9 cells at weight decay 1e-3 or less")
    #expect(words { ($0[0] + $0[1]) % 2 == 0 } == "in 6 of 12 cells")
    // Two boxes would take five bounds, which is more than a count says.
    #expect(words { [[0, 0], [0, 1], [1, 0], [2, 3]].contains($0) } == "in 4 of 12 cells")
    #expect(words { _ in false } == "in 0 of 12 cells")
  }

  @Test func `a part that fills two boxes is named by both, the larger one first`() {
    #expect(words { $0[1] == 0 || $0[1] == 2 } == "at weight decay 0 and at weight decay 1e-3")
    #expect(
      words { $0[0] == 1 && $0[1] != 1 }
        == "at activation relu, weight decay 1e-3 or more and at activation relu, weight decay 0")
    #expect(
      words { $0[0] == 0 || $0[1] == 3 }
        == "at activation gelu and at activation relu or tanh, weight decay 0.01")
    #expect(
      words { $0 == [0, 0] || $0[0] == 2 }
        == "at activation tanh and at activation gelu, weight decay 0")
  }

  @Test func `only what is there counts, and every parameter that restricts is named`() {
    // Each activation has one decay of its own: who reads of one alone would take it for both.
    let tied = [[0, 0], [1, 1], [2, 2]]
    #expect(words({ $0[0] == 2 }, among: tied) == "at activation tanh, weight decay 1e-3")
    #expect(words({ $0[1] > 0 }, among: [[0, 0], [0, 3]]) == "at weight decay 0.01")
    #expect(words({ _ in false }, among: []) == "")
  }

  /// The law that every claim leans on: whatever is said to hold at a box holds at each of its points and nowhere else.
  @Test func `an exact box holds the members and no other point, for random parts of random grids`() {
    var (exact, twice) = (0, 0)
    for seed in 0..<2000 {
      var random = RandomStream(seed: seed, for: .test)
      let points = Self.grid.filter { _ in Int.random(in: 0..<10, using: &random) < 8 }
      let low = Int.random(in: 0..<4, using: &random)
      let word = Int.random(in: 0..<3, using: &random)
      let noise = Int.random(in: 0..<3, using: &random)
      let members = points.map { point in
        (point[1] >= low && point[0] == word) != (Int.random(in: 0..<6, using: &random) < noise)
      }
      let extent = Extent(Self.axes, points, members)
      #expect(extent.count == members.count { $0 } && extent.total == points.count, "seed \(seed)")
      #expect(extent.inside >= extent.count && extent.isExact == (extent.inside == extent.count))
      guard extent.isExact, !extent.isAll, !extent.box.isEmpty else { continue }
      exact += 1
      // Read back from the words.
      let found = points.filter { point in
        let boxes = extent.box.components(separatedBy: " and at ")
        twice += boxes.count - 1
        return boxes.contains { $0.components(separatedBy: ", ").allSatisfy { Self.holds($0, point) } }
      }
      #expect(Set(found) == Set(zip(points, members).filter(\.1).map(\.0)), "seed \(seed): \(extent.box)")
    }
    #expect(exact > 200 && twice > 200)
  }

  private static func holds(_ bound: String, _ point: [Int]) -> Bool {
    for (place, axis) in [(0, ["gelu", "relu", "tanh"]), (1, ["0", "1e-4", "1e-3", "0.01"])] {
      let name = ["activation ", "weight decay "][place]
      guard bound.hasPrefix(name) else { continue }
      let rest = String(bound.dropFirst(name.count))
      func at(_ text: some StringProtocol) -> Int { axis.firstIndex(of: String(text)) ?? -1 }
      if rest.hasSuffix(" or more") { return point[place] >= at(rest.dropLast(8)) }
      if rest.hasSuffix(" or less") { return point[place] <= at(rest.dropLast(8)) }
      let ends = rest.components(separatedBy: " to ")
      if ends.count == 2 { return (at(ends[0])...at(ends[1])).contains(point[place]) }
      return rest.components(separatedBy: " or ").map(at).contains(point[place])
    }
    return false
  }
}
