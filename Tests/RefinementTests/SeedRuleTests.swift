import Refinement
import Testing

@Suite struct SeedRuleTests {
  @Test(arguments: [3...20, 3...12, 4...4]) func `all looks together spend five per cent`(
    seeds: ClosedRange<Int>
  ) {
    let rule = SeedRule(seeds)
    #expect(abs(seeds.reduce(0) { $0 + rule.alpha($1) } - 0.05) < 1e-15)
    #expect(rule.alpha(seeds.lowerBound - 1) == 0 && rule.alpha(seeds.upperBound + 1) == 0)
    for count in seeds.dropFirst() {
      let ratio = rule.alpha(count) / rule.alpha(count - 1)
      #expect(abs(ratio - Double(count - 2) / Double(count)) < 1e-12)
    }
  }

  @Test func `three seeds of three to twenty are solved by hand`() throws {
    // alpha_3 = 0.05 (1/6) / (1/2 - 1/20) = 0.0185185; t(1 - alpha_3 / 2, 2 degrees) = sqrt(2 / (a (2 - a))) - 2 a' with the
    // closed form of two degrees: t = (1 - a) sqrt(2 / (a (2 - a))).
    let rule = SeedRule(3...20)
    let alpha = 0.05 / 6 / 0.45
    #expect(abs(rule.alpha(3) - alpha) < 1e-15)
    let t = (1 - alpha) * (2 / (alpha * (2 - alpha))).squareRoot()
    let interval = try #require(rule.interval([1, 2, 3]))
    #expect(abs(interval.upperBound - (2 + t / 3.0.squareRoot())) < 1e-9)
    #expect(abs(interval.lowerBound - (2 - t / 3.0.squareRoot())) < 1e-9)
  }

  @Test func `a cell asks for another seed until its goal is reached or all are there`() {
    let rule = SeedRule(3...5)
    #expect(rule.decide([], .relative(0.1)) == .another)
    #expect(rule.decide([1, 1.001], .relative(0.1)) == .another)
    #expect(rule.decide([1, 1.001, 1.002], .relative(0.1)) == .reached)
    #expect(rule.decide([-1, -1.001, -1.002], .relative(0.1)) == .reached)
    #expect(rule.decide([1, 2, 3, 4], .relative(0.1)) == .another)
    #expect(rule.decide([1, 2, 3, 4, 5], .relative(0.1)) == .notReached)
    // Without spread nothing is known of it; a seed without a value is a seed that was run.
    #expect(rule.decide([1, 1, 1], .relative(0.1)) == .another)
    #expect(rule.decide([1, 1, 1, 1, 1], .relative(0.1)) == .notReached)
    #expect(rule.decide([1, 1.001, .nan], .relative(0.1)) == .another)
    #expect(rule.decide([1, 1.001, .nan, 1.002], .relative(0.1)) == .reached)
    #expect(rule.decide([.nan, .nan, .nan, .nan, .nan], .relative(0.1)) == .notReached)
    #expect(rule.decide([1, 1.001, 1.002], .apart(from: 0)) == .reached)
    #expect(rule.decide([1, 1.001, 1.002], .apart(from: 1.001)) == .another)
  }
}
