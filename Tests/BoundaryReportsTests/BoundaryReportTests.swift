import Boundaries
import BoundaryReports
import Expressions
import Findings
import Foundation
import Refinement
import SweepModel
import Testing

/// Sweeps that refine, of which the truth is known, as their reports tell of them.
@Suite struct BoundaryReportTests {
  private typealias Answer = (_ rank: Int, _ decades: Double, _ seed: Int) -> TrialState?

  /// Plays a sweep over weight decay at some ranks to its end, or for so many rounds. An answer of `nil` is no, `.finished` yes,
  /// any other the trial's state.
  private static func report(
    ranks: [Int] = [1, 2, 4], cap: Int = 60, rounds: Int = .max,
    fitted: (Int, Int) -> Double? = { _, _ in nil },
    _ answer: Answer
  ) throws -> BoundaryReport {
    let values = (0..<25).map { ParameterValue.real(pow(10, -5 + Double($0) / 8)) }
    let request = BoundaryRequest(
      along: Parameter.weightDecay, values, others: ranks.count > 1 ? [Parameter.targetRank] : [],
      question: try BoundaryQuestion("pca99 <= 3", parameters: .parameters, admitsAnyName: false),
      tolerance: 0.25, batch: 4, cap: cap, seeds: Array(0..<12))
    var trials: [MeasuredTrial] = []
    for _ in 0..<min(rounds, 1000) {
      let settings = ranks.map { request.setting(of: spec($0, values[0], 0)) }
      let asked = zip(ranks, request.boundaries(settings, trials)).flatMap { rank, boundary in
        boundary.asked.map { (rank, $0) }
      }
      if asked.isEmpty { break }
      trials += asked.map { rank, trial in
        let spec = spec(rank, values[trial.level], trial.seed)
        let told = answer(rank, request.plan.levels[trial.level], trial.seed)
        let row = TrialRow(
          id: spec.id, position: 0, cell: 0, spec: spec, state: told.map { $0 } ?? .finished,
          metrics: fitted(rank, trial.seed).map { [.fittedRank: $0] } ?? [:])
        let layer = LayerMeasure(epoch: 1, layer: 0, metrics: [.pca99: told == nil ? 9 : 1])
        return MeasuredTrial(row, layers: [layer])
      }
    }
    if trials.isEmpty {
      trials = ranks.map { rank in
        let spec = spec(rank, values[0], 0)
        return MeasuredTrial(TrialRow(id: spec.id, position: 0, cell: 0, spec: spec, state: .waiting))
      }
    }
    return BoundaryReport(request, of: "map", trials)
  }

  private static func spec(_ rank: Int, _ decay: ParameterValue, _ seed: Int) -> Specification {
    var spec = Specification(blank: .regression, dataset: .teacher)
    spec[.targetRank] = rank
    spec.set(Parameter.weightDecay, to: decay)
    spec[.seed] = seed
    return spec
  }

  private static func yes(_ isYes: Bool) -> TrialState? { isYes ? .finished : nil }

  @Test func `thresholds that rise are told with their intervals, and that they rise`() throws {
    let report = try Self.report { rank, decades, _ in Self.yes(decades > -4 + 0.3 * Double(rank)) }
    let text = report.sentence
    #expect(text.hasPrefix("'pca99 <= 3' begins to hold at weight decay "), "\(text)")
    #expect(text.hasSuffix("; it rises with target rank."), "\(text)")
    #expect(text.contains(" for target rank 1, ") && text.contains(" and "), "\(text)")
    #expect(report.remarks.count == 1, "\(report.remarks)")
    let rows = try Self.rows(report)
    #expect(rows.count == 3)
    for (rank, row) in zip([1, 2, 4], rows) {
      #expect(row.outcome == "placed" && row.setting == ["target_rank": rank] && row.learns == nil)
      let truth = pow(10, -4 + 0.3 * Double(rank))
      #expect(try #require(row.low) < truth && truth < #require(row.high), "\(row)")
      #expect(try (#require(row.low)...#require(row.high)).contains(#require(row.threshold)))
      #expect(try (0.03...0.3).contains(#require(row.width)))
    }
  }

  @Test func `thresholds whose intervals overlap are not called rising, and answers that end are told so`()
    throws
  {
    let alike = try Self.report { rank, decades, _ in Self.yes(decades > -4 + 0.01 * Double(rank)) }
    #expect(!alike.sentence.contains("rises") && !alike.sentence.contains("falls"))
    // Medians that rise by less than their intervals are wide.
    let near = try Self.report(ranks: [1, 2]) { rank, decades, _ in
      Self.yes(decades > -4.02 + 0.08 * Double(rank))
    }
    let medians = try Self.rows(near).compactMap(\.threshold)
    #expect(
      medians.count == 2 && medians[0] < medians[1] && !near.sentence.contains("rises"), "\(near.sentence)")
    let falling = try Self.report(ranks: [2, 4]) { rank, decades, _ in
      Self.yes(decades < -3 - 0.2 * Double(rank))
    }
    #expect(falling.sentence.hasPrefix("'pca99 <= 3' ceases to hold at weight decay "), "\(falling.sentence)")
    #expect(falling.sentence.hasSuffix("; it falls with target rank."), "\(falling.sentence)")
    // Middle above both ends: neither.
    let bent = try Self.report { rank, decades, _ in
      Self.yes(decades > (rank == 2 ? -3 : -4 + 0.01 * Double(rank)))
    }
    #expect(!bent.sentence.contains("; it "), "\(bent.sentence)")
  }

  @Test func `no transition is told with what all answers say and how few values were asked`() throws {
    let none = try Self.report(ranks: [1]) { _, _, _ in nil }
    #expect(
      none.sentence
        == "No transition was found from 1e-5 to 0.01: it never holds in 10 trials at 1e-5, 5.623e-5, 3.162e-4, "
        + "1.778e-3 and 0.01; between these, at most from 1e-5 to 5.623e-5, nothing was asked.",
      "\(none.sentence)")
    let row = try #require(try Self.rows(none).first)
    #expect(row.outcome == "none" && row.threshold == nil && row.low == nil && row.width == nil)
    #expect(row.trials == 10 && row.setting == [:])
    let all = try Self.report { _, _, _ in .finished }
    #expect(
      all.sentence
        == "No transition was found from 1e-5 to 0.01: it always holds in 10 trials at 1e-5, 5.623e-5, 3.162e-4, "
        + "1.778e-3 and 0.01; between these, at most from 1e-5 to 5.623e-5, nothing was asked for "
        + "target rank 1, target rank 2 and target rank 4.", "\(all.sentence)")
  }

  @Test func `two transitions are told, whether both ends say the same or not`() throws {
    // No, yes, no: the middle is asked before anything is said.
    let hidden = try Self.report(ranks: [1]) { _, decades, _ in Self.yes(decades > -4 && decades < -3) }
    #expect(
      hidden.sentence
        == "It turns more than once: no up to 5.623e-5 (4 of 4), yes at 3.162e-4 (3 of 3) and no from 1.778e-3 on (7 of 7); "
        + "one threshold does not describe this.", "\(hidden.sentence)")
    let row = try #require(try Self.rows(hidden).first)
    #expect(row.outcome == "not placed" && row.threshold == nil && row.low == nil)
    // No, yes, no, yes.
    let twice = try Self.report(ranks: [1]) { _, decades, _ in
      Self.yes(decades > -4.4 && decades < -3.6 || decades > -2.9)
    }
    // The second one lies where nobody has looked, and the report says that it may.
    #expect(twice.remarks.contains { $0.contains("a second one between values that were not asked") })
  }

  @Test func `a setting where nothing learns says so, and one that stops to learn says where`() throws {
    let report = try Self.report(ranks: [1, 2]) { rank, decades, _ in
      rank == 1 ? .diverged : decades > -2.9 ? .diverged : Self.yes(decades > -4)
    }
    #expect(
      report.sentence.contains(
        "every net is trivial or diverged at each value that was asked (6 trials) for target rank 1."),
      "\(report.sentence)")
    let rows = try Self.rows(report)
    #expect(rows.map(\.outcome) == ["not placed", "placed"])
    #expect(rows[0].threshold == nil && rows[0].low == nil && rows[0].learns == nil)
    let learns = try #require(rows[1].learns)
    #expect(try (-3.2 ... -2.6).contains(log10(#require(learns.threshold))), "\(learns)")
    #expect(
      report.remarks.contains {
        $0.hasPrefix("In 1 of 2 settings nets become trivial or diverge within the range")
      })
  }

  @Test func `answers of nets that learnt only some directions are counted in the sentence and marked`()
    throws
  {
    let report = try Self.report(fitted: { rank, seed in
      rank == 4 ? 3 : rank == 2 && seed == 1 ? 1 : Double(rank)
    }) {
      _, decades, _ in Self.yes(decades > -3.4)
    }
    let answers = report.rows.map(\.boundary.answers)
    let seconds = report.rows[1].partial
    #expect(
      report.rows[0].partial == 0 && report.rows[2].partial == answers[2]
        && (1..<answers[1]).contains(seconds))
    #expect(
      report.sentence.contains("for target rank 4 (all \(answers[2]) answers from partial nets)"),
      "\(report.sentence)")
    #expect(
      report.sentence.contains("for target rank 2 (\(seconds) of \(answers[1]) answers from partial nets)"))
    #expect(report.text().components(separatedBy: "placed †").count == 3, "\(report.text())")
    #expect(report.remarks.contains { $0.contains("fitted_rank below the targets' rank") })
    #expect(try Self.rows(report).allSatisfy { $0.outcome == "placed" })
  }

  @Test func `one seed that lies is counted and moves no threshold`() throws {
    var lies = 0
    let report = try Self.report(ranks: [1]) { _, decades, seed in
      let isLie = lies == 0 && decades < -4.5 && seed == 0
      lies += isLie ? 1 : 0
      return Self.yes(isLie || decades > -3.4)
    }
    #expect(lies == 1)
    let row = try #require(try Self.rows(report).first)
    #expect(row.outcome == "placed")
    #expect(try #require(row.low) < pow(10, -3.4) && pow(10, -3.4) < #require(row.high))
    #expect(
      report.remarks.contains {
        $0.hasPrefix("1 of ") && $0.hasSuffix(" lies on the wrong side of the interval.")
      }, "\(report.remarks)")
  }

  @Test func `what is still asked is open, and trials without an answer are counted`() throws {
    let first = try Self.report(rounds: 0) { _, _, _ in nil }
    #expect(first.sentence == "It is not known yet for target rank 1, target rank 2 and target rank 4.")
    #expect(try Self.rows(first).allSatisfy { $0.outcome == nil && $0.threshold == nil && $0.trials == 0 })
    let some = try Self.report(rounds: 2) { _, decades, _ in Self.yes(decades > -3.5) }
    #expect(some.remarks.contains("3 of 3 settings still ask for trials, so this will change."))
    #expect(try Self.rows(some).allSatisfy { $0.outcome == nil && $0.threshold != nil })
    let failed = try Self.report(ranks: [1], cap: 6) { _, _, _ in .failed }
    #expect(failed.sentence == "No trial gave an answer (6 trials).", "\(failed.sentence)")
    #expect(
      failed.remarks.contains("6 trials gave no answer: out of attempts, or without what the question reads.")
    )
  }

  @Test func `a cap that is too low says where the threshold is as far as is known`() throws {
    let report = try Self.report(ranks: [1], cap: 8) { _, decades, _ in Self.yes(decades > -3.4) }
    #expect(
      report.sentence.hasPrefix("It is not placed after 8 trials: what is left is "), "\(report.sentence)")
    let row = try #require(try Self.rows(report).first)
    let (low, high) = (try #require(row.low), try #require(row.high))
    #expect(row.outcome == "not placed" && low < pow(10, -3.4) && pow(10, -3.4) < high)
    #expect(report.sentence.hasSuffix(": what is left is 2.2e-4 to 0.00234."), "\(report.sentence)")
  }

  @Test func `an end of an interval that nobody could ask about is missing and told as beyond`() throws {
    var missing = 0
    // At an end every other seed says yes, so that the threshold lies as well beyond it as before it.
    for isLow in [false, true] {
      let report = try Self.report(ranks: [1], cap: 20) { _, decades, seed in
        if isLow { return Self.yes(decades > -4.95 || seed % 2 == 0) }
        return Self.yes(decades > -2.05 && seed % 2 == 0)
      }
      let row = try #require(try Self.rows(report).first)
      let values = [row.threshold, row.low, row.high].compactMap(\.self)
      #expect(values.allSatisfy { (1e-5...1e-2).contains($0) }, "\(row)")
      if row.outcome != "none", values.count < 3 {
        missing += 1
        let words = ["beyond 0.01", "below 1e-5", "more than", "less than"]
        #expect(words.contains { report.sentence.contains($0) }, "\(report.sentence)")
      }
    }
    #expect(missing > 0)
  }

  @Test func `the table, the page and the file of the chart hold every setting`() throws {
    let report = try Self.report { rank, decades, _ in Self.yes(decades > -4 + 0.3 * Double(rank)) }
    let text = report.text(width: 100)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 }, "\(text)")
    #expect(lines.count { $0.contains(" placed ") } == 3, "\(text)")
  }

  private struct Learns: Decodable {
    var threshold, low, high: Double?
  }
  private struct Row: Decodable {
    var setting: [String: Int]
    var outcome: String?
    var trials: Int
    var threshold, low, high, width: Double?

    private enum CodingKeys: String, CodingKey {
      case setting, outcome, trials, threshold, low, high, learns
      case width = "transition_width"
    }
    var learns: Learns?
  }

  private static func rows(_ report: BoundaryReport) throws -> [Row] {
    let text = report.json.line
    for row in try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]) {
      #expect(
        Set(row.keys) == [
          "setting", "outcome", "trials", "threshold", "low", "high", "transition_width", "learns",
        ])
    }
    return try JSONDecoder().decode([Row].self, from: Data(text.utf8))
  }
}
