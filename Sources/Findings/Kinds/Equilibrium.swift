internal import Foundation
internal import SweepModel

extension Question {
  package static let equilibrium = Question(
    "equilibrium", "How near to equilibrium did training come?", of: [.regression, .classification]
  ) { $0.equilibriumFinding }
}

extension DataGroup {
  /// How far layers are from a critical point of loss and weight decay; `nil` where nothing decays.
  fileprivate var equilibriumFinding: Finding? {
    guard cells.contains(where: { $0.spec.decay > 0 }) else { return nil }
    let readings = cells.flatMap(\.trials).compactMap { trial in trial.stationarity.map { (trial.id, $0) } }
    let ids = readings.map(\.0)
    guard readings.count >= trialsForClaim else {
      let hint = budgetHint
      return hint.isEmpty
        ? nil
        : .noClaim(
          .equilibrium, self,
          "stationarity was not measured (metrics: [equilibrium])."
            + hint, equilibriumTable)
    }
    let near = CellShare(self, cells, { $0.trials.compactMap(\.stationarity) }) { $0 <= Self.nearby }
    let values = readings.map(\.1)
    return .claim(
      .equilibrium, self,
      "\(nearness(near)) At \(Numeral.parameter(Self.nearby)) the pulls of the loss and of weight decay cancel to a tenth of the latter. The "
        + "largest of a trial's layers is \(Numeral.range(values)), where 0 is a critical point. What is farther away shows "
        + "what training did in its time and not where it ends." + budgetHint,
      equilibriumTable, trials: ids)
  }

  /// How many are near in every layer, and of which trials that is known.
  private func nearness(_ near: CellShare) -> String {
    let level = Numeral.parameter(Self.nearby)
    let known = CellShare(self, cells) { cell in
      (cell.trials.count { $0.stationarity != nil }, cell.trials.count)
    }
    let which = known.isAll ? "" : " in which it is known in every layer\(known.placesInBrackets)"
    if near.isNone {
      return near.whole == 1
        ? "The one trial\(which) has a layer with stationarity above \(level)."
        : "Each of \(Numeral.count(near.whole, "trial"))\(which) has a layer with stationarity above \(level)."
    }
    let verb = near.whole == 1 ? "has" : "have"
    return
      "\(capitalized(near.words("trial")))\(which) \(verb) stationarity of at most \(level) in every layer"
      + "\(near.placesInBrackets)."
  }

  /// What counts as near: the gradient is at most a tenth of its decay part.
  private static let nearby = 0.1

  /// A hint and no measure: how long decay acted says nothing of what the loss did.
  private var budgetHint: String {
    let budgets = cells.filter { $0.spec.decay > 0 }.flatMap {
      $0.trials.compactMap { $0.metrics[.decayBudget] }
    }
    guard let least = budgets.min() else { return "" }
    return
      " As a hint, the decay budget is \(Numeral.range(budgets)): where it is least, weights that the loss does not pull "
      + "on keep \(Numeral.measured(exp(-least))) of their size. Features can collapse at a small one."
  }

  private var equilibriumTable: FindingTable {
    let split = split()
    var table = FindingTable()
    table.columns =
      split.columns + [
        .init("trials", "trials"), .init("near", "stationarity ≤0.1"),
        .init("stationarity", "largest of layers, median"), .init("range", "range"),
        .init("decay_budget", "decay budget"), .init("gradient_norm", "gradient norm, median"),
      ]
    for (entries, cells) in split.rows {
      let trials = cells.flatMap(\.trials)
      let values = trials.compactMap(\.stationarity)
      if trials.isEmpty { continue }
      table.add(
        entries + [
          .count(trials.count),
          values.isEmpty ? .missing : .share(values.count { $0 <= Self.nearby }, of: values.count),
          .init(median(values)), .range(of: values),
          .range(of: trials.compactMap { $0.metrics[.decayBudget] }),
          .init(median(trials.compactMap { $0.metrics[.gradientNorm] })),
        ], trials: trials.map(\.id))
    }
    return table
  }
}

extension FinishedTrial {
  /// The largest of its layers'; `nil` where one is undefined.
  fileprivate var stationarity: Double? {
    let values = layers.compactMap { $0.metrics[.stationarity] }
    return values.count == layers.count ? values.max() : nil
  }
}
