import Foundation
import Refinement
import Statistics
import SweepModel
import Testing

/// Cells of which the mean is known. `FATHOM_SIMULATIONS` says how many, by tens.
@Suite struct SeedRuleSimulationTests {
  private static let runs =
    ProcessInfo.processInfo.environment["FATHOM_SIMULATIONS"].flatMap { Int($0) }.map { 10 * $0 } ?? 2000

  /// How many of the runs end with an interval that does not hold the truth, and how many seeds they take.
  private func played(
    _ rule: SeedRule, _ goal: SeedRule.Goal, mean: Double, sd: Double, seed: Int
  ) -> (missed: Int, reached: Int, seeds: Double) {
    var stream = RandomStream(seed: seed, for: .test)
    var (missed, reached, seeds) = (0, 0, 0)
    for _ in 0..<Self.runs {
      var values: [Double] = []
      var decision = SeedRule.Decision.another
      while decision == .another {
        values.append(mean + sd * stream.normal())
        decision = rule.decide(values, goal)
      }
      seeds += values.count
      guard decision == .reached else { continue }
      reached += 1
      if let interval = rule.interval(values), !interval.contains(mean) { missed += 1 }
    }
    return (missed, reached, Double(seeds) / Double(Self.runs))
  }

  @Test func `looking after each of three to twenty seeds decides falsely in fewer than one of twenty`() {
    let seed = 31
    let found = played(SeedRule(3...20), .apart(from: 0), mean: 0, sd: 1, seed: seed)
    // Beside it intervals at 95 % that are looked at as often.
    var (stream, naive) = (RandomStream(seed: seed, for: .test), 0)
    for _ in 0..<Self.runs {
      var values = (0..<2).map { _ in stream.normal() }
      while values.count < 20 {
        values.append(stream.normal())
        guard let interval = Sample(values)?.interval(), !interval.contains(0) else { continue }
        naive += 1
        break
      }
    }
    print(
      "| seeds until decided, no effect, seed \(seed) | \(found.missed) of \(Self.runs) false, \(found.seeds) seeds | "
        + "\(naive) false at 95 % each |")
    #expect(Double(found.missed) <= 0.05 * Double(Self.runs))
    #expect(Double(naive) > 0.15 * Double(Self.runs))
  }

  @Test(arguments: [(0.05, 41), (0.1, 42), (0.2, 43), (0.4, 44)])
  func `means that are told to a tenth are that near in nineteen of twenty cells`(sd: Double, seed: Int) {
    let found = played(SeedRule(3...12), .relative(0.1), mean: 1, sd: sd, seed: seed)
    print(
      "| seeds until the mean is known to a tenth, sd \(sd), seed \(seed) | \(found.missed) of \(Self.runs) missed | "
        + "\(found.reached) reached, \(found.seeds) seeds |")
    #expect(Double(found.missed) <= 0.05 * Double(Self.runs))
    #expect(sd > 0.05 || found.reached > Self.runs * 9 / 10)
    #expect(sd < 0.4 || found.reached < Self.runs / 10)
  }
}
