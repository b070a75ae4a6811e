// Names of before for targets that still use them.

package typealias LayerFigure = Metric
package typealias TrialFigure = Metric

extension Metric {
  package var rawValue: String { name }
  package init?(rawValue: String) {
    guard let known = Self.named(rawValue) else { return nil }
    self = known
  }
}

extension MetricGroup {
  package var figures: [Metric] { metrics }
}

extension Sequence<MetricGroup> {
  package func contains(_ group: MetricGroup?) -> Bool { contains { $0 == group } }
}

extension MetricGroup? {
  package var needsLabels: Bool { self?.needsLabels ?? false }
}

extension TrialResult {
  package var figures: [Metric: Double] {
    get { metrics }
    _modify { yield &metrics }
  }

  package init(
    divergedEpoch: Int? = nil, figures: [Metric: Double], layers: [LayerMeasure] = [],
    curve: [CurvePoint] = [], spectra: [LayerSpectra] = [], provenance: Provenance
  ) {
    self.init(
      divergedEpoch: divergedEpoch, metrics: figures, layers: layers, curve: curve, spectra: spectra,
      provenance: provenance)
  }
}

extension LayerMeasure {
  package var figures: [Metric: Double] {
    get { metrics }
    _modify { yield &metrics }
  }

  package init(epoch: Int, layer: Int, figures: [Metric: Double]) {
    self.init(epoch: epoch, layer: layer, metrics: figures)
  }
}

extension TrialRow {
  package var figures: [Metric: Double] {
    get { metrics }
    _modify { yield &metrics }
  }
}
