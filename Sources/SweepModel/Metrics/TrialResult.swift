/// What one attempt brought back: the numbers of a trial and what they hold for.
///
/// A figure that is undefined is absent from its dictionary; no value in it is NaN or infinite.
package struct TrialResult: Hashable, Sendable, Codable {
  /// The epoch at whose end training was given up, counted from 1, or `nil` when it ran to its end.
  package var divergedEpoch: Int?
  package var figures: [TrialFigure: Double]
  /// Ascending by (epoch, layer).
  package var layers: [LayerMeasure]
  /// One point for each measured epoch, ascending.
  package var curve: [CurvePoint]
  /// Of the last measured epoch, ascending by layer; empty where no decomposition was asked for.
  package var spectra: [LayerSpectra]
  package var provenance: Provenance

  package init(
    divergedEpoch: Int? = nil, figures: [TrialFigure: Double] = [:], layers: [LayerMeasure] = [],
    curve: [CurvePoint] = [], spectra: [LayerSpectra] = [], provenance: Provenance
  ) {
    self.divergedEpoch = divergedEpoch
    self.figures = figures
    self.layers = layers
    self.curve = curve
    self.spectra = spectra
    self.provenance = provenance
  }
}

/// Without `divergedEpoch` and `spectra` where there are none: a worker need not know of them.
extension TrialResult {
  private enum CodingKeys: String, CodingKey {
    case divergedEpoch, figures, layers, curve, spectra, provenance
  }

  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      divergedEpoch: try members.decodeIfPresent(Int.self, forKey: .divergedEpoch),
      figures: try members.decode([TrialFigure: Double].self, forKey: .figures),
      layers: try members.decode([LayerMeasure].self, forKey: .layers),
      curve: try members.decode([CurvePoint].self, forKey: .curve),
      spectra: try members.decodeIfPresent([LayerSpectra].self, forKey: .spectra) ?? [],
      provenance: try members.decode(Provenance.self, forKey: .provenance))
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encodeIfPresent(divergedEpoch, forKey: .divergedEpoch)
    try members.encode(figures, forKey: .figures)
    try members.encode(layers, forKey: .layers)
    try members.encode(curve, forKey: .curve)
    if !spectra.isEmpty { try members.encode(spectra, forKey: .spectra) }
    try members.encode(provenance, forKey: .provenance)
  }
}

/// The figures of one layer (1 is the first linear map, measured on its input) after `epoch` epochs.
package struct LayerMeasure: Hashable, Sendable, Codable {
  package var epoch: Int
  package var layer: Int
  package var figures: [LayerFigure: Double]

  package init(epoch: Int, layer: Int, figures: [LayerFigure: Double]) {
    self.epoch = epoch
    self.layer = layer
    self.figures = figures
  }
}

/// Losses of the whole train and test set after `epoch` epochs.
package struct CurvePoint: Hashable, Sendable, Codable {
  package var epoch: Int
  package var trainLoss: Double?
  package var testLoss: Double?

  package init(epoch: Int, trainLoss: Double?, testLoss: Double?) {
    self.epoch = epoch
    self.trainLoss = trainLoss
    self.testLoss = testLoss
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
    trainSeconds: Double,
    measureSeconds: Double
  ) {
    self.coreType = coreType
    self.processor = processor
    self.libraries = libraries
    self.version = version
    self.host = host
    self.trainSeconds = trainSeconds
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
