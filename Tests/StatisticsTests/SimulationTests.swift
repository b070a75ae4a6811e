import Foundation
import Statistics
import Testing

/// Sweeps of which the truth is known. `FATHOM_SIMULATIONS` says how many of each; `make test-statistics` takes 1,000 and prints the
/// table.
@Suite struct SimulationTests {
  static let seed: UInt64 = 20_260_711
  static let runs = ProcessInfo.processInfo.environment["FATHOM_SIMULATIONS"].flatMap { Int($0) } ?? 60

  static let sweeps = [
    SimulatedSweep(name: "no effect, 4 x 3 x 2"),
    SimulatedSweep(name: "no effect, 2 x 3 x 2", shape: [2, 3, 2]),
    SimulatedSweep(name: "no effect, one setting of 4", shape: [4, 1, 1]),
    SimulatedSweep(name: "no effect, one setting of 2", shape: [2, 1, 1]),
    SimulatedSweep(name: "one effect of 2 sd, 2 x 3 x 2", shape: [2, 3, 2], shift: 2),
    SimulatedSweep(name: "one effect of 3 sd, 2 x 3 x 2", shape: [2, 3, 2], shift: 3),
    SimulatedSweep(name: "one effect of 2 sd, 4 x 3 x 2", shift: 2),
    SimulatedSweep(name: "one effect of 3 sd, 4 x 3 x 2", shift: 3),
    SimulatedSweep(name: "one effect of 2 sd, one setting of 2", shape: [2, 1, 1], shift: 2),
    SimulatedSweep(name: "one effect of 3 sd, one setting of 2", shape: [2, 1, 1], shift: 3),
    SimulatedSweep(
      name: "one effect of 3 sd, one setting of 2, 8 seeds", shape: [2, 1, 1], seeds: 8, shift: 3),
    SimulatedSweep(
      name: "lognormal, sd 1.5, one setting of 2", shape: [2, 1, 1], noise: .lognormal, shift: 2),
    SimulatedSweep(name: "interaction of 3 sd, 2 x 3 x 2", shape: [2, 3, 2], shift: 3, isInteraction: true),
    SimulatedSweep(name: "interaction of 6 sd, 2 x 3 x 2", shape: [2, 3, 2], shift: 6, isInteraction: true),
    SimulatedSweep(name: "bimodal, 4 x 3 x 2", noise: .bimodal),
    SimulatedSweep(name: "bimodal, one setting of 4", shape: [4, 1, 1], noise: .bimodal),
    SimulatedSweep(name: "bimodal, one setting of 2", shape: [2, 1, 1], noise: .bimodal),
    SimulatedSweep(name: "heavy tails, 4 x 3 x 2", noise: .heavy),
    SimulatedSweep(name: "heavy tails, one setting of 2", shape: [2, 1, 1], noise: .heavy),
    SimulatedSweep(name: "missing cells, 4 x 3 x 2", missing: 0.15),
    SimulatedSweep(name: "missing cells, one effect of 3 sd", shift: 3, missing: 0.15),
    SimulatedSweep(name: "5 data sets that differ by 2 sd", shape: [2, 2, 5], betweenData: 2),
    SimulatedSweep(name: "3 data sets that differ by 2 sd", shape: [2, 2, 3], betweenData: 2),
    SimulatedSweep(
      name: "exactly the margin, 2 x 3 x 2", shape: [2, 3, 2], shift: log(1.25) / 0.1, size: 0.1),
    SimulatedSweep(
      name: "exactly the margin, 8 seeds", shape: [2, 1, 1], seeds: 8, shift: log(1.25) / 0.1, size: 0.1),
    SimulatedSweep(name: "no effect, a tenth of the spread", shape: [2, 3, 2], size: 0.1),
  ]

  @Test(arguments: sweeps.indices)
  func `claims about sweeps of known truth are false in at most one of twenty`(index: Int) {
    let sweep = Self.sweeps[index]
    let tally = Tallied(sweep, runs: Self.runs, seed: Self.seed &+ UInt64(index) << 32)
    print("| \(tally) |")
    #expect(tally.falseChanges <= most(0.05, tally.runs), "\(tally), seed \(Self.seed)")
    #expect(tally.falseSlights <= most(0.05, tally.runs), "\(tally), seed \(Self.seed)")
    #expect(tally.falseInteractions <= most(0.05, tally.runs), "\(tally), seed \(Self.seed)")
    let least = sweep.noise == .lognormal ? 0.90 : 0.93
    #expect(
      tally.intervals - tally.covering <= most(1 - least, tally.intervals), "\(tally), seed \(Self.seed)")
  }

  @Test func `more sweeps with an effect of 3 sd in six settings are told than missed`() {
    let tally = Tallied(Self.sweeps[5], runs: Self.runs, seed: Self.seed)
    #expect(2 * tally.found > tally.runs, "\(tally)")
  }

  @Test
  func
    `where nothing changes and the spread is small most sweeps are told slight, and at the margin hardly any`()
    throws
  {
    let still = try #require(Self.sweeps.last)
    #expect(10 * Tallied(still, runs: Self.runs, seed: Self.seed).slight > 9 * Self.runs)
    for sweep in Self.sweeps.dropLast().suffix(2) {
      #expect(sweep.truth(from: 0, to: 1) == log(1.25))
      #expect(Tallied(sweep, runs: Self.runs, seed: Self.seed).slight <= most(0.05, Self.runs))
    }
  }

  /// How many of `runs` may be false at a rate: with 1,000 the rate itself, with few what chance adds in one of a thousand.
  private func most(_ rate: Double, _ runs: Int) -> Int {
    let mean = rate * Double(runs)
    return Int(runs >= 1000 ? mean : mean + 3.1 * (mean * (1 - rate)).squareRoot() + 1)
  }
}
