internal import SweepModel

/// What weight decay is asked to have changed: one number a trial.
enum Outcome: String, CaseIterable {
  case collapsedLayers = "collapsed_layers"
  case nrc1Rank = "nrc1_rank_last"
  case nrc1 = "nrc1_last"
  case nrc3Rank = "nrc3_rank_last"
  case nrc3 = "nrc3_last"
  case weightStableRank = "weight_stable_rank_inner"
  case testLoss = "test_loss"

  var title: String {
    switch self {
    case .collapsedLayers: "number of collapsed layers"
    case .nrc1Rank: "nrc1 of the last layer for k = r"
    case .nrc1: "nrc1 of the last layer for k = t"
    case .nrc3Rank: "nrc3 of the last layer for k = r"
    case .nrc3: "nrc3 of the last layer for k = t"
    case .weightStableRank: "weights' stable rank"
    case .testLoss: "test loss"
    }
  }

  /// The same figure for k = r, which says more where r is known and not t.
  var atRank: Outcome? {
    switch self {
    case .nrc1: .nrc1Rank
    case .nrc3: .nrc3Rank
    default: nil
    }
  }

  func value(_ trial: CountedTrial) -> Double? {
    switch self {
    case .collapsedLayers: trial.collapsedLayers
    case .nrc1Rank: trial.lastLayer(.nrc1Rank)
    case .nrc1: trial.lastLayer(.nrc1)
    case .nrc3Rank: trial.lastLayer(.nrc3Rank)
    case .nrc3: trial.lastLayer(.nrc3)
    case .weightStableRank:
      // First and last map are bounded by inputs and targets, so the ones between show the effect.
      mean(
        (trial.layers.count > 2 ? trial.layers.dropFirst().dropLast() : trial.layers[...])
          .compactMap { $0.figures[.weightStableRank] })
    case .testLoss: trial.figures[.testLoss]
    }
  }
}

extension CountedTrial {
  /// From the first collapsed layer to the last one, 0 without collapse; `nil` where nrc1 was not measured.
  var collapsedLayers: Double? {
    guard let last = layers.last, last.figures[.nrc1] != nil else { return nil }
    return figures[.collapseLayer].map { Double(last.layer) - $0 + 1 } ?? 0
  }
}

extension DataGroup {
  /// Whether the targets have a known rank r that is not t in some trial, so that k = r and k = t differ.
  package var hasRankBelowDimension: Bool {
    cells.contains { cell in
      cell.trials.contains { trial in
        trial.layers.contains { layer in
          layer.figures[.nrc1Rank].map { $0 != layer.figures[.nrc1] } ?? false
        }
      }
    }
  }
}

/// One outcome at the smallest and the largest weight decay of cells that are equal otherwise.
struct Comparison {
  var low: Cell
  var high: Cell
  var from: Estimate
  var to: Estimate

  var isApart: Bool { from.isApart(from: to) }
  var rises: Bool { to.mean > from.mean }
}

/// All comparisons of one outcome, and what may be said of them.
struct Effect {
  enum Direction: String { case falls, rises, mixed, unclear = "no clear change" }

  var outcome: Outcome
  var comparisons: [Comparison]

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
  var weightDecayFinding: Finding {
    guard varied.contains("weight_decay") else {
      let only = cells.first.map { $0.text("weight_decay") } ?? "–"
      return .noClaim(.weightDecay, self, "the sweep has one weight decay here (\(only)).")
    }
    let outcomes = Outcome.allCases.filter { ![.nrc1Rank, .nrc3Rank].contains($0) || hasRankBelowDimension }
    let effects = outcomes.map(effect(on:)).filter { !$0.comparisons.isEmpty }
    guard !effects.isEmpty else {
      return .noClaim(
        .weightDecay, self,
        "no two cells that differ in weight decay alone have \(trialsForClaim) counted trials each.")
    }
    // Words for k = r alone where both are there; the table has both.
    let told = effects.filter { effect in !effects.contains { $0.outcome == effect.outcome.atRank } }
    let known = told.filter { $0.direction == .rises || $0.direction == .falls }
    let open = told.filter { $0.direction == .mixed || $0.direction == .unclear }
    let numbers = Self.table(effects)
    let seen = Set(effects.flatMap(\.comparisons).flatMap { $0.from.trials + $0.to.trials })
    let ids = cells.flatMap(\.trials).map(\.id).filter(seen.contains)
    guard !known.isEmpty else {
      return .noClaim(
        .weightDecay, self,
        "\(span(effects)) no figure changes clearly against the spread over seeds.", numbers, trials: ids)
    }
    let changes = known.map { effect in
      "the \(effect.outcome.title) \(effect.direction.rawValue) from \(Numeral.figure(effect.from ?? .nan)) to "
        + "\(Numeral.figure(effect.to ?? .nan)) (\(effect.apart) of \(effect.comparisons.count))"
    }
    let rest = open.isEmpty ? "" : " Not clear: \(enumerated(open.map(\.outcome.title)))."
    return .claim(
      .weightDecay, self,
      "\(span(effects)) \(enumerated(changes)). In brackets: in how many comparisons of cells that are equal "
        + "otherwise the 95 % intervals are apart; \(Numeral.count(ids.count, "trial")) entered."
        + "\(rest)\(budgetNote)\(trivialNote)",
      numbers, trials: ids)
  }

  private func effect(on outcome: Outcome) -> Effect {
    let others = varied.filter { $0 != "weight_decay" }
    let comparisons = byParameters(others).compactMap { _, members -> Comparison? in
      let read = members.compactMap { cell -> (Cell, Estimate)? in
        let values = cell.trials.compactMap { trial in outcome.value(trial).map { (trial.id, $0) } }
        guard let estimate = Estimate(values), estimate.count >= trialsForClaim else { return nil }
        return (cell, estimate)
      }.sorted { $0.0.spec.weightDecay < $1.0.spec.weightDecay }
      guard let low = read.first, let high = read.last, low.0.spec.weightDecay < high.0.spec.weightDecay
      else { return nil }
      return Comparison(low: low.0, high: high.0, from: low.1, to: high.1)
    }
    return Effect(outcome: outcome, comparisons: comparisons)
  }

  /// Such as `From weight decay 1e-5 to 0.01`; where cells differ in what counts, it says so.
  private func span(_ effects: [Effect]) -> String {
    let all = effects.flatMap(\.comparisons)
    let lows = Set(all.map(\.low.spec.weightDecay)).sorted().map(Numeral.parameter)
    let highs = Set(all.map(\.high.spec.weightDecay)).sorted().map(Numeral.parameter)
    return lows.count == 1 && highs.count == 1
      ? "From weight decay \(lows[0]) to \(highs[0])"
      : "From the smallest weight decay at which a cell has \(trialsForClaim) counted trials "
        + "(\(lows.joined(separator: " or "))) to the largest (\(highs.joined(separator: " or ")))"
  }

  /// Where learning rate times weight decay, summed over all steps, is too small for decay to have acted.
  private var budgetNote: String {
    let budgets = cells.compactMap { $0.figures[.decayBudget]?.mean }
    let small = budgets.count { $0 < 5 }
    return small == 0
      ? ""
      : " In \(small) of \(Numeral.count(budgets.count, "cell")) the decay budget is below 5: decay had too "
        + "few steps to do its work."
  }

  private var trivialNote: String {
    let lost = byParameters(["weight_decay"]).filter { _, cells in
      cells.contains { $0.tally.trivial > 0 } && cells.allSatisfy { $0.tally.counted == 0 }
    }
    return lost.isEmpty
      ? "" : " At weight decay \(enumerated(lost.map { $0.0[0].text })) no net learns."
  }

  private static func table(_ effects: [Effect]) -> FindingTable {
    var table = FindingTable()
    table.columns = [
      .init("outcome", "figure"), .init("from", "smallest"), .init("to", "largest"),
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
