package import SweepModel

extension Question {
  package static let weightDecay = Question(
    "weight_decay", "What does weight decay change?", of: [.regression]
  ) { $0.weightDecayFinding }
}

/// One reading at the smallest and the largest weight decay of cells that are equal otherwise.
private struct DecayComparison {
  var low: Cell
  var high: Cell
  var from: Estimate
  var to: Estimate

  var isApart: Bool { from.isApart(from: to) }
  var rises: Bool { to.mean > from.mean }
}

/// All comparisons of one reading, and what may be said of them.
private struct DecayEffect {
  enum Direction: String { case falls, rises, mixed, unclear = "no clear change" }

  var outcome: TrialReading
  var comparisons: [DecayComparison]

  var apart: Int { comparisons.count { $0.isApart } }
  var from: Double? { mean(comparisons.map(\.from.mean)) }
  var to: Double? { mean(comparisons.map(\.to.mean)) }

  /// Rising or falling is claimed when the intervals are apart in at least half of the comparisons, and
  /// all of those agree.
  var direction: Direction {
    let rising = comparisons.count { $0.isApart && $0.rises }
    let falling = apart - rising
    if rising > 0 && falling > 0 { return .mixed }
    if comparisons.isEmpty || 2 * apart < comparisons.count { return .unclear }
    return rising > 0 ? .rises : .falls
  }
}

extension DataGroup {
  /// What weight decay changes, from the smallest to the largest value with all else equal.
  fileprivate var weightDecayFinding: Finding {
    guard varied.contains(Parameter.weightDecay.name) else {
      let only = cells.first.map { $0.text(Parameter.weightDecay.name) } ?? "–"
      return .noClaim(.weightDecay, self, "the sweep has one weight decay here (\(only)).")
    }
    let effects = TrialReading.outcomes(atRank: hasRankBelowDimension).map(effect(on:)).filter {
      !$0.comparisons.isEmpty
    }
    guard !effects.isEmpty else {
      return .noClaim(
        .weightDecay, self,
        "no two cells that differ in weight decay alone have \(trialsForClaim) counted trials each.")
    }
    // Words for k = r alone where both are there; the table has both.
    let told = effects.filter { effect in !effects.contains { $0.outcome.outranks == effect.outcome.key } }
    let known = told.filter { $0.direction == .rises || $0.direction == .falls }
    let open = told.filter { $0.direction == .mixed || $0.direction == .unclear }
    let numbers = Self.table(effects)
    let seen = Set(effects.flatMap(\.comparisons).flatMap { $0.from.trials + $0.to.trials })
    let ids = cells.flatMap(\.trials).map(\.id).filter(seen.contains)
    guard !known.isEmpty else {
      return .noClaim(
        .weightDecay, self,
        "\(span(effects)) no metric changes clearly against the spread over seeds.", numbers, trials: ids)
    }
    let changes = known.map { effect in
      "the \(effect.outcome.title) \(effect.direction.rawValue) from \(Numeral.measured(effect.from ?? .nan)) to "
        + "\(Numeral.measured(effect.to ?? .nan)) (\(effect.apart) of \(effect.comparisons.count))"
    }
    let rest = open.isEmpty ? "" : " Not clear: \(enumerated(open.map(\.outcome.title)))."
    return .claim(
      .weightDecay, self,
      "\(span(effects)) \(enumerated(changes)). In brackets: in how many comparisons of cells that are equal "
        + "otherwise the 95 % intervals are apart; \(Numeral.count(ids.count, "trial")) entered."
        + "\(rest)\(budgetNote)\(trivialNote)",
      numbers, trials: ids)
  }

  private func effect(on outcome: TrialReading) -> DecayEffect {
    let others = varied.filter { $0 != Parameter.weightDecay.name }
    let comparisons = byParameters(others).compactMap { _, members -> DecayComparison? in
      let read = members.compactMap { cell -> (Cell, Estimate)? in
        guard let estimate = outcome.estimate(cell.trials), estimate.count >= trialsForClaim
        else { return nil }
        return (cell, estimate)
      }.sorted { $0.0.spec.decay < $1.0.spec.decay }
      guard let low = read.first, let high = read.last, low.0.spec.decay < high.0.spec.decay
      else { return nil }
      return DecayComparison(low: low.0, high: high.0, from: low.1, to: high.1)
    }
    return DecayEffect(outcome: outcome, comparisons: comparisons)
  }

  /// Such as `From weight decay 1e-5 to 0.01`; where cells differ in what counts, it says so.
  private func span(_ effects: [DecayEffect]) -> String {
    let all = effects.flatMap(\.comparisons)
    let lows = Set(all.map(\.low.spec.decay)).sorted().map(Numeral.parameter)
    let highs = Set(all.map(\.high.spec.decay)).sorted().map(Numeral.parameter)
    return lows.count == 1 && highs.count == 1
      ? "From weight decay \(lows[0]) to \(highs[0])"
      : "From the smallest weight decay at which a cell has \(trialsForClaim) counted trials "
        + "(\(lows.joined(separator: " or "))) to the largest (\(highs.joined(separator: " or ")))"
  }

  /// Where learning rate times weight decay, summed over all steps, is too small for decay to have acted.
  private var budgetNote: String {
    let budgets = cells.compactMap { $0.metrics[.decayBudget]?.mean }
    let small = budgets.count { $0 < 5 }
    return small == 0
      ? ""
      : " In \(small) of \(Numeral.count(budgets.count, "cell")) the decay budget is below 5: decay had too "
        + "few steps to do its work."
  }

  private var trivialNote: String {
    let lost = byParameters([Parameter.weightDecay.name]).filter { _, cells in
      cells.contains { $0.tally[.trivial] > 0 } && cells.allSatisfy { $0.tally[.counted] == 0 }
    }
    return lost.isEmpty
      ? "" : " At weight decay \(enumerated(lost.map { $0.0[0].text })) no net learns."
  }

  private static func table(_ effects: [DecayEffect]) -> FindingTable {
    var table = FindingTable()
    table.columns = [
      .init("outcome", "metric"), .init("from", "smallest"), .init("to", "largest"),
      .init("direction", "direction"), .init("apart", "intervals apart"), .init("trials", "trials"),
    ]
    for effect in effects {
      let trials = effect.comparisons.flatMap { $0.from.trials + $0.to.trials }
      table.add(
        [
          .text(effect.outcome.title), .init(effect.from), .init(effect.to), .text(effect.direction.rawValue),
          .share(effect.apart, of: effect.comparisons.count), .count(trials.count),
        ], trials: trials)
    }
    return table
  }
}

extension Specification {
  /// Weight decay; 0 where there is none.
  package var decay: Double { self[.weightDecay] ?? 0 }
}
