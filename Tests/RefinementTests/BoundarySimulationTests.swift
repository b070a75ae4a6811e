import Foundation
import Refinement
import SweepModel
import Testing

/// Settings of which the truth is known. `FATHOM_SIMULATIONS` says how many of each kind; `make test-statistics` takes 1,000.
@Suite struct BoundarySimulationTests {
  static let seed = 20_261_130
  static let runs = ProcessInfo.processInfo.environment["FATHOM_SIMULATIONS"].flatMap { Int($0) } ?? 60

  /// What a kind may cost: the median of its trials.
  private static func most(_ kind: KnownSetting.Kind) -> Int {
    switch kind {
    case .sharp: 20
    case .blurred: 35
    case .skewed: 45
    case .lapses, .wide: 60
    case .none: 12
    }
  }

  @Test(arguments: KnownSetting.Kind.allCases)
  func `nine intervals of ten hold the threshold, for few trials`(kind: KnownSetting.Kind) {
    let plan = BoundaryPlan(levels: BoundaryLab.levels())
    let first = Self.seed + 10_000 * (KnownSetting.Kind.allCases.firstIndex(of: kind) ?? 0)
    let settings = (0..<Self.runs).map { KnownSetting(kind, seed: first + $0, levels: plan.levels) }
    var lab = BoundaryLab(plan, settings: Self.runs) { settings[$0].answer($1, at: $2) }
    let found = lab.run()
    let trials = found.map(\.trials).sorted()
    let covered = zip(found, settings).count { $0.interval.contains($1.truth) }
    let outcomes = [Boundary.Outcome.placed, .none, .notPlaced].map { outcome in
      "\(found.count { $0.outcome == outcome }) \(outcome.rawValue)"
    }
    let squares = zip(found, settings).map { ($0.median - $1.truth) * ($0.median - $1.truth) }
    let error = (squares.reduce(0, +) / Double(Self.runs)).squareRoot()
    print(
      "| boundary, \(kind.rawValue), seed \(first) | median of trials \(trials[Self.runs / 2]), most \(trials.last ?? 0) | "
        + "covered \(covered) of \(Self.runs) | \(outcomes.joined(separator: ", ")) | "
        + "rms \(String(format: "%.3f", error)) |")
    #expect(trials[Self.runs / 2] <= Self.most(kind), "\(kind), seed \(first)")
    #expect(trials.allSatisfy { $0 <= plan.cap })
    if kind == .none {
      // Of six of ten trials each, all say the same.
      #expect(found.allSatisfy { $0.outcome == Boundary.Outcome.none && $0.trials <= 12 })
    } else {
      // Where answers turn slowly, a third of the intervals that come out narrow by chance, and end the search, are wrong.
      let missed = (kind == .wide ? 0.14 : 0.1) * Double(Self.runs)
      let chance = Self.runs >= 1000 ? 0 : 2.3 * missed.squareRoot()
      #expect(Double(Self.runs - covered) <= missed + chance, "\(kind), seed \(first)")
      #expect(found.allSatisfy { $0.outcome != Boundary.Outcome.none && $0.isRising })
    }
  }

  @Test func `a thousand settings are asked about at once`() {
    let plan = BoundaryPlan(levels: BoundaryLab.levels())
    let count = 1000
    let settings = (0..<count).map { KnownSetting(.blurred, seed: $0, levels: plan.levels) }
    var lab = BoundaryLab(plan, settings: count) { settings[$0].answer($1, at: $2) }
    // All of them in the middle of their way: four rounds.
    for _ in 0..<4 {
      let asked = lab.search.propose(settings: count, lab.rows)
      for (setting, trial) in asked { lab.add(setting, trial) }
    }
    let rows = lab.rows.count
    var asked = 0
    let took =
      (0..<3).map { _ in
        let start = Self.processorSeconds
        asked = lab.search.propose(settings: count, lab.rows).count
        return Self.processorSeconds - start
      }.min() ?? 0
    let text = String(format: "%.0f ms", 1000 * took)
    print("| boundary, \(count) settings of \(rows) rows | \(asked) trials proposed in \(text) of a core |")
    #expect(asked > count)
    #if !DEBUG
      #expect(took < 0.1)
    #endif
  }

  /// Of this thread: other tests run beside it.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
