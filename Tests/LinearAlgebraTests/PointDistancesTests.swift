import LinearAlgebra
import Testing

struct PointDistancesTests {
  static let panel = PointDistances.panel

  @Test func `a block of products becomes squared distances, none below zero`() {
    // Points (1, p), centres (0, 0) and (1, 2): distances 1 + p^2 and (p - 2)^2.
    var block = (0..<2 * Self.panel).map { $0 < Self.panel ? 0 : 1 + 2 * Double($0 - Self.panel) }
    let squares = (0..<Self.panel).map { 1 + Double($0 * $0) }
    PointDistances.complete(&block, squares, [0, 5])
    for place in 0..<Self.panel {
      #expect(block[place] == 1 + Double(place * place))
      #expect(block[Self.panel + place] == Double((place - 2) * (place - 2)))
    }
    // Rounding below zero counts as zero.
    var below = [Double](repeating: 1, count: Self.panel)
    PointDistances.complete(&below, [Double](repeating: 1, count: Self.panel), [0.5])
    #expect(below.allSatisfy { $0 == 0 })
  }

  @Test func `the nearest owns a point, and of equals the first`() {
    var least = [Double](repeating: .infinity, count: Self.panel)
    var owners = [Double](repeating: 0, count: Self.panel)
    let lines = (0..<3).map { centre in (0..<Self.panel).map { Double(($0 + centre) % 3) } }
    PointDistances.lower(&least, &owners, by: lines.flatMap { $0 }, 3, first: 4)
    for place in 0..<Self.panel {
      #expect(least[place] == 0 && owners[place] == Double(4 + (3 - place % 3) % 3))
    }
    // Equal distances change no owner, less ones do.
    var equal = [Double](repeating: 0, count: Self.panel)
    equal[31] = -1
    PointDistances.lower(&least, &owners, by: equal, 1, first: 9)
    #expect(owners[30] == Double(4 + (3 - 30 % 3) % 3) && owners[31] == 9 && least[31] == -1)
  }

  @Test func `a point moves to another centre's gain below its limit, never to its own`() {
    // Gains are distance / 2 and distance; the limit is 1.
    var block = [Double](repeating: 3, count: 2 * Self.panel)
    (block[0], block[Self.panel + 1], block[31], block[Self.panel + 5]) = (1, 0.5, 1.5, 1)
    let limits = [Double](repeating: 1, count: Self.panel)
    var owners = [Double](repeating: 1, count: Self.panel)
    owners[31] = 0
    let found = PointDistances.movable(block, gains: [0.5, 1], limits: limits, owners: owners)
    // 1 is near its own centre alone, 5 is at the limit, 31 is its own centre's.
    #expect(found == 1)
    #expect(
      PointDistances.movable(block, gains: [0.5, 1], limits: limits, owners: limits.map { $0 - 1 }) == 0b10)
  }

  @Test func `rows are added to their groups`() {
    let points = Matrix<Double>(rows: 4, columns: 3, entries: (0..<12).map { Double($0) })
    var sums = Matrix<Double>(rows: 2, columns: 3, repeating: 1)
    PointDistances.add(points, [1, 0, 1, 1], to: &sums)
    #expect(sums.entries == [4, 5, 6, 16, 19, 22])
  }

  @Test(arguments: [1, 7, 8, 9, 16, 20]) func `squared distances are exact for whole numbers`(_ width: Int) {
    let x = (0..<width).map { Double($0) }
    let y = (0..<width).map { Double($0 % 3) }
    let exact = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(PointDistances.square(x, y, width) == exact)
  }
}
