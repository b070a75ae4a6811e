internal import SweepModel

extension Question {
  package static let dimension = Question(
    "dimension", "Does the measured dimension equal the target rank?", of: [.regression]
  ) { $0.dimensionFinding }
}

/// One cell's measured dimension beside the rank of its targets.
package struct DimensionReading {
  package var cell: Cell
  /// r: `target_rank` or, where it is not given, the targets' own `target_pca99`.
  package var rank: Int
  var isMeasuredRank: Bool
  /// `pca99` of the last layer's input over the trials that collapsed; `nil` when none did.
  package var measured: Estimate?
  var notCollapsed: Int

  /// Features behind a ReLU keep one direction more than the targets have. Pooled ones are not negative, so that a factor
  /// with a sign takes up to two.
  package var highest: Int { (cell.spec.model.isOfImages ? 2 * rank : rank) + 1 }

  var isWithin: Bool {
    guard let measured else { return false }
    return measured.mean >= Double(rank) && measured.mean <= Double(highest)
  }
}

extension DataGroup {
  /// The cells whose targets have a known or a measured rank.
  package var dimensionReadings: [DimensionReading] {
    cells.compactMap { cell in
      let measured = cell.metrics[.targetPca99].map { Int($0.mean.rounded()) }
      guard let rank = cell.spec[.targetRank] ?? measured, !cell.trials.isEmpty else { return nil }
      let collapsed = cell.trials.filter { $0.metrics[.collapseLayer] != nil }
      return DimensionReading(
        cell: cell, rank: rank, isMeasuredRank: cell.spec[.targetRank] == nil,
        measured: Estimate(
          collapsed.compactMap { trial in trial.lastLayer(.pca99).map { (trial.id, $0) } }),
        notCollapsed: cell.trials.count - collapsed.count)
    }
  }

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
    let judged = readings.filter { ($0.measured?.count ?? 0) >= trialsForClaim }
    let ids = judged.flatMap { $0.measured?.trials ?? [] }
    let left = readings.reduce(0) { $0 + $1.notCollapsed }
    let note = left > 0 ? " \(Numeral.count(left, "trial")) without collapse left out." : ""
    guard !judged.isEmpty else {
      return .noClaim(
        .dimension, self, "no cell has \(trialsForClaim) trials with collapsed features." + note,
        numbers)
    }
    let within = judged.count { $0.isWithin }
    let share = Double(within) / Double(judged.count)
    let verdict = share >= 0.9 ? "Yes" : share >= 0.5 ? "Mostly" : "No"
    return .claim(
      .dimension, self,
      "\(verdict): in \(within) of \(Numeral.count(judged.count, "cell")) the last layer's input has a dimension "
        + "(pca99) of \(bounds(judged, " + ")), as expected behind a ReLU; \(ladder(judged)). \(meaning(judged))\(note)",
      numbers, trials: ids)
  }

  /// Such as `r to r + 1`; convolutional networks have bounds of their own.
  private func bounds(_ readings: [DimensionReading], _ plus: String) -> String {
    let images = readings.count { $0.cell.spec.model.isOfImages }
    if images == 0 { return "r to r\(plus)1" }
    return images == readings.count ? "r to 2r\(plus)1" : "r to r\(plus)1, with convolutions 2r\(plus)1"
  }

  private func meaning(_ readings: [DimensionReading]) -> String {
    let measured = "the least number of directions that hold 99 % of the targets' variance (target_pca99)"
    if readings.allSatisfy(\.isMeasuredRank) { return "No target_rank is given, so r is \(measured)." }
    return readings.contains(where: \.isMeasuredRank)
      ? "r is target_rank or, where that is not given, \(measured)." : "r is target_rank."
  }

  /// Such as `on average 1.00 for r = 1 and 2.33 for r = 2`.
  private func ladder(_ readings: [DimensionReading]) -> String {
    let steps = Dictionary(grouping: readings, by: \.rank).sorted { $0.key < $1.key }.map { rank, members in
      "\(Numeral.measured(mean(members.compactMap { $0.measured?.mean }) ?? .nan)) for r = \(rank)"
    }
    return "on average " + enumerated(steps)
  }

  private func dimensionTable(_ readings: [DimensionReading]) -> FindingTable {
    let keys = [Parameter.weightDecay.name].filter(varied.contains)
    var table = FindingTable()
    table.columns = [.init(Parameter.targetRank.name, "r")] + keys.map { .init($0, words($0)) }
    table.columns += [
      .init("trials", "trials"), .init("dimension", "pca99, mean"), .init("range", "range"),
      .init("cells_within", "cells in \(bounds(readings, "+"))"),
      .init("feature_stable_rank", "feature stable rank"), .init("target_stable_rank", "target stable rank"),
    ]
    let groups = inOrder(readings) { reading in
      [.integer(reading.rank)] + keys.map { parameter($0, of: reading.cell.spec) }
    }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    for (values, members) in groups {
      let measured = members.compactMap(\.measured)
      let collapsed = members.flatMap(\.cell.trials).filter { $0.metrics[.collapseLayer] != nil }
      table.add(
        values.map { .parameter($0.text) } + [
          .count(measured.reduce(0) { $0 + $1.count }), .init(mean(measured.map(\.mean))),
          .range(of: measured.flatMap { [$0.minimum, $0.maximum] }),
          .share(members.count { $0.isWithin }, of: measured.count),
          .init(mean(collapsed.compactMap { $0.lastLayer(.featureStableRank) })),
          .init(mean(collapsed.compactMap { $0.metrics[.targetStableRank] })),
        ], trials: collapsed.map(\.id))
    }
    return table
  }
}
