internal import Findings
internal import SweepModel

/// A claim's checks on what was measured, and the word that follows from them.
package struct Judgement: Sendable {
  package var claim: Claim
  /// The sweep that was asked for.
  package var sweep: String
  package var verdict: ClaimVerdict
  var checked: [CheckedNumber] = []
  var series: [MeasuredSeries] = []
  var setUps: [SetUp] = []
  var trials = Tally()
  var coreSeconds = 0.0

  /// Seeds below which nothing is judged.
  static let seedsNeeded = 3

  /// A claim whose sweep has no results.
  package init(_ claim: Claim, sweep: String, notRun reason: String) {
    (self.claim, self.sweep, verdict) = (claim, sweep, .notRun(because: reason))
  }

  package init(_ claim: Claim, sweep: String, _ evidence: Evidence) {
    (self.claim, self.sweep) = (claim, sweep)
    let tally = evidence.aggregate.tally
    guard tally.ended == tally.planned else {
      let open = tally.planned - tally.ended
      verdict = .notRun(because: "\(open) of its \(Numeral.count(tally.planned, "trial")) have not ended")
      return
    }
    checked = claim.checks.map { CheckedNumber(check: $0, estimate: $0.measure(evidence)) }
    verdict = ClaimVerdict(checked, differences: claim.differences)
    series = claim.series.map { MeasuredSeries($0, evidence) }
    setUps = evidence.aggregate.setUps
    trials = tally
    coreSeconds = evidence.aggregate.trainSeconds + evidence.aggregate.measureSeconds
  }
}

/// A check with what was measured.
struct CheckedNumber: Sendable {
  var check: Check
  var estimate: Estimate?

  /// A number from too few seeds meets no limit.
  var holds: Bool {
    if check.limit == .none { return true }
    guard let estimate, estimate.count >= Judgement.seedsNeeded else { return false }
    return check.limit.holds(mean: estimate.mean, worst: estimate.maximum)
  }

  var measured: String {
    guard let estimate else { return "–" }
    let seeds = estimate.count > 1 ? " (\(estimate.count) seeds)" : ""
    guard case .never = check.limit else { return Numeral.measured(estimate) + seeds }
    return Numeral.measured(estimate) + seeds + ", worst \(Numeral.single(estimate.maximum))"
  }
}

struct MeasuredSeries: Sendable {
  var series: Series
  /// From layer 1 on.
  var layers: [Estimate?]

  init(_ series: Series, _ evidence: Evidence) {
    self.series = series
    let seeds = evidence.counted(where: series.selects)
    let curves = seeds.compactMap { $0.first?.curves }
    layers = (0..<(curves.map(\.depth).max() ?? 0)).map { index in
      evidence.overSeeds(seeds) { $0.first?.curves.at(index + 1, series.metric) }
    }
  }
}
