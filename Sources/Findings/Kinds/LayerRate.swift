internal import Foundation
internal import Statistics
internal import SweepModel

extension Question {
  package static let layerRate = Question(
    "layer_rate", "How fast does variability within classes fall over layers?", of: [.deepRFM]
  ) { $0.layerRateFinding }
}

extension DataGroup {
  /// The factor a layer by which nc1 falls over the first six layers, by feature map, projection and what else varies.
  fileprivate var layerRateFinding: Finding {
    let keys = [Parameter.featureMap.name, Parameter.projection.name]
    let others = varied.filter { !(keys + [Parameter.depth.name]).contains($0) }
    var table = FindingTable()
    table.columns = (keys + others).map { .init($0, words($0)) }
    table.columns += [
      .init("layers", "layers"), .init("trials", "trials"), .init("first", "nc1, first"),
      .init("last", "nc1, last"), .init("factor", "fall a layer"), .init("low", "low"), .init("high", "high"),
      .init("range", "range"),
    ]
    var sentences: [String] = []
    let depths = Set(cells.flatMap(\.trials).compactMap { LayerRate($0)?.layers }).sorted()
    for (values, members) in byParameters(keys + others + [Parameter.depth.name]) {
      let rates = members.flatMap(\.trials).compactMap { LayerRate($0) }
      guard let layers = rates.first?.layers, let sample = Sample(logarithmsOf: rates.map(\.factor)) else {
        continue
      }
      let (factor, interval) = (exp(sample.mean), sample.interval()?.exponentials)
      table.add(
        values.dropLast().map { .parameter($0) } + [
          .count(layers), .count(rates.count), .init(Self.middle(rates.map(\.first))),
          .init(Self.middle(rates.map(\.last))), .number(factor), .init(interval?.lowerBound),
          .init(interval?.upperBound), .range(of: rates.map(\.factor)),
        ], trials: rates.map(\.trial))
      let at = zip(others, values.dropFirst(keys.count)).map { ", \(words($0)) \($1.text)" }.joined()
      let range = interval.map {
        " (\(Numeral.measured($0.lowerBound)) to \(Numeral.measured($0.upperBound)))"
      }
      sentences.append(
        "\(Numeral.measured(factor))\(range ?? "") with \(values[0].text), projection \(values[1].text)\(at)"
          + (depths.count > 1 ? " (\(layers) layers)" : ""))
    }
    guard !sentences.isEmpty else {
      return .noClaim(.layerRate, self, "no trial has nc1 in two layers or more.", table)
    }
    let ids = table.trials.flatMap { $0 }
    let told =
      sentences.count > 6 ? "as the table has it" : "by a factor of \(sentences.joined(separator: "; "))"
    let span = depths.count == 1 ? "From layer 1 to \(depths[0])" : "Over the first layers, six at most,"
    let sentence =
      "\(span) nc1 falls a layer \(told). Geometric means over seeds, with 95 % intervals from three seeds on; below 1 it "
      + "rises."
    guard ids.count >= trialsForClaim else {
      return .noClaim(.layerRate, self, "one trial. \(sentence)", table, trials: ids)
    }
    return .claim(.layerRate, self, sentence, table, trials: ids)
  }

  /// The geometric mean.
  private static func middle(_ values: [Double]) -> Double? {
    Sample(logarithmsOf: values).map { exp($0.mean) }
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
