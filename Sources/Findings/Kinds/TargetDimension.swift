internal import SweepModel

extension Question {
  package static let dimension = Question(
    "dimension", "Does the measured dimension equal the target rank?", of: [.regression]
  ) { $0.dimensionFinding }
}

/// One cell's measured dimension beside the rank of its targets.
package struct DimensionReading {
  /// Counts of the last layer's directions, by how much of the variance they hold or where the spectrum falls.
  static let metrics = shares + [.gapRank]
  /// Those by how much of the variance they hold, which is a threshold.
  static let shares: [Metric] = [.pca95, .pca99, .pca999]

  package var cell: Cell
  /// r: `target_rank` or, where it is not given, the targets' own `target_pca99`.
  package var rank: Int
  var isMeasuredRank: Bool
  /// The trials that learnt all their targets and whose features collapsed.
  var trials: [FinishedTrial]
  /// `pca99` of the last layer's input over `trials`; `nil` when there are none.
  package var measured: Estimate?

  init?(_ cell: Cell) {
    let own = cell.metrics[.targetPca99].map { Int($0.mean.rounded()) }
    guard let rank = cell.spec[.targetRank] ?? own, !cell.trials.isEmpty else { return nil }
    (self.cell, self.rank, isMeasuredRank) = (cell, rank, cell.spec[.targetRank] == nil)
    trials = cell.learnt.filter { $0.metrics[.collapseLayer] != nil }
    measured = Estimate(trials.compactMap { trial in trial.lastLayer(.pca99).map { (trial.id, $0) } })
  }

  var partial: Int { cell.trials.count - cell.learnt.count }
  var notCollapsed: Int { cell.learnt.count - trials.count }

  /// Chains have r directions and one more for a fold; pooled features are not negative, so that a factor with a sign takes up
  /// to two. As in `rank_layer`.
  package var highest: Int { (cell.spec.model.isOfImages ? 2 * rank : rank) + 1 }

  func agrees(_ value: Double) -> Bool { value >= Double(rank) && value <= Double(highest) }

  /// Whether a fold is due: each feature of the last layer has passed a ReLU.
  var isFolded: Bool {
    !cell.spec.model.isOfImages && cell.spec[.activation] == .relu && cell.spec[.lastActivation] != false
  }
}

extension DataGroup {
  /// The cells whose targets have a known or a measured rank.
  package var dimensionReadings: [DimensionReading] { cells.compactMap { DimensionReading($0) } }

  /// Whether the dimension of collapsed features equals the rank of the targets.
  fileprivate var dimensionFinding: Finding {
    let readings = dimensionReadings
    guard !readings.isEmpty else {
      return .noClaim(
        .dimension, self,
        "the rank of these targets is not known: target_rank is not given and target_pca99 not measured.")
    }
    guard cells.flatMap(\.trials).contains(where: { $0.lastLayer(.pca99) != nil }) else {
      return .noClaim(.dimension, self, "pca99 was not measured.")
    }
    let numbers = dimensionTable(readings)
    let ids = readings.flatMap { $0.measured?.trials ?? [] }
    guard readings.contains(where: { ($0.measured?.count ?? 0) >= trialsForClaim }) else {
      return .noClaim(
        .dimension, self,
        "no cell has \(trialsForClaim) trials that learnt all their targets and whose noise is halved."
          + (leftOut(readings).isEmpty ? "" : " " + leftOut(readings)), numbers, trials: ids)
    }
    return .claim(
      .dimension, self,
      [
        verdict(readings), ladder(readings), fold(readings), meaning(readings), coarse(readings),
        leftOut(readings),
      ].filter { !$0.isEmpty }.joined(separator: " "),
      numbers, trials: ids, headline: headline(readings))
  }

  /// How many trials have as many directions as expected, by one count of directions.
  private func agreement(_ metric: Metric, _ readings: [DimensionReading]) -> CellShare {
    let byCell = Dictionary(uniqueKeysWithValues: readings.map { ($0.cell.number, $0) })
    return CellShare(self, readings.map(\.cell)) { cell in
      guard let reading = byCell[cell.number] else { return (0, 0) }
      let values = reading.trials.compactMap { $0.lastLayer(metric) }
      return (values.count(where: reading.agrees), values.count)
    }
  }

  private func headline(_ readings: [DimensionReading]) -> String {
    let usual = agreement(.pca99, readings)
    return "pca99 is \(bounds(readings, " + ")) in \(usual.words("trial")) that halve noise"
      + usual.fullInBrackets
  }

  private func verdict(_ readings: [DimensionReading]) -> String {
    let usual = agreement(.pca99, readings)
    let others = DimensionReading.shares.filter { $0 != .pca99 }.map { ($0.name, agreement($0, readings)) }
      .filter { $0.1.whole > 0 }
    let gap = agreement(.gapRank, readings)
    let split = disagreeing(readings)
    let beside =
      others.isEmpty
      ? ""
      : " By \(CellShare.counts(others))"
        + (split == 0 ? "." : ": the answer hangs on the threshold in \(Numeral.count(split, "trial")).")
    return
      "\(usual.verdict.map { "\($0) by" } ?? "By") pca99: \(usual.words("trial")) whose noise is halved have "
      + "\(bounds(readings, " + ")) directions in the last layer's input\(usual.placesInBrackets).\(beside)"
      + (gap.whole == 0
        ? ""
        : " By gap_rank, which has no threshold, \(Numeral.grouped(gap.part)) of \(Numeral.grouped(gap.whole)).")
  }

  /// Trials of which one threshold of the variance says yes and another one no.
  private func disagreeing(_ readings: [DimensionReading]) -> Int {
    readings.reduce(0) { sum, reading in
      sum
        + reading.trials.count { trial in
          Set(DimensionReading.shares.compactMap { trial.lastLayer($0) }.map(reading.agrees)).count > 1
        }
    }
  }

  /// Such as `r to r + 1`; convolutional networks have bounds of their own.
  private func bounds(_ readings: [DimensionReading], _ plus: String) -> String {
    let images = readings.count { $0.cell.spec.model.isOfImages }
    if images == 0 { return "r to r\(plus)1" }
    return images == readings.count ? "r to 2r\(plus)1" : "r to r\(plus)1, with convolutions 2r\(plus)1"
  }

  /// A ReLU may add a direction, its fold at zero: said of chains that have one, and only where there is one more.
  private func fold(_ readings: [DimensionReading]) -> String {
    let chains = readings.filter { !$0.cell.spec.model.isOfImages }
    func excess(_ readings: [DimensionReading]) -> [Double] {
      readings.flatMap { reading in
        reading.trials.compactMap { $0.lastLayer(.pca99) }.map { $0 - Double(reading.rank) }
      }
    }
    func exactly(_ values: [Double]) -> String {
      "exactly r in \(values.count { $0 == 0 })"
    }
    let (folded, others) = (excess(chains.filter(\.isFolded)), excess(chains.filter { !$0.isFolded }))
    let more = folded.count { $0 == 1 }
    return [
      folded.isEmpty
        ? nil
        : "Behind a ReLU it is \(exactly(folded)) and r + 1 in \(more) of \(Numeral.count(folded.count, "trial"))"
          + (more == 0 ? "." : ", where the one more can be the fold at zero."),
      others.isEmpty
        ? nil
        : "Where the last features passed no ReLU it is \(exactly(others)) of \(Numeral.count(others.count, "trial")).",
    ].compactMap { $0 }.joined(separator: " ")
  }

  private func meaning(_ readings: [DimensionReading]) -> String {
    let measured = "the least number of directions that hold 99 % of the targets' variance (target_pca99)"
    if readings.allSatisfy(\.isMeasuredRank) { return "No target_rank is given, so r is \(measured)." }
    return readings.contains(where: \.isMeasuredRank)
      ? "r is target_rank or, where that is not given, \(measured)." : ""
  }

  /// Where 99 % of the targets' variance lies in fewer than r directions, pca99 of the best features may be below r.
  private func coarse(_ readings: [DimensionReading]) -> String {
    let found = readings.compactMap { reading -> (Int, Double)? in
      guard let own = reading.cell.metrics[.targetPca99]?.minimum, own < Double(reading.rank) else {
        return nil
      }
      return (reading.rank, own)
    }
    guard let first = found.min(by: { $0.0 < $1.0 }) else { return "" }
    return
      "For r = \(first.0) the targets themselves have pca99 = \(Numeral.single(first.1)): 99 % of the variance does not "
      + "reach their weakest directions."
  }

  private func leftOut(_ readings: [DimensionReading]) -> String {
    let counts = [
      (readings.reduce(0) { $0 + $1.notCollapsed }, "whose noise is not halved"),
      (readings.reduce(0) { $0 + $1.partial }, "partial"),
    ]
    let parts = counts.filter { $0.0 > 0 }.map { "\(Numeral.grouped($0.0)) \($0.1)" }
    return parts.isEmpty ? "" : "Left out: \(enumerated(parts))."
  }

  /// Such as `pca99 is 2 (2 to 3) for r = 1 and 3 for r = 2: median and range.`
  private func ladder(_ readings: [DimensionReading]) -> String {
    let steps = Dictionary(grouping: readings, by: \.rank).sorted { $0.key < $1.key }.compactMap {
      rank, members -> String? in
      let values = members.flatMap { $0.trials.compactMap { $0.lastLayer(.pca99) } }
      guard let median = median(values) else { return nil }
      let range = values.min() == values.max() ? "" : " (\(Numeral.range(values)))"
      return "\(Numeral.single(median))\(range) for r = \(rank)"
    }
    return "pca99 is \(enumerated(steps)), median and range."
  }

  private func dimensionTable(_ readings: [DimensionReading]) -> FindingTable {
    func groups(_ keys: [String]) -> [([FieldValue], [DimensionReading])] {
      inOrder(readings) { reading in
        [.integer(reading.rank)] + keys.map { parameter($0, of: reading.cell.spec) }
      }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
    let byDecay = [Parameter.weightDecay.name].filter(varied.contains)
    let keys = groups(byDecay).count > 40 ? [] : byDecay
    var table = FindingTable()
    table.columns = [.init(Parameter.targetRank.name, "r")] + keys.map { .init($0, words($0)) }
    table.columns += [
      .init("trials", "trials"), .init("dimension", "pca99, median"), .init("range", "range"),
    ]
    table.columns += DimensionReading.metrics.map {
      .init("\($0.name)_within", "\($0.name) in \(bounds(readings, "+"))")
    }
    table.columns += [
      .init("cells_within", "cells, all trials"), .init("partial", "partial"),
      .init("feature_stable_rank", "feature stable rank"), .init("target_stable_rank", "target stable rank"),
    ]
    for (values, members) in groups(keys) {
      let trials = members.flatMap(\.trials)
      let dimensions = trials.compactMap { $0.lastLayer(.pca99) }
      let agreements = DimensionReading.metrics.map { agreement($0, members) }
      let usual = agreement(.pca99, members)
      table.add(
        values.map { .parameter($0) } + [
          .count(dimensions.count), .init(median(dimensions)), .range(of: dimensions),
        ] + agreements.map { $0.whole == 0 ? .missing : .share($0.part, of: $0.whole) } + [
          .share(usual.fullCells, of: usual.cells), .count(members.reduce(0) { $0 + $1.partial }),
          .init(mean(trials.compactMap { $0.lastLayer(.featureStableRank) })),
          .init(mean(trials.compactMap { $0.metrics[.targetStableRank] })),
        ], trials: trials.map(\.id))
    }
    return table
  }
}
