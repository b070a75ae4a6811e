import Foundation
import Statistics
import Testing

/// When a comparison is a change, slight or open among others, by hand.
@Suite struct JudgementTests {
  /// Three values a side around a difference, all of one spread: two samples of variance 1, the error (2/3)^(1/2) of it and four
  /// degrees of freedom.
  private func comparison(_ difference: Double, spread: Double) throws -> Comparison {
    let sides = [0, difference].map { middle in [-1.0, 0, 1].map { middle + spread * $0 } }
    let cells = sides.enumerated().map { level, values in
      Factorial.Cell(levels: [level], values: values.enumerated().map { .init($1, trial: 3 * level + $0) })
    }
    return try #require(Factorial(.real, cells).comparisons(of: 0, isOrdered: true).first?.comparison)
  }

  /// Half the width of the interval at so much confidence.
  private func half(_ spread: Double, confidence: Double) -> Double {
    StudentT.critical(confidence: confidence, degrees: 4) * spread * (2.0 / 3).squareRoot()
  }

  @Test
  func `slight is what lies within the margin at 1 - 0.1 over the number of comparisons, on both sides`()
    throws
  {
    for count in [1, 2, 9] {
      let difference = 0.01
      let reach = difference + half(1, confidence: 1 - 0.1 / Double(count))
      for (margin, verdict) in [(reach * 1.001, Verdict.hardly), (reach * 0.999, .open)] {
        for sign in [1.0, -1] {
          let one = try comparison(sign * difference, spread: 1)
          let found = Judgement.of(Array(repeating: .init(one, margin: margin), count: count))
          #expect(found.allSatisfy { $0.verdict == verdict }, "\(count) comparisons, sign \(sign)")
        }
      }
    }
  }

  @Test func `comparisons that cannot be tested do not count for slight`() throws {
    let one = try comparison(0, spread: 1)
    let flat = try comparison(1, spread: 0)
    #expect(flat.p == nil)
    let margin = half(1, confidence: 0.9) * 1.001
    #expect(
      Judgement.of([.init(one, margin: margin), .init(flat, margin: margin)]).map(\.verdict) == [
        .hardly, .untested,
      ])
    #expect(
      Judgement.of([.init(one, margin: margin), .init(one, margin: margin)]).map(\.verdict) == [.open, .open])
  }

  @Test func `a clear difference within the margin is a change, not slight`() throws {
    #expect(Judgement.of([.init(try comparison(0.1, spread: 0.001), margin: 1)]).map(\.verdict) == [.changes])
  }

  @Test func `four fifths of the level go to the favoured, one fifth to the others, each by Holm`() {
    let values = [0.01, 0.02, 0.001, 0.03]
    let found = holmAdjusted(values, families: [(0.8, { $0 < 2 }), (0.2, { $0 > 1 })])
    // Favoured: 0.01 twice and 0.02 once, over 0.8; others: 0.001 twice and 0.03 once, over 0.2.
    for (found, expected) in zip(found, [0.025, 0.025, 0.01, 0.15]) { #expect(abs(found - expected) < 1e-15) }
    // A family without a member leaves its share to the others.
    for side in [true, false] {
      #expect(
        holmAdjusted(values, families: [(0.8, { _ in side }), (0.2, { _ in !side })]) == holmAdjusted(values))
    }
    #expect(holmAdjusted([0.9, 0.9], families: [(0.8, { $0 == 0 }), (0.2, { $0 == 1 })]) == [1, 1])
    #expect(holmAdjusted([], families: []) == [])
  }

  @Test func `what is favoured is told where it would not be among all, and what is not needs more`() throws {
    let clear = try comparison(3.8, spread: 1)
    let p = try #require(clear.p)
    let rest = try (0..<11).map { _ in try comparison(0, spread: 1) }
    func table(favouring isFavoured: (Int) -> Bool) -> [Judgement] {
      Judgement.of(
        ([clear] + rest).enumerated().map { .init($1, margin: 0.001, isFavoured: isFavoured($0)) })
    }
    #expect(12 * p > 0.05 && 2 * p / 0.8 < 0.05)
    #expect(table { _ in true }[0].verdict == .open)
    let favoured = table { $0 < 2 }
    #expect(favoured[0].verdict == .changes && abs((favoured[0].pHolm ?? 0) - 2 * p / 0.8) < 1e-12)
    let other = table { $0 >= 2 }
    #expect(other[0].verdict == .open && abs((other[0].pHolm ?? 0) - 2 * p / 0.2) < 1e-12)
  }
}
