internal import SweepModel

extension Question {
  package static let collapseLayer = Question(
    "collapse_layer", "From which layer on do features collapse, and how far?", of: [.regression]
  ) { $0.collapseFinding }
}

/// How far one trial's features collapsed: each grade includes those before it.
private struct CollapseGrade {
  /// Levels of the last layer's noise.
  static let levels = [0.1, 0.01]

  let trial: FinishedTrial
  /// First layer from which noise is halved: the trial's `collapse_layer`, which the worker decides.
  let first: Double?
  /// nrc1 of the last layer with k = r, for networks of images 2r; with k = t where r is not known.
  let noise: Double

  /// `nil` where the noise was not measured.
  init?(_ trial: FinishedTrial) {
    let metrics: [Metric] =
      trial.spec.model.isOfImages ? [.nrc1Double, .nrc1Rank, .nrc1] : [.nrc1Rank, .nrc1]
    guard let noise = metrics.lazy.compactMap({ trial.lastLayer($0) }).first else { return nil }
    (self.trial, self.noise, first) = (trial, noise, trial.metrics[.collapseLayer])
  }

  func isBelow(_ level: Double) -> Bool { first != nil && noise < level }
  var layers: Int { trial.layerCount }
}

extension DataGroup {
  /// From which layer on features collapse, and how much noise is left in the last one.
  fileprivate var collapseFinding: Finding {
    let learning = Learning(cells)
    let grades = cells.flatMap(\.learnt).compactMap { CollapseGrade($0) }
    let ids = grades.map(\.trial.id)
    guard learning.learnt > 0 else {
      return .noClaim(.collapseLayer, self, "\(learning.sentence).\(partialNote)", collapseTable)
    }
    guard !grades.isEmpty else {
      return .noClaim(.collapseLayer, self, "nrc1 was not measured. \(learning.sentence).")
    }
    guard grades.count >= trialsForClaim else {
      return .noClaim(
        .collapseLayer, self, "one trial alone says nothing about the next. \(learning.sentence).",
        collapseTable, trials: ids)
    }
    return .claim(
      .collapseLayer, self,
      sentence(of: grades) + early(grades) + errorRanges(grades.map(\.trial)) + caution,
      collapseTable, trials: ids, headline: headline(grades))
  }

  private func share(_ holds: @escaping (CollapseGrade) -> Bool) -> CellShare {
    CellShare(self, cells, { $0.learnt.compactMap { CollapseGrade($0) } }, where: holds)
  }

  private func sentence(of grades: [CollapseGrade]) -> String {
    let halved = share { $0.first != nil }
    let learning = Learning(cells)
    let whom =
      grades.count < learning.learnt
      ? " in which nrc1 was measured" : learning.others > 0 ? " that learnt all their targets" : ""
    let start = "Noise is halved over layers and training in \(halved.words("trial"))\(whom)"
    guard !halved.isNone else { return "\(start): no features collapse." }
    let levels = CollapseGrade.levels.map { level in
      let low = share { $0.isBelow(level) }
      return "below \(Numeral.parameter(level)) in \(low.words())\(low.isNone ? "" : low.placesInBrackets)"
    }
    return
      "\(start)\(halved.placesInBrackets), \(place(of: grades)); \(noiseName) of the last layer is then "
      + "\(levels.joined(separator: ", and "))."
  }

  /// Half of the noise is little: the headline says which grade it is.
  private func headline(_ grades: [CollapseGrade]) -> String {
    let halved = share { $0.first != nil }
    let levels = CollapseGrade.levels.map { level in
      "below \(Numeral.parameter(level)) in \(share { $0.isBelow(level) }.part)"
    }
    return "noise is halved in \(halved.words("trial"))"
      + (halved.isNone ? "" : ", \(noiseName) then \(enumerated(levels))")
  }

  private func place(of grades: [CollapseGrade]) -> String {
    let byLayers = Dictionary(grouping: grades.filter { $0.first != nil }, by: \.layers).sorted {
      $0.key < $1.key
    }
    if byLayers.count > 4 {
      let collapsed = grades.compactMap { grade in grade.first.map { Double(grade.layers) - $0 + 1 } }
      return "counted from the end in the last \(Numeral.range(collapsed)) layers (the table has each depth)"
    }
    return fromLayers(byLayers.map { ($0.key, $0.value.compactMap(\.first)) })
  }

  private var noiseName: String {
    let images = cells.contains { $0.spec.model.isOfImages }
    return images
      ? "nrc1 (k = 2r)"
      : cells.contains { $0.trials.contains { $0.rank != nil } } ? "nrc1 (k = r)" : "nrc1 (k = t)"
  }

  /// Trials that have a low level of noise without its fall: the level alone shows no collapse.
  private func early(_ grades: [CollapseGrade]) -> String {
    let count = grades.count { $0.first == nil && $0.noise < CollapseGrade.levels[0] }
    return count == 0
      ? ""
      : " In \(Numeral.count(count, "trial")) \(noiseName) of the last layer is below 0.1 without that fall, or the features "
        + "do not tell the targets: not counted."
  }

  private var partialNote: String {
    Learning(cells).partial == 0
      ? ""
      : " Partial ones tell less than half of some of the targets' r directions (fitted_rank < r) and are left out."
  }

  private var caution: String {
    guard cells.contains(where: { $0.spec.model.isOfImages }) else { return "" }
    return
      " Halving goes by k = r, which stays high where pooled features hold r targets in up to 2r + 1 directions: read "
      + "nrc2, nrc3 and pca99 beside it."
  }

  private var collapseTable: FindingTable {
    let split = split()
    var table = FindingTable()
    table.columns =
      split.columns + [
        .init("learnt", "learnt"), .init("trials", "trials"), .init("halved", "noise halved"),
        .init("below_tenth", "nrc1 <0.1"),
        .init("below_hundredth", "nrc1 <0.01"), .init("first_layer", "first layer, mean"),
        .init("range", "range"), .init("noise", "nrc1, last layer"), .init("rank_layer", "has rank layer"),
      ]
    for (entries, cells) in split.rows {
      let grades = cells.flatMap(\.learnt).compactMap { CollapseGrade($0) }
      let learning = Learning(cells)
      if learning.ended == 0 { continue }
      let first = grades.compactMap(\.first)
      table.add(
        entries + [learning.entry, .count(grades.count), .share(first.count, of: grades.count)]
          + CollapseGrade.levels.map { level in .share(grades.count { $0.isBelow(level) }, of: grades.count) }
          + [
            .init(mean(first)), .range(of: first), .range(of: grades.map(\.noise)),
            .share(grades.count { $0.trial.metrics[.rankLayer] != nil }, of: grades.count),
          ],
        trials: grades.map(\.trial.id))
    }
    return table
  }
}
