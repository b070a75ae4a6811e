internal import SweepModel

/// One number that findings, phase diagrams and comparisons read off a trial that counts.
package struct TrialReading: Sendable {
  /// Its name in files.
  package let key: String
  package let title: String
  /// What a chart adds to the title.
  package var remark = ""
  package var isLogarithmic = false
  /// The key of the same reading for k = t, where this one is for k = r, which says more.
  var outranks: String?
  let value: @Sendable (FinishedTrial) -> Double?

  init(
    _ key: String, _ title: String, outranks: String? = nil, isLogarithmic: Bool = false,
    value: @escaping @Sendable (FinishedTrial) -> Double?
  ) {
    (self.key, self.title, self.outranks, self.isLogarithmic) = (key, title, outranks, isLogarithmic)
    self.value = value
  }

  /// Over the trials that have it.
  package func estimate(_ trials: [FinishedTrial]) -> Estimate? {
    Estimate(trials.compactMap { trial in value(trial).map { (trial.id, $0) } })
  }

  init(_ key: String, _ title: String, ofLast metric: Metric, outranks: String? = nil) {
    self.init(key, title, outranks: outranks) { $0.lastLayer(metric) }
  }
}

extension TrialReading {
  static let collapseLayer = Self("collapse_layer", "first collapsed layer") { $0.metrics[.collapseLayer] }
  static let dimension = Self("dimension", "dimension (pca99), last layer", ofLast: .pca99)
  static let testLoss = Self("test_loss", "test loss", isLogarithmic: true) { $0.metrics[.testLoss] }
  static let collapsedLayers = Self("collapsed_layers", "number of collapsed layers") { $0.collapsedLayers }
  /// First and last layer are bounded by inputs and targets, so the ones between show the effect.
  static let weightStableRank = Self(
    "weight_stable_rank_inner", "weights' stable rank", isLogarithmic: true
  ) { trial in
    let inner = trial.layers.count > 2 ? trial.layers.dropFirst().dropLast() : trial.layers[...]
    return mean(inner.compactMap { $0.metrics[.weightStableRank] })
  }

  /// What weight decay is asked to have changed.
  ///
  /// - `atRank`: with readings for k = r, each before that for k = t.
  static func outcomes(atRank: Bool) -> [Self] {
    func last(_ name: String, _ metric: Metric, _ atRankMetric: Metric) -> [Self] {
      let title = "\(name) of the last layer for k = "
      let plain = Self(name + "_last", title + "t", ofLast: metric)
      return atRank
        ? [Self(name + "_rank_last", title + "r", ofLast: atRankMetric, outranks: plain.key), plain] : [plain]
    }
    return [collapsedLayers] + last("nrc1", .nrc1, .nrc1Rank) + last("nrc3", .nrc3, .nrc3Rank)
      + [weightStableRank, testLoss]
  }

  /// What phase diagrams show.
  ///
  /// - `atRank`: take k = r for nrc1 and nrc3.
  static func phases(atRank: Bool) -> [Self] {
    let share = Self("collapsed_share", "share of layers collapsed") { trial in
      trial.collapsedLayers.map { $0 / Double(trial.layers.count) }
    }
    let layers = Metric.ofLayers.filter { $0.definition.places.contains(.phases) }.map { metric in
      var reading = Self(
        metric.name, "\(words(metric.name)), last layer",
        isLogarithmic: metric.definition.axis == .logarithmic
      ) { $0.lastLayer(atRank ? metric.atRank ?? metric : metric) }
      if atRank, metric.atRank != nil { reading.remark = " (k = r)" }
      return reading
    }
    return [share, dimension] + layers + [weightStableRank] + ofTrials(.phases)
  }

  /// What `diff` compares.
  package static func compared(atRank: Bool) -> [Self] {
    let layers = Metric.ofLayers.filter { $0.definition.places.contains(.diff) }.map { metric in
      Self(metric.name + "_last", "\(words(metric.name)) of the last layer", ofLast: metric)
    }
    return [collapseLayer, dimension] + ofTrials(.diff) + outcomes(atRank: atRank) + layers
  }

  private static func ofTrials(_ place: Metric.Places) -> [Self] {
    Metric.ofTrials.filter { $0.definition.places.contains(place) }.map { metric in
      Self(metric.name, words(metric.name), isLogarithmic: metric.definition.axis == .logarithmic) {
        $0.metrics[metric]
      }
    }
  }
}

extension FinishedTrial {
  func lastLayer(_ metric: Metric) -> Double? { layers.last?.metrics[metric] }

  /// From the first collapsed layer to the last one, 0 without collapse; `nil` where nrc1 was not measured.
  fileprivate var collapsedLayers: Double? {
    guard let last = layers.last, last.metrics[.nrc1] != nil else { return nil }
    return metrics[.collapseLayer].map { Double(last.layer) - $0 + 1 } ?? 0
  }
}

extension DataGroup {
  /// Whether the targets have a known rank r that is not t in some trial, so that k = r and k = t differ.
  package var hasRankBelowDimension: Bool {
    cells.contains { cell in
      cell.trials.contains { trial in
        trial.layers.contains { layer in
          layer.metrics[.nrc1Rank].map { $0 != layer.metrics[.nrc1] } ?? false
        }
      }
    }
  }
}

extension Specification {
  /// Weight decay; 0 where there is none.
  package var decay: Double { self[.weightDecay] ?? 0 }
}
