/// Metrics of layers that are measured together.
package enum MetricGroup: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  case nrc, ranks
  case intrinsicDimension = "intrinsic_dimension"
  case classes, clusters, agop, singular
  case lastLayer = "last_layer"

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// What an experiment measures where its sweep file does not say; sorted.
  package static func usual(in experiment: Experiment) -> [MetricGroup] {
    switch experiment {
    case .regression, .noop: [.nrc, .ranks]
    case .classification: [.classes, .ranks]
    case .ufm: [.lastLayer, .nrc, .ranks]
    case .deepRFM: [.agop, .classes, .ranks, .singular]
    }
  }

  /// Whether its metrics are about samples of classes.
  package var needsLabels: Bool { [.classes, .clusters, .singular].contains(self) }

  /// The experiments whose layers have these metrics.
  package var experiments: Set<Experiment> {
    switch self {
    case .ranks, .intrinsicDimension: Set(Experiment.allCases)
    case .nrc, .lastLayer: [.regression, .classification, .ufm, .noop]
    case .agop: [.regression, .classification, .deepRFM, .noop]
    case .classes, .singular: [.classification, .deepRFM, .noop]
    case .clusters: [.classification, .noop]
    }
  }

  /// In the table's order.
  package var metrics: [Metric] { Metric.ofLayers.filter { $0.group == self } }
}
