/// What one attempt brought back: the numbers of a trial and what they hold for.
///
/// A metric that is undefined is absent from its dictionary; no value in it is NaN or infinite.
package struct TrialResult: Hashable, Sendable, Codable {
  /// The epoch at whose end training was given up, counted from 1, or `nil` when it ran to its end.
  package var divergedEpoch: Int?
  /// Of the trial's own.
  package var metrics: [Metric: Double]
  /// Ascending by (epoch, layer, rows).
  package var layers: [LayerMeasure]
  /// One point for each measured epoch, ascending.
  package var curve: [CurvePoint]
  /// Of the last measured epoch, ascending by layer; empty where no decomposition was asked for.
  package var spectra: [LayerSpectra]
  /// What a program reports under names of its own, ascending by (epoch, layer, name).
  package var named: [NamedValue]
  package var provenance: Provenance

  package init(
    divergedEpoch: Int? = nil, metrics: [Metric: Double] = [:], layers: [LayerMeasure] = [],
    curve: [CurvePoint] = [], spectra: [LayerSpectra] = [], named: [NamedValue] = [], provenance: Provenance
  ) {
    (self.divergedEpoch, self.metrics, self.layers) = (divergedEpoch, metrics, layers)
    (self.curve, self.spectra, self.named) = (curve, spectra, named)
    self.provenance = provenance
  }
}

/// Without `divergedEpoch`, `spectra` and `named` where there are none: a worker need not know of them.
extension TrialResult {
  private enum CodingKeys: String, CodingKey {
    case divergedEpoch, layers, curve, spectra, named, provenance
    case metrics = "figures"
  }

  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      divergedEpoch: try members.decodeIfPresent(Int.self, forKey: .divergedEpoch),
      metrics: try members.decode([Metric: Double].self, forKey: .metrics),
      layers: try members.decode([LayerMeasure].self, forKey: .layers),
      curve: try members.decode([CurvePoint].self, forKey: .curve),
      spectra: try members.decodeIfPresent([LayerSpectra].self, forKey: .spectra) ?? [],
      named: try members.decodeIfPresent([NamedValue].self, forKey: .named) ?? [],
      provenance: try members.decode(Provenance.self, forKey: .provenance))
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encodeIfPresent(divergedEpoch, forKey: .divergedEpoch)
    try members.encode(metrics, forKey: .metrics)
    try members.encode(layers, forKey: .layers)
    try members.encode(curve, forKey: .curve)
    if !spectra.isEmpty { try members.encode(spectra, forKey: .spectra) }
    if !named.isEmpty { try members.encode(named, forKey: .named) }
    try members.encode(provenance, forKey: .provenance)
  }
}

/// The metrics of one layer (1 is the first linear map, measured on its input) after `epoch` epochs.
package struct LayerMeasure: Hashable, Sendable, Codable {
  package var epoch: Int
  package var layer: Int
  package var rows: MeasuredRows
  /// What a program calls the layer; `nil` where its specification says it.
  package var name: String?
  package var metrics: [Metric: Double]

  package init(
    epoch: Int, layer: Int, rows: MeasuredRows = .train, name: String? = nil, metrics: [Metric: Double]
  ) {
    (self.epoch, self.layer, self.rows) = (epoch, layer, rows)
    (self.name, self.metrics) = (name, metrics)
  }
}

/// `rows` only where they are not the train rows, and `name` where there is one: a coordinator need not know of others.
extension LayerMeasure {
  private enum CodingKeys: String, CodingKey {
    case epoch, layer, name, rows
    case metrics = "figures"
  }

  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      epoch: try members.decode(Int.self, forKey: .epoch),
      layer: try members.decode(Int.self, forKey: .layer),
      rows: try members.decodeIfPresent(MeasuredRows.self, forKey: .rows) ?? .train,
      name: try members.decodeIfPresent(String.self, forKey: .name),
      metrics: try members.decode([Metric: Double].self, forKey: .metrics))
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(epoch, forKey: .epoch)
    try members.encode(metrics, forKey: .metrics)
    try members.encode(layer, forKey: .layer)
    try members.encodeIfPresent(name, forKey: .name)
    if rows != .train { try members.encode(rows, forKey: .rows) }
  }

  /// Where it stands in a result, such as `layer 3, epoch 50` or `layer 3, epoch 50, test rows`.
  package var place: String { "layer \(layer), epoch \(epoch)" + (rows == .test ? ", test rows" : "") }
}

/// A number that a program reports under a name of its own, of a layer or of the whole trial.
package struct NamedValue: Hashable, Sendable, Codable {
  package var epoch: Int
  /// `nil` for the whole trial.
  package var layer: Int?
  package var name: String
  package var value: Double

  package init(epoch: Int, layer: Int? = nil, name: String, value: Double) {
    (self.epoch, self.layer, self.name, self.value) = (epoch, layer, name, value)
  }
}

/// Losses of the whole train and test set after `epoch` epochs.
package struct CurvePoint: Hashable, Sendable, Codable {
  package var epoch: Int
  package var trainLoss: Double?
  package var testLoss: Double?

  package init(epoch: Int, trainLoss: Double?, testLoss: Double?) {
    (self.epoch, self.trainLoss, self.testLoss) = (epoch, trainLoss, testLoss)
  }
}

/// What a result's bits hold for, and what it cost.
package struct Provenance: Hashable, Sendable, Codable {
  /// OpenBLAS's name of the kernels that ran, such as `SkylakeX`.
  package var coreType: String
  package var processor: String
  /// Versions of the libraries that computed, such as `OpenBLAS 0.3.21`.
  package var libraries: String
  package var version: String
  package var host: String
  package var trainSeconds: Double
  package var measureSeconds: Double

  package init(
    coreType: String, processor: String, libraries: String, version: String, host: String,
    trainSeconds: Double, measureSeconds: Double
  ) {
    (self.coreType, self.processor, self.libraries) = (coreType, processor, libraries)
    (self.version, self.host, self.trainSeconds) = (version, host, trainSeconds)
    self.measureSeconds = measureSeconds
  }
}

/// Why an attempt ended without a result.
package enum FailureClass: String, Hashable, Sendable, Codable, CaseIterable {
  case crashed
  case outOfMemory = "out_of_memory"
  case timedOut = "timed_out"
  case lostWorker = "lost_worker"
  case badInput = "bad_input"
}
