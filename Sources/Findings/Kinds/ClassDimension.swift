internal import SweepModel

extension Question {
  package static let classDimension = Question(
    "class_dimension", "Does the dimension equal the number of classes less one?", of: [.classification]
  ) { $0.classDimensionFinding }
}

/// The dimension of one trial's last features less K - 1, by one count of directions.
private func excess(_ trial: FinishedTrial, _ metric: Metric) -> Double? {
  guard let classes = trial.spec[.classes], let dimension = trial.lastLayer(metric) else { return nil }
  return dimension - Double(classes - 1)
}

/// Whether its dimension is known and its classes have collapsed.
private func isCollapsed(_ trial: FinishedTrial) -> Bool {
  (trial.lastLayer(.nc1) ?? .infinity) < 0.1 && excess(trial, .pca99) != nil
}

extension DataGroup {
  /// Whether collapsed classes lie in as many directions as a simplex of K corners has, and the ranks of layers on the way.
  fileprivate var classDimensionFinding: Finding {
    let trials = cells.flatMap(\.learnt)
    let found = trials.filter(isCollapsed)
    guard trials.contains(where: { $0.lastLayer(.pca99) != nil }) else {
      return .noClaim(.classDimension, self, "pca99 was not measured.")
    }
    let ids = found.map(\.id)
    let left =
      trials.count == found.count
      ? ""
      : " \(Numeral.count(trials.count - found.count, "trial")) with nc1 of 0.1 or more in the last layer left out."
    guard cells.contains(where: { $0.learnt.count(where: isCollapsed) >= trialsForClaim }) else {
      return .noClaim(
        .classDimension, self,
        "no cell has \(trialsForClaim) trials with collapsed classes (nc1 < 0.1).\(left)",
        layerTable, trials: ids)
    }
    func share(_ metric: Metric, _ holds: @escaping (Double) -> Bool = { $0 == 0 }) -> CellShare {
      CellShare(
        self, cells, { $0.learnt.filter(isCollapsed).compactMap { excess($0, metric) } }, where: holds)
    }
    let (exact, below, above) = (share(.pca99), share(.pca99) { $0 < 0 }, share(.pca99) { $0 > 0 })
    let others = [Metric.pca95, .pca999].map { ($0.name, share($0)) }.filter { $0.1.whole > 0 }
    let split = found.count { trial in
      Set(DimensionReading.shares.compactMap { excess(trial, $0) }.map { $0 == 0 }).count > 1
    }
    let hangs = split == 0 ? "." : ": the answer hangs on the threshold in \(Numeral.count(split, "trial"))."
    let gap = share(.gapRank)
    let apart =
      gap.whole == 0
      ? ""
      : " Equal by gap_rank, which has no threshold, \(Numeral.grouped(gap.part)) of \(Numeral.grouped(gap.whole))."
    let meanings = [
      below.isNone ? nil : "below K - 1 the class means themselves have a lower rank",
      above.isNone ? nil : "above it scatter within classes still fills directions",
    ].compactMap { $0 }.joined(separator: "; ")
    let classes = Set(found.compactMap { $0.spec[.classes] }).sorted().map { String($0) }
    return .claim(
      .classDimension, self,
      "\(exact.verdict.map { "\($0) by" } ?? "By") pca99: it is K - 1 in \(exact.words("trial")) with nc1 < 0.1 in the last "
        + "layer\(exact.placesInBrackets), below in \(below.part) and above in \(above.part); K is \(enumerated(classes))."
        + (others.isEmpty ? "" : " Equal by \(CellShare.counts(others))\(hangs)") + apart
        + (meanings.isEmpty ? "" : " \(meanings.prefix(1).uppercased())\(meanings.dropFirst()).") + left,
      layerTable, trials: ids, headline: "pca99 is K - 1 in \(exact.words()) of these")
  }

  /// Means over seeds and what else varies, layer by layer: how ranks and nc1 go through the network.
  private var layerTable: FindingTable {
    let split = split(most: 6)
    let shown: [Metric] = [
      .nc1, .nc2, .nc3, .nc4, .cdnv, .pca99, .featureStableRank, .weightStableRank, .featureRank, .weightRank,
    ]
    var table = FindingTable()
    table.columns = split.columns + [.init("layer", "layer"), .init("trials", "trials")]
    table.columns += shown.map { .init($0.name, words($0.name)) }
    for (entries, cells) in split.rows {
      let trials = cells.flatMap(\.learnt)
      for layer in Set(trials.flatMap { $0.layers.map(\.layer) }).sorted() {
        let measures = trials.flatMap(\.layers).filter { $0.layer == layer }
        table.add(
          entries + [.count(layer), .count(measures.count)]
            + shown.map { metric in .init(mean(measures.compactMap { $0.metrics[metric] })) },
          trials: trials.map(\.id))
      }
    }
    return table
  }
}
