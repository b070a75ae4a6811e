internal import Boundaries
internal import Findings
internal import Refinement
internal import SweepModel

/// The boundary in sentences. What they say holds for the rows that there are, and says where those are few.
extension BoundaryReport {
  /// Mean of s, in decades, from which a threshold is hardly one.
  private static let wavering = 0.35

  /// The answer in one sentence, settings that are placed first.
  package var sentence: String {
    guard !rows.isEmpty else { return "Nothing has been asked yet." }
    let placed = rows.filter { $0.boundary.outcome == .placed }
    var parts: [String] = []
    if !placed.isEmpty {
      let places = placed.map { place($0) }
      parts.append("\(subject(placed)) \(enumerated(places))" + trends(placed))
    }
    let rest = rows.filter { $0.boundary.outcome != .placed }
    parts += inOrder(rest) { standing($0) }.map { text, rows in
      let settings = rows.map(setting).filter { !$0.isEmpty }
      return settings.isEmpty ? text : "\(text) for \(enumerated(settings))"
    }
    let text = parts.joined(separator: "; ") + "."
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// What has to be known beside the sentence.
  package var remarks: [String] {
    let odd = rows.compactMap(contradiction)
    let stops = rows.count { $0.learns(within: range) != nil }
    let failed = rows.reduce(0) { $0 + $1.failed }
    let open = rows.count { $0.boundary.outcome == nil }
    return [
      odd.isEmpty ? nil : odd.joined(separator: " "),
      stops == 0
        ? nil
        : "In \(stops) of \(Numeral.count(rows.count, "setting")) nets become trivial or diverge within the range, and nothing is "
          + "asked beyond: findings.json has where ('learns').",
      partialNets,
      failed == 0
        ? nil
        : "\(Numeral.count(failed, "trial")) gave no answer: out of attempts, or without what the question reads.",
      open == 0
        ? nil
        : "\(open) of \(Numeral.count(rows.count, "setting")) still ask for trials, so this will change.",
      "One transition is taken for granted where answers do not show more: a second one between values that were not asked would not be seen. Intervals are "
        + "95 % credible and hold although trials were chosen by earlier answers; those of cells and effects elsewhere in this "
        + "report do not allow for that.",
    ].compactMap { $0 }
  }

  private func subject(_ placed: [Row]) -> String {
    let isRising = Set(placed.map(\.boundary.isRising))
    let turn = isRising == [true] ? "begins to hold" : isRising == [false] ? "ceases to hold" : "turns"
    return "'\(request.question.text)' \(turn) at \(words(request.parameter.name))"
  }

  private func place(_ row: Row) -> String {
    guard let estimate = row.estimate(within: range) else { return "" }
    return interval(estimate) + (row.values.isEmpty ? "" : " for \(setting(row))") + partly(row)
  }

  private func interval(_ estimate: ThresholdEstimate) -> String {
    let (low, high) = (estimate.low.map(Numeral.measured), estimate.high.map(Numeral.measured))
    let middle = estimate.median.map(Numeral.measured)
    switch (middle, low, high) {
    case (let middle?, let low?, let high?): return "\(middle) (\(low) to \(high))"
    case (let middle?, let low?, nil):
      return "\(middle) (\(low) to beyond \(Numeral.parameter(range.upperBound)))"
    case (let middle?, nil, let high?):
      return "\(middle) (below \(Numeral.parameter(range.lowerBound)) to \(high))"
    case (nil, let low?, nil): return "more than \(low)"
    case (nil, nil, let high?): return "less than \(high)"
    default: return "a value that is not known"
    }
  }

  private var partialNets: String? {
    rows.allSatisfy { $0.partial == 0 }
      ? nil
      : "Partial nets learnt fewer directions of their targets than these have (fitted_rank below the targets' rank); "
        + "settings with answers of such nets have a † in the table."
  }

  /// How many answers come from nets that learnt only some directions of their targets; nothing where none does.
  private func partly(_ row: Row) -> String {
    guard row.partial > 0 else { return "" }
    let all = Numeral.count(row.boundary.answers, "answer")
    return row.partial == row.boundary.answers
      ? " (all \(all) from partial nets)" : " (\(row.partial) of \(all) from partial nets)"
  }

  func setting(_ row: Row) -> String {
    enumerated(row.values.map { "\(words($0.name)) \($0.text)" })
  }

  /// Of a setting that is not placed.
  private func standing(_ row: Row) -> String {
    let boundary = row.boundary
    let trials = Numeral.count(boundary.trials, "trial")
    switch boundary.outcome {
    case nil: return "it is not known yet"
    case .placed?: return ""
    case Boundary.Outcome.none?: return "no transition was found " + alike(boundary)
    case .notPlaced?:
      if boundary.answers == 0 {
        return boundary.notLearnt.contains { $0 > 0 }
          ? "every net is trivial or diverged at each value that was asked (\(trials))"
          : "no trial gave an answer (\(trials))"
      }
      if let turns = boundary.turns { return turning(turns, boundary) }
      if boundary.tally.endsSay != nil { return "it is not known after \(trials): " + alike(boundary) }
      let wavers =
        boundary.transitionWidth > Self.wavering
        ? ", and answers waver over half a decade or more around it" : ""
      return "it is not placed after \(trials): what is left is \(left(boundary))\(wavers)"
    }
  }

  private func value(_ level: Int) -> String { request.values[level].number.map(Numeral.parameter) ?? "" }

  /// The interval of a threshold that is not placed.
  private func left(_ boundary: Boundary) -> String {
    let estimate = ThresholdEstimate(boundary.median, boundary.interval, within: range)
    let (low, high) = (Numeral.parameter(range.lowerBound), Numeral.parameter(range.upperBound))
    switch (estimate.low.map(Numeral.measured), estimate.high.map(Numeral.measured)) {
    case (let from?, let to?): return "\(from) to \(to)"
    case (let from?, nil): return "\(from) to beyond \(high)"
    case (nil, let to?): return "below \(low) to \(to)"
    case (nil, nil): return "all from below \(low) to beyond \(high)"
    }
  }

  /// Answers in the order of the values, such as `no up to 0.001 (3 of 3), yes at 0.003 (2 of 2) and no from 0.01 on (3 of 3)`.
  private func turning(_ turns: AnswerRuns, _ boundary: Boundary) -> String {
    let runs = turns.runs.enumerated().map { place, run in
      let (first, last) = (run.levels[0], run.levels[run.levels.count - 1])
      let all = run.levels.reduce(0) { $0 + boundary.tally.answers(at: $1) }
      let alike = run.levels.reduce(0) { $0 + (run.isYes ? boundary.yes[$1] : boundary.no[$1]) }
      let range =
        place == 0
        ? "up to \(value(last))"
        : place == turns.runs.count - 1
          ? "from \(value(first)) on"
          : first == last ? "at \(value(first))" : "from \(value(first)) to \(value(last))"
      return "\(run.isYes ? "yes" : "no") \(range) (\(alike) of \(all))"
    }
    return "it turns more than once: \(enumerated(runs)); one threshold does not describe this"
  }

  /// What answers say whose ends agree, at which values they were asked, and what was not asked.
  private func alike(_ boundary: Boundary) -> String {
    let (tally, yes) = (boundary.tally, boundary.yes.reduce(0, +))
    let asked = tally.answered
    guard let first = asked.first, let last = asked.last else { return "" }
    let answer =
      yes == 0
      ? "it never holds in" : yes == boundary.answers ? "it always holds in" : "it holds in \(yes) of"
    let gaps = zip(asked, asked.dropFirst()).filter { $1 - $0 > 1 }
    let widest = gaps.max { plan($0) < plan($1) }
    let gap =
      widest.map {
        "; between these, at most from \(value($0.0)) to \(value($0.1)), nothing was asked"
      } ?? ""
    let places =
      asked.count <= 7
      ? enumerated(asked.map(value)) : "\(asked.count) values from \(value(first)) to \(value(last))"
    let stops = [true, false].compactMap { isBelow in
      tally.stop(below: isBelow).map { value($0) }
    }
    let range = first == last ? "at \(value(first))" : "from \(value(first)) to \(value(last))"
    return "\(range): \(answer) \(Numeral.count(boundary.answers, "trial")) at \(places)\(gap)"
      + (stops.isEmpty ? "" : "; nets are trivial or diverge at \(enumerated(stops))")
  }

  private func plan(_ gap: (Int, Int)) -> Double {
    // A step of the values' own rounding decides nothing.
    ((request.plan.levels[gap.1] - request.plan.levels[gap.0]) * 1e6).rounded()
  }

  /// Answers that one threshold does not explain.
  private func contradiction(_ row: Row) -> String? {
    guard row.boundary.outcome != Boundary.Outcome.none, row.boundary.turns == nil else { return nil }
    let contrary = row.contrary(request.plan.levels)
    let count = contrary.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let place = row.values.isEmpty ? "" : " for \(setting(row))"
    let whole = contrary.filter { $0.count == row.boundary.yes[$0.level] + row.boundary.no[$0.level] }
    let base =
      "\(count) of \(Numeral.count(row.boundary.answers, "answer"))\(place) "
      + (count == 1 ? "lies" : "lie") + " on the wrong side of the interval"
    // One seed may lie; two at values where no other seed says otherwise are more than that.
    guard whole.reduce(0, { $0 + $1.count }) > 1 else { return base + "." }
    let values = whole.map { request.values[$0.level].number.map(Numeral.parameter) ?? "" }
    return base
      + ", every answer at \(enumerated(values)) among them: it may turn more than once, which one threshold "
      + "does not describe."
  }

  /// How thresholds run along each parameter, where the first and the last interval do not overlap and the medians go one way in
  /// every setting of the others.
  private func trends(_ placed: [Row]) -> String {
    let found = request.others.indices.compactMap { place -> String? in
      let others = inOrder(placed) { row in
        row.values.indices.filter { $0 != place }.map { row.values[$0].value }
      }
      let runs = others.map { $0.1.sorted { $0.values[place].value < $1.values[place].value } }
        .filter { $0.count > 1 }
      guard !runs.isEmpty, runs.allSatisfy({ $0.allSatisfy { $0.values[place].value.value?.number != nil } })
      else { return nil }
      let name = words(request.others[place].name)
      if runs.allSatisfy({ Self.rises($0.map(\.boundary)) }) { return "rises with \(name)" }
      if runs.allSatisfy({ Self.rises($0.map(\.boundary).reversed()) }) { return "falls with \(name)" }
      return nil
    }
    let whole = placed.count == rows.count ? "it" : "where it is placed it"
    return found.isEmpty ? "" : "; \(whole) \(enumerated(found))"
  }

  private static func rises(_ run: [Boundary]) -> Bool {
    guard let first = run.first, let last = run.last else { return false }
    return zip(run, run.dropFirst()).allSatisfy { $0.median < $1.median }
      && first.interval.upperBound < last.interval.lowerBound
  }
}
