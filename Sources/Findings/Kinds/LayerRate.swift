internal import Glibc
internal import SweepModel

extension Question {
  package static let layerRate = Question(
    "layer_rate", "How fast does variability within classes fall over layers?", of: [.deepRFM]
  ) { $0.layerRateFinding }
}

extension DataGroup {
  /// The factor a layer by which nc1 falls over the first six layers, by feature map and projection.
  fileprivate var layerRateFinding: Finding {
    var table = FindingTable()
    let keys = [Parameter.featureMap.name, Parameter.projection.name]
    table.columns = keys.map { .init($0, words($0)) }
    table.columns += [
      .init("layers", "layers"), .init("trials", "trials"), .init("first", "nc1, first"),
      .init("last", "nc1, last"),
      .init("factor", "fall a layer, mean"), .init("range", "range"),
    ]
    var sentences: [String] = []
    for (values, members) in byParameters(keys + [Parameter.depth.name]) {
      let rates = members.flatMap(\.trials).compactMap { LayerRate($0) }
      guard let layers = rates.first?.layers, let factor = mean(rates.map(\.factor)) else { continue }
      table.add(
        [
          .parameter(values[0].text), .parameter(values[1].text), .count(layers), .count(rates.count),
          .init(mean(rates.map(\.first))), .init(mean(rates.map(\.last))), .number(factor),
          .range(of: rates.map(\.factor)),
        ], trials: rates.map(\.trial))
      sentences.append("\(Numeral.measured(factor)) with \(values[0].text) and projection \(values[1].text)")
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

/// How nc1 falls from the first layer to the sixth, or the last of fewer.
private struct LayerRate {
  let trial: TrialID
  let first: Double
  let last: Double
  /// Layers that enter.
  let layers: Int
  /// (first / last)^(1 / (layers - 1)).
  let factor: Double

  init?(_ trial: FinishedTrial) {
    let values = trial.layers.prefix(6).compactMap { $0.metrics[.nc1] }
    guard values.count > 1, let first = values.first, let last = values.last, first > 0, last > 0 else {
      return nil
    }
    (self.trial, self.first, self.last, layers) = (trial.id, first, last, values.count)
    factor = pow(first / last, 1 / Double(values.count - 1))
  }
}
