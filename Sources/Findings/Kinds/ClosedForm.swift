internal import SweepModel

extension Question {
  package static let closedForm = Question(
    "closed_form", "Is the minimum found that the theory gives?", of: [.ufm]
  ) { $0.closedFormFinding }
}

extension DataGroup {
  /// How far minima of the unconstrained feature model are from the closed form, by how they were found and its rank.
  fileprivate var closedFormFinding: Finding {
    let compared = cells.flatMap { cell in
      cell.trials.compactMap { ClosedForm($0, optimizer: cell.spec[.optimizer]?.rawValue ?? "") }
    }
    guard !compared.isEmpty else {
      return .noClaim(
        .closedForm, self,
        "no trial has a closed form: that takes feature_decay and weight_decay above 0 and a width of its rank."
      )
    }
    var table = FindingTable()
    table.columns = [
      .init(Parameter.optimizer.name, "optimizer"), .init("rank", "rank"), .init("threshold", "threshold c"),
      .init("trials", "trials"), .init("close", "all <1e-3"), .init("loss_error", "loss error"),
      .init("gram_error", "WW' error"),
      .init("residual_error", "residual error"), .init("balance_error", "balance error"),
    ]
    for (optimizer, found) in inOrder(compared, by: \.optimizer) {
      for (rank, trials) in inOrder(found, by: \.rank).sorted(by: { $0.0 < $1.0 }) {
        table.add(
          [
            .text(optimizer), .count(rank), .range(of: trials.map(\.threshold)), .count(trials.count),
            .share(trials.count { $0.largest < ClosedForm.close }, of: trials.count),
          ] + ClosedForm.errors.map { metric in .init(trials.compactMap { $0.trial.metrics[metric] }.max()) },
          trials: trials.map(\.trial.id))
      }
    }
    let worst = inOrder(compared, by: \.optimizer).map { optimizer, found in
      "\(Numeral.measured(found.map(\.largest).max() ?? .nan)) with \(optimizer)"
    }
    let close = CellShare(
      self, cells, { $0.trials.compactMap { ClosedForm($0, optimizer: "") } },
      where: { $0.largest < ClosedForm.close })
    let trivial = tally[.trivial]
    let left = trivial == 0 ? "" : " \(Numeral.count(trivial, "trivial trial")) left out."
    return .claim(
      .closedForm, self,
      "In \(close.words("trial"))\(close.placesInBrackets) loss, WW', residual and balance of the minimum found "
        + "differ from the closed form by less than 1e-3 of their size, by at most \(enumerated(worst)).\(left)",
      table, trials: compared.map(\.trial.id),
      headline: "the closed form is found in \(close.words("trial"))")
  }
}

/// A counted trial whose minimum was compared with the closed form.
private struct ClosedForm {
  /// What counts as found.
  static let close = 1e-3
  static let errors: [Metric] = [.ufmLossError, .ufmGramError, .ufmResidualError, .ufmBalanceError]

  let trial: FinishedTrial
  let optimizer: String
  let rank: Int
  let threshold: Double
  let largest: Double

  init?(_ trial: FinishedTrial, optimizer: String) {
    guard let rank = trial.metrics[.ufmRank], let threshold = trial.metrics[.ufmThreshold],
      let largest = Self.errors.compactMap({ trial.metrics[$0] }).max()
    else { return nil }
    (self.trial, self.optimizer, self.largest) = (trial, optimizer, largest)
    (self.rank, self.threshold) = (Int(rank), threshold)
  }
}
