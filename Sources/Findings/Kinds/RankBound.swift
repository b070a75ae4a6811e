internal import Statistics
internal import SweepModel

extension Question {
  package static let rankBound = Question(
    "rank_bound", "Are weights the nearer to rank K the less classes vary?", of: [.classification]
  ) { $0.rankBoundFinding }
}

/// What one trial's layers say, the last one left out: its rank is at most K by its shape.
private struct RankReading {
  let trial: TrialID
  let layers: Int
  /// Means over layers.
  let variation: Double
  let distance: Double

  init?(_ trial: FinishedTrial) {
    let inner = trial.layers.dropLast().compactMap { layer -> (Double, Double)? in
      guard let variation = layer.metrics[.wcv], let distance = layer.metrics[.rankDistance] else {
        return nil
      }
      return (variation, distance)
    }
    guard let variation = mean(inner.map(\.0)), let distance = mean(inner.map(\.1)) else { return nil }
    (self.trial, layers, self.variation, self.distance) = (trial.id, trial.layers.count, variation, distance)
  }
}

/// Both at the smallest and at the largest weight decay of one setting.
private struct RankEnds {
  let variation: Contrast
  let distance: Contrast

  /// `nil` without three seeds at both ends, or without any spread.
  init?(_ cells: [Cell]) {
    let ends = cells.sorted { $0.spec.decay < $1.spec.decay }.map { $0.learnt.compactMap { RankReading($0) } }
      .filter { !$0.isEmpty }
    guard ends.count > 1, let low = ends.first, let high = ends.last,
      let variation = Self.contrast(low.map(\.variation), high.map(\.variation)),
      let distance = Self.contrast(low.map(\.distance), high.map(\.distance))
    else { return nil }
    (self.variation, self.distance) = (variation, distance)
  }

  private static func contrast(_ low: [Double], _ high: [Double]) -> Contrast? {
    Sample(logarithmsOf: low).flatMap { low in
      Sample(logarithmsOf: high).flatMap { Contrast(from: low, to: $0) }
    }
  }
}

extension DataGroup {
  /// Layers in which both the distance and its bound were measured: the one over the other.
  private static func shares(_ trials: [FinishedTrial]) -> [Double] {
    trials.flatMap(\.layers).compactMap { layer in
      guard let distance = layer.metrics[.rankDistance], let bound = layer.metrics[.rankBound], bound > 0
      else { return nil }
      return distance / bound
    }
  }

  /// `nil` where the distance was not measured.
  fileprivate var rankBoundFinding: Finding? {
    let trials = cells.flatMap(\.learnt)
    let readings = trials.compactMap { RankReading($0) }
    guard !readings.isEmpty else { return nil }
    let ids = readings.map(\.trial)
    let (decay, relation) = (decayWords, relationWords)
    let words = [decay?.words, relation?.words, boundWords(trials)].compactMap { $0 }.joined(separator: " ")
    guard decay?.isClear == true || relation?.isClear == true else {
      let reason =
        decay == nil && relation == nil
        ? "too few seeds and cells to compare."
        : "wcv and rank_distance do not clearly fall together."
      return .noClaim(.rankBound, self, "\(reason) \(words)", rankTable, trials: ids)
    }
    return .claim(.rankBound, self, words, rankTable, trials: ids)
  }

  private func boundWords(_ trials: [FinishedTrial]) -> String {
    let shares = Self.shares(trials)
    guard let largest = shares.max() else {
      return "rank_bound was not measured: it takes weight decay above 0 and batches without normalization."
    }
    let above = shares.count { $0 > 1 }
    return above == 0
      ? "rank_distance is never above rank_bound, in \(Numeral.grouped(shares.count)) layers of "
        + "\(Numeral.count(trials.count, "trial")); it reaches \(Numeral.measured(largest)) of it at most."
      : "rank_distance is above rank_bound in \(above) of \(Numeral.grouped(shares.count)) layers, which the theory "
        + "excludes: look for rounding, or for a measure that is wrong."
  }

  /// Whether both fall from the smallest weight decay to the largest, in settings that are equal otherwise.
  private var decayWords: (words: String, isClear: Bool)? {
    let name = Parameter.weightDecay.name
    guard varied.contains(name) else { return nil }
    let ends = byParameters(varied.filter { $0 != name }).compactMap { RankEnds($0.1) }
    guard !ends.isEmpty else { return nil }
    let adjusted = holmAdjusted(ends.flatMap { [$0.variation.p, $0.distance.p] })
    func clear(_ place: Int, falls: Bool) -> Int {
      ends.indices.count { index in
        let one = place == 0 ? ends[index].variation : ends[index].distance
        return adjusted[2 * index + place] < 0.05 && (one.estimate < 0) == falls
      }
    }
    let both = ends.indices.count { index in
      [ends[index].variation, ends[index].distance].enumerated().allSatisfy {
        adjusted[2 * index + $0] < 0.05 && $1.estimate < 0
      }
    }
    func words(_ name: String, _ place: Int) -> String {
      let rising = clear(place, falls: false)
      return
        "\(name) falls clearly in \(clear(place, falls: true)) of \(Numeral.count(ends.count, "setting"))"
        + (rising == 0 ? "" : " and rises in \(rising)")
    }
    return (
      "From the smallest weight decay to the largest \(words("wcv", 0)) and \(words("rank_distance", 1)) (means over "
        + "layers but the last; Welch's test of logarithms over seeds, Holm's correction, p < 0.05).",
      both > 0
    )
  }

  /// Spearman's correlation over cells with the same number of layers; `nil` with fewer than five of each number.
  private var relationWords: (words: String, isClear: Bool)? {
    let points = cells.compactMap { cell -> (layers: Int, Double, Double)? in
      let readings = cell.learnt.compactMap { RankReading($0) }
      guard let variation = mean(readings.map(\.variation)), let distance = mean(readings.map(\.distance))
      else { return nil }
      return (readings[0].layers, variation, distance)
    }
    let found = Dictionary(grouping: points, by: \.layers).sorted { $0.key < $1.key }.compactMap {
      layers, points -> (layers: Int, cells: Int, rank: RankCorrelation)? in
      guard points.count > 4, let rank = RankCorrelation(points.map(\.1), points.map(\.2)) else { return nil }
      return (layers, points.count, rank)
    }
    guard !found.isEmpty else { return nil }
    let adjusted = holmAdjusted(found.map(\.rank.p))
    let list = zip(found, adjusted).map { one, p in
      "\(Numeral.measured(one.rank.rho)) over \(one.cells) cells of \(one.layers) layers (p = \(Numeral.measured(p)))"
    }
    return (
      "Spearman's correlation of wcv and rank_distance over cells is \(enumerated(list)).",
      zip(found, adjusted).contains { $0.rank.rho > 0 && $1 < 0.05 }
    )
  }

  private var rankTable: FindingTable {
    let split = split()
    var table = FindingTable()
    table.columns =
      split.columns + [
        .init("trials", "trials"), .init("wcv", "wcv, mean"), .init("rank_distance", "rank distance, mean"),
        .init("layers_within", "layers within bound"), .init("largest_share", "largest share of bound"),
      ]
    for (entries, cells) in split.rows {
      let trials = cells.flatMap(\.learnt)
      let readings = trials.compactMap { RankReading($0) }
      if readings.isEmpty { continue }
      let shares = Self.shares(trials)
      table.add(
        entries + [
          .count(readings.count), .init(mean(readings.map(\.variation))),
          .init(mean(readings.map(\.distance))),
          shares.isEmpty ? .missing : .share(shares.count { $0 <= 1 }, of: shares.count), .init(shares.max()),
        ], trials: readings.map(\.trial))
    }
    return table
  }
}
