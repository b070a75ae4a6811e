/// Metrics of layers that are measured together.
package enum MetricGroup: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  case nrc, ranks
  case intrinsicDimension = "intrinsic_dimension"
  case dimensionScale = "dimension_scale"
  case classes, clusters, agop, singular
  case lastLayer = "last_layer"
  case equilibrium, gram

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Whether its metrics are about samples of classes.
  package var needsLabels: Bool { [.classes, .clusters, .singular].contains(self) }

  /// In the table's order.
  package var metrics: [Metric] { Metric.ofLayers.filter { $0.group == self } }
}
