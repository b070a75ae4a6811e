import Foundation
import Papers
import SweepModel
import Testing

/// The papers' claims on made-up rows: for each one a sweep that bears it out, and changes that break it.
@Suite struct ClaimTests {
  /// A trial whose layers follow given curves, layer 1 first.
  struct Made {
    var spec = Specification(.regression, dataset: .teacher, seed: 0)
    var metrics: [Metric: Double] = [.trivial: 0]
    var curves: [Metric: [Double]] = [:]

    init(
      _ curves: [Metric: [Double]], _ metrics: [Metric: Double] = [:],
      _ change: (inout Specification) -> Void = { _ in }
    ) {
      self.curves = curves
      self.metrics.merge(metrics) { $1 }
      change(&spec)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var figure: String
    var good: @Sendable () -> [Made]
    /// Each breaks the check whose name it is.
    var breaks: [(check: String, change: @Sendable (inout Made) -> Void)]
    var testDescription: String { figure }
  }

  @Test(arguments: cases) func `a claim is borne out by rows that meet its criterion`(one: Case) throws {
    #expect(try judge(one, one.good()) == .reproduced)
  }

  @Test(arguments: cases) func `a claim is refuted by rows that miss a check`(one: Case) throws {
    #expect(!one.breaks.isEmpty)
    for (check, change) in one.breaks {
      var trials = one.good()
      for index in trials.indices { change(&trials[index]) }
      let verdict = try judge(one, trials)
      switch verdict {
      case .notReproduced(let failing): #expect(failing.contains(check), "\(check): \(failing)")
      // A reason is written for failures that were looked into, by the check's name.
      case .differs:
        let claim = Claim.all.first { $0.figure == one.figure }
        #expect(claim?.differences[check] != nil, "\(check): \(verdict.text)")
      case .reproduced, .notRun: Issue.record("\(check): \(verdict.text)")
      }
    }
  }

  @Test func `every claim has a case here`() {
    #expect(Set(Self.cases.map(\.figure)) == Set(Claim.all.map(\.figure)))
  }

  @Test func `the papers' own curves meet every limit that is judged`() {
    for claim in Claim.all {
      for check in claim.checks where check.isJudged {
        guard let value = check.paper else { continue }
        #expect(check.limit.holds(mean: value, worst: value), "\(claim.figure): \(check.name)")
      }
    }
  }

  @Test func `a check that is shown decides nothing`() throws {
    let one = try #require(Self.cases.first)
    var trials = one.good()
    for index in trials.indices { trials[index].curves[.nrc3]?[3] = 0.69 }
    #expect(try judge(one, trials) == .reproduced)
  }

  @Test func `two seeds judge nothing`() throws {
    let one = try #require(Self.cases.first)
    #expect(try judge(one, one.good(), seeds: 2) != .reproduced)
  }

  @Test func `trivial nets judge nothing`() throws {
    let one = try #require(Self.cases.first)
    var trials = one.good()
    for index in trials.indices { trials[index].metrics[.trivial] = 1 }
    #expect(try judge(one, trials) != .reproduced)
  }

  @Test func `a sweep that has not ended is not judged`() throws {
    let one = try #require(Self.cases.first)
    var rows = Self.rows(one.good(), seeds: 3)
    rows.trials[0].state = .waiting
    let claim = try #require(Claim.all.first { $0.figure == one.figure })
    #expect(
      Judgement(claim, sweep: claim.sweep, Evidence(rows)).verdict
        == .notRun(because: "1 of its 3 trials have not ended"))
  }

  @Test func `a bound that was not compared in a trial that diverged is not borne out`() throws {
    let one = try #require(Self.cases.first { $0.figure.hasPrefix("bound") })
    var rows = Self.rows(one.good(), seeds: 3)
    rows.trials[0].state = .diverged
    let claim = try #require(Claim.all.first { $0.figure == one.figure })
    let verdict = Judgement(claim, sweep: claim.sweep, Evidence(rows)).verdict
    #expect(verdict == .notReproduced(failing: ["trials that diverged or failed"]))
  }

  @Test func `the page names every claim, its numbers and what no sweep repeats`() {
    let judgements = Claim.all.map { claim in
      let good = Self.cases.first { $0.figure == claim.figure }?.good() ?? []
      return Judgement(claim, sweep: claim.sweep, Evidence(Self.rows(good, seeds: 3)))
    }
    let page = PapersPage(judgements, omissions: Omission.all, origin: ["fathom 0.0.0"], isFull: false)
    for claim in Claim.all {
      #expect(page.markdown.contains("### \(claim.figure)\n"))
      #expect(page.text().contains(claim.figure))
    }
    for omission in Omission.all { #expect(page.markdown.contains("no sweep: \(omission.reason)")) }
    #expect(
      page.markdown.contains("| nrc1 of layer 8 | ≤ 0.2 | 0.158 | 0.158 ± 0 (3 seeds) | yes, not judged |"))
    let beyond = Claim.all.count { $0.paper == .beyond }
    #expect(
      page.text().contains(
        "Of \(Claim.all.count) claims, \(beyond) of them beyond the papers: \(Claim.all.count) reproduced."))
  }

  private func judge(_ one: Case, _ trials: [Made], seeds: Int = 3) throws -> ClaimVerdict {
    let claim = try #require(Claim.all.first { $0.figure == one.figure })
    return Judgement(claim, sweep: claim.sweep, Evidence(Self.rows(trials, seeds: seeds))).verdict
  }

  static func rows(_ made: [Made], seeds: Int) -> SweepRows {
    var trials: [TrialRow] = []
    var layers: [TrialID: [LayerMeasure]] = [:]
    for (cell, one) in made.enumerated() {
      for seed in 0..<seeds {
        let id = TrialID(high: UInt64(cell + 1), low: UInt64(seed))
        var spec = one.spec
        spec[.seed] = seed
        trials.append(
          TrialRow(
            id: id, position: trials.count, cell: cell, spec: spec, state: .finished, metrics: one.metrics))
        let depth = one.curves.values.map(\.count).max() ?? 0
        layers[id] = (1...max(1, depth)).map { layer in
          LayerMeasure(
            epoch: 10, layer: layer,
            metrics: one.curves.compactMapValues { layer <= $0.count ? $0[layer - 1] : nil }.filter(
              \.value.isFinite))
        }
      }
    }
    return SweepRows(
      sweep: SweepRow(
        id: SweepID(high: 1, low: 1), name: "made", file: "", trials: trials.count, submitted: .distantPast),
      trials: trials, layers: layers, curves: [:])
  }
}
