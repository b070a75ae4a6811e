import Foundation
import Statistics
import Testing

/// Kendall's S over blocks: by hand, by laws, and against numpy and scipy (`Fixtures/make_trends.py`).
@Suite struct TrendTests {
  private struct Case: Decodable {
    struct Block: Decodable { var levels: [Int], values: [Double] }
    var blocks: [Block], score: Double, pairs: Double, variance: Double, scipy: Double?
  }

  private func trend(_ blocks: [[(level: Int, value: Double)]]) -> Trend {
    blocks.reduce(into: Trend()) { $0.add($1) }
  }

  @Test func `score and variance are numpy's, one block's p is scipy's but for continuity`() throws {
    let file = try #require(Bundle.module.url(forResource: "Fixtures/trends", withExtension: "json"))
    for one in try JSONDecoder().decode([Case].self, from: Data(contentsOf: file)) {
      let found = trend(one.blocks.map { Array(zip($0.levels, $0.values)) })
      #expect(abs((found.tau ?? 9) - one.score / one.pairs) < 1e-12)
      let p = try #require(found.p)
      // 200,000 shuffles know a variance to a third of a per cent.
      let z = max(0, abs(one.score) - 1) / one.variance.squareRoot()
      #expect(abs(log(p) - log(Normal.outside(z))) < 0.02 * (1 + z * z), "\(p), \(Normal.outside(z))")
      guard let scipy = one.scipy, one.score != 0 else { continue }
      let plain = Normal.critical(confidence: 1 - scipy)
      let shrunk = Normal.outside(plain * (abs(one.score) - 1) / abs(one.score))
      #expect(abs(p / shrunk - 1) < 1e-9, "\(p), \(shrunk)")
    }
  }

  @Test func `three values in order have a score of 3 and a variance of 11 thirds`() throws {
    let found = trend([[(0, 1), (1, 2), (2, 3)]])
    #expect(found.tau == 1)
    #expect(abs((found.p ?? 9) - Normal.outside(2 / (11.0 / 3).squareRoot())) < 1e-14)
  }

  @Test func `turning the order turns tau, and what rises with the values changes nothing`() throws {
    let values = [0.3, 2, 1, 5, 4, 4, 9]
    let rows = values.enumerated().map { ($0, $1) }
    let turned = values.enumerated().map { (6 - $0, $1) }
    let cubed = values.enumerated().map { ($0, $1 * $1 * $1) }
    let (one, other, third) = (trend([rows]), trend([turned]), trend([cubed]))
    #expect(one.tau == other.tau.map { -$0 } && one.p == other.p)
    #expect(one.tau == third.tau && one.p == third.p)
  }

  @Test func `blocks that differ in level only have no trend, and equal values say nothing`() throws {
    // Pooled, the second block's higher values at higher levels would look like one.
    let found = trend([[(0, 1), (1, 1.5), (1, 0.5)], [(1, 11), (2, 11.5), (2, 10.5)]])
    #expect(found.tau == 0 && found.p == 1)
    #expect(trend([[(0, 1), (1, 1), (2, 1)]]).p == nil)
    #expect(trend([]).tau == nil && trend([[(1, 2)]]).p == nil)
  }

  /// One setting of nine levels; the ends are equal in every seed, so that no comparison of them says anything.
  private func ladder(_ dataSets: Int = 1, sign: (Int) -> Double = { _ in 1 }) -> Factorial {
    let cells = (0..<9).flatMap { level in
      (0..<dataSets).map { set in
        Factorial.Cell(
          levels: [level, set],
          values: (0..<3).map { seed in
            .init(
              sign(set) * (Double(level) + 0.1 * Double(seed)), trial: 27 * set + 3 * level + seed,
              dataSet: set)
          })
      }
    }
    return Factorial(.real, cells)
  }

  @Test func `a factor of three levels or more has a trend, of all its trials`() throws {
    let found = try #require(ladder().trend(of: 0))
    #expect(found.tau == 1 && found.p < 1e-6 && found.trials == Array(0..<27))
    let two = Factorial(.real, ladder().cells.filter { $0.levels[0] < 2 })
    #expect(two.trend(of: 0) == nil)
  }

  @Test func `over data sets that turn against each other no trend is told`() throws {
    #expect(try #require(ladder(4) { $0 % 2 == 0 ? 1 : -1 }.trend(of: 0)).p > 0.9)
    // Sets that agree exactly have no spread to test with, as everywhere.
    #expect(ladder(4).trend(of: 0) == nil)
  }

  @Test func `a trend is claimed where the ends do not tell, and a change where they do`() throws {
    let factorial = ladder()
    let ends = try #require(factorial.comparisons(of: 0, isOrdered: true).first { $0.isWidest }?.comparison)
    let trend = try #require(factorial.trend(of: 0))
    let same = try #require(
      Factorial(
        .real,
        factorial.cells.filter { [0, 1].contains($0.levels[0]) }.map {
          .init(levels: $0.levels, values: $0.values.map { .init(Double($0.trial % 3), trial: $0.trial) })
        }
      ).comparisons(of: 0, isOrdered: true).first?.comparison)
    #expect(Judgement.of([.init(ends, margin: 0.01, trend: trend)])[0].verdict == .changes)
    let open = Judgement.of([.init(same, margin: 0.01, trend: trend)])[0]
    #expect(open.verdict == .trend && open.pHolm == 1)
    // Of the level trends have an eighth of what the ends have.
    #expect(abs((open.trendHolm ?? 9) - trend.p * 9) < 1e-12 * trend.p)
    #expect(Judgement.of([.init(same, margin: 0.01)])[0].verdict == .open)
    // A change that is surely small is called so, whatever its direction.
    #expect(Judgement.of([.init(same, margin: 100, trend: trend)])[0].verdict == .hardly)
  }

  @Test func `beside what is not known stands an interval that does not exclude it`() throws {
    let values = (0..<4).map { level in
      Factorial.Cell(
        levels: [level],
        values: [0, 0.3, 0.7].enumerated().map { .init($1 + 0.6 * Double(level), trial: 3 * level + $0) })
    }
    let rows = Factorial(.real, values).comparisons(of: 0, isOrdered: true)
    let judged = Judgement.of(rows.map { .init($0.comparison, margin: 0.01, isFavoured: $0.isWidest) })
    #expect(Set(judged.map(\.verdict)) == [.changes, .open])
    for (row, judgement) in zip(rows, judged) {
      let (plain, told) = (
        row.comparison.interval(), row.comparison.interval(confidence: judgement.confidence)
      )
      let isClear = judgement.verdict == .changes
      #expect(try #require(told).contains(0) == !isClear)
      #expect(!isClear || told == plain)
    }
    // At least one is such that the plain interval would have contradicted the word.
    #expect(
      zip(rows, judged).contains { $1.verdict == .open && $0.comparison.interval()?.contains(0) == false })
  }
}
