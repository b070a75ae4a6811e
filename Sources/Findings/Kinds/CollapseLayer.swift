internal import SweepModel

extension Question {
  package static let collapseLayer = Question(
    "collapse_layer", "From which layer on do features collapse?", of: [.regression],
    refusals: [.classification: "findings are about regression, and this is a classification."]
  ) { $0.collapseFinding }
}

extension DataGroup {
  /// From which layer on features collapse: the trials' `collapse_layer`, which the worker decides.
  fileprivate var collapseFinding: Finding {
    let counted = cells.flatMap(\.trials).filter { trial in
      trial.layers.contains { $0.metrics[.nrc1] != nil }
    }
    guard !counted.isEmpty else {
      return .noClaim(.collapseLayer, self, "nrc1 was not measured.")
    }
    let numbers = collapseTable
    let ids = counted.map(\.id)
    guard counted.count >= trialsForClaim else {
      return .noClaim(
        .collapseLayer, self, "one trial alone says nothing about the next.", numbers, trials: ids)
    }
    let first = counted.compactMap { $0.metrics[.collapseLayer] }
    guard let average = mean(first), let low = first.min(), let high = first.max() else {
      return .claim(
        .collapseLayer, self,
        "In none of \(Numeral.count(counted.count, "trial")) do the features collapse." + caution, numbers,
        trials: ids)
    }
    let share = first.count == counted.count ? "all" : Numeral.grouped(first.count) + " of"
    let place =
      low == high
      ? "from layer \(Numeral.single(low)) on"
      : "from layer \(Numeral.measured(average)) on in the mean (\(Numeral.range(first)))"
    return .claim(
      .collapseLayer, self,
      "In \(share) \(Numeral.count(counted.count, "trial")) features collapse, \(place); "
        + "the nets have \(depths) layers." + caution,
      numbers, trials: ids)
  }

  private var depths: String {
    let all = Set(cells.map(\.spec.layerNames.count)).sorted()
    return all.count > 3 ? "\(all[0]) to \(all[all.count - 1])" : enumerated(all.map { String($0) })
  }

  private var caution: String {
    guard cells.contains(where: { $0.spec.model.isOfImages }) else { return "" }
    return
      " The rule goes by nrc1, which stays high where pooled features hold r targets in up to 2r + 1 directions, so read "
      + "nrc2, nrc3 and pca99 beside it."
  }

  /// One row for each depth and weight decay (where they vary), over all else.
  private var collapseTable: FindingTable {
    let keys = [Parameter.depth.name, Parameter.weightDecay.name].filter(varied.contains)
    var table = FindingTable()
    table.columns = keys.map { .init($0, words($0)) }
    table.columns += [
      .init("collapsed", "collapsed trials"), .init("first_layer", "first layer, mean"),
      .init("range", "range"),
    ]
    for (values, cells) in byParameters(keys) {
      let trials = cells.flatMap(\.trials)
      if trials.isEmpty { continue }
      let first = trials.compactMap { $0.metrics[.collapseLayer] }
      table.add(
        values.map { .parameter($0.text) }
          + [.share(first.count, of: trials.count), .init(mean(first)), .range(of: first)],
        trials: trials.map(\.id))
    }
    return table
  }
}
