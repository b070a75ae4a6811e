internal import Glibc
internal import SweepModel

/// Findings about trials without a network.
extension DataGroup {
  func modelFinding(_ experiment: Experiment) -> Finding {
    let question: Finding.Question = experiment == .ufm ? .closedForm : .layerRate
    guard tally.counted > 0 else { return .noClaim(question, self, tally.whyNothingCounts) }
    return experiment == .ufm ? closedFormFinding : layerRateFinding
  }

  /// How far minima of the unconstrained feature model are from the closed form, by how they were found and its rank.
  private var closedFormFinding: Finding {
    let compared = cells.flatMap { cell in
      cell.trials.compactMap { ClosedForm($0, optimizer: cell.spec.optimizer.rawValue) }
    }
    guard !compared.isEmpty else {
      return .noClaim(
        .closedForm, self,
        "no trial has a closed form: that takes feature_decay and weight_decay above 0 and a width of its rank."
      )
    }
    var table = FindingTable()
    table.columns = [
      .init("optimizer", "optimizer"), .init("rank", "rank"), .init("threshold", "threshold c"),
      .init("trials", "trials"), .init("loss_error", "loss error"), .init("gram_error", "WW' error"),
      .init("residual_error", "residual error"), .init("balance_error", "balance error"),
    ]
    for (optimizer, found) in inOrder(compared, by: \.optimizer) {
      for (rank, trials) in inOrder(found, by: \.rank).sorted(by: { $0.0 < $1.0 }) {
        table.add(
          [
            .parameter(optimizer), .count(rank), .range(of: trials.map(\.threshold)), .count(trials.count),
          ] + ClosedForm.errors.map { figure in .init(trials.compactMap { $0.trial.figures[figure] }.max()) },
          trials: trials.map(\.trial.id))
      }
    }
    let worst = inOrder(compared, by: \.optimizer).map { optimizer, found in
      "\(Numeral.figure(found.map(\.largest).max() ?? .nan)) with \(optimizer)"
    }
    return .claim(
      .closedForm, self,
      "In \(Numeral.count(compared.count, "trial")) loss, WW', residual and balance of the minimum found differ from the closed "
        + "form, as a share of their size, by at most \(enumerated(worst)).", table,
      trials: compared.map(\.trial.id))
  }

  /// The factor a layer by which nc1 falls over the first six layers, by feature map and projection.
  private var layerRateFinding: Finding {
    var table = FindingTable()
    table.columns = [
      .init("feature_map", "feature map"), .init("projection", "projection"), .init("layers", "layers"),
      .init("trials", "trials"), .init("first", "nc1, first"), .init("last", "nc1, last"),
      .init("factor", "fall a layer, mean"), .init("range", "range"),
    ]
    var sentences: [String] = []
    for (values, members) in byParameters(["feature_map", "projection", "depth"]) {
      let rates = members.flatMap(\.trials).compactMap { LayerRate($0) }
      guard let layers = rates.first?.layers, let factor = mean(rates.map(\.factor)) else { continue }
      table.add(
        [
          .parameter(values[0].text), .parameter(values[1].text), .count(layers), .count(rates.count),
          .init(mean(rates.map(\.first))), .init(mean(rates.map(\.last))), .number(factor),
          .range(of: rates.map(\.factor)),
        ], trials: rates.map(\.trial))
      sentences.append("\(Numeral.figure(factor)) with \(values[0].text) and projection \(values[1].text)")
    }
    guard !sentences.isEmpty else {
      return .noClaim(.layerRate, self, "no trial has nc1 in two layers or more.", table)
    }
    return .claim(
      .layerRate, self,
      "Over the first layers, six at most, nc1 falls a layer by a factor of \(enumerated(sentences)) in the mean over seeds; "
        + "below 1 it rises.", table, trials: table.trials.flatMap { $0 })
  }
}

/// A counted trial whose minimum was compared with the closed form.
private struct ClosedForm {
  static let errors: [TrialFigure] = [.ufmLossError, .ufmGramError, .ufmResidualError, .ufmBalanceError]

  let trial: CountedTrial
  let optimizer: String
  let rank: Int
  let threshold: Double
  let largest: Double

  init?(_ trial: CountedTrial, optimizer: String) {
    guard let rank = trial.figures[.ufmRank], let threshold = trial.figures[.ufmThreshold],
      let largest = Self.errors.compactMap({ trial.figures[$0] }).max()
    else { return nil }
    (self.trial, self.optimizer, self.largest) = (trial, optimizer, largest)
    (self.rank, self.threshold) = (Int(rank), threshold)
  }
}

/// How nc1 falls from the first layer to the sixth, or the last of fewer.
private struct LayerRate {
  let trial: TrialID
  let first: Double
  let last: Double
  /// Layers that enter.
  let layers: Int
  /// (first / last)^(1 / (layers - 1)).
  let factor: Double

  init?(_ trial: CountedTrial) {
    let values = trial.layers.prefix(6).compactMap { $0.figures[.nc1] }
    guard values.count > 1, let first = values.first, let last = values.last, first > 0, last > 0 else {
      return nil
    }
    (self.trial, self.first, self.last, layers) = (trial.id, first, last, values.count)
    factor = pow(first / last, 1 / Double(values.count - 1))
  }
}
