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
  package var provenance: Provenance

  package init(
    divergedEpoch: Int? = nil, figures: [TrialFigure: Double] = [:], layers: [LayerMeasure] = [],
    curve: [CurvePoint] = [], provenance: Provenance
  ) {
    self.divergedEpoch = divergedEpoch
    self.figures = figures
    self.layers = layers
    self.curve = curve
    self.provenance = provenance
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
