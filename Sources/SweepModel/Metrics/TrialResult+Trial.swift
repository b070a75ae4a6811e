/// Layers and epochs of a result at most, where its trial's parameters do not say.
package struct ResultBounds: Hashable, Sendable {
  package var layers: Int
  package var epochs: Int

  package init(layers: Int = 1_000, epochs: Int = TrialResult.epochLimit) {
    (self.layers, self.epochs) = (layers, epochs)
  }
}

/// A sound result may still be none of its trial: of layers that its network does not have, or of epochs that it does not train.
extension TrialResult {
  /// Whether it holds no number that its trial could speak against.
  package var isBare: Bool {
    layers.isEmpty && curve.isEmpty && spectra.isEmpty && named.isEmpty && metrics.isEmpty
      && divergedEpoch == nil
  }

  /// What keeps a sound result from being that of a trial with this specification; `nil` when nothing does.
  package func objection(for spec: Specification) -> Objection? {
    if !spec.measuresTestRows, let objection = objectionToTestRows { return objection }
    let trial = Bounds(spec)
    do throws(Objection) {
      if let divergedEpoch { try trial.checkEpoch(divergedEpoch, "divergedEpoch") }
      for (metric, value) in metrics {
        try metric.check(value, in: metric.name)
        if metric.isOfLayer, value > Double(trial.layers) {
          throw Objection(place: metric.name, found: "\(value)", expected: trial.layerWords)
        }
      }
      for measure in layers { try trial.check(measure) }
      for point in curve { try trial.check(point) }
      for one in spectra {
        try trial.checkMeasured(one.epoch, "epoch of a spectrum")
        try trial.checkLayer(one.layer, "layer of a spectrum")
      }
      for one in named {
        try trial.checkEpoch(one.epoch, "epoch of a named value", from: 0)
        if let layer = one.layer { try trial.checkLayer(layer, "layer of a named value") }
      }
      return nil
    } catch { return error }
  }
}

/// What a specification says of its result.
private struct Bounds {
  let layers: Int
  let epochs: Int
  /// After how many epochs is measured besides the end; `nil` where the epochs are not its own to say.
  let every: Int?
  let groups: [MetricGroup]?

  init(_ spec: Specification) {
    let names = spec.model.isOfImages ? spec.layerNames.count : 0
    layers = min(spec[.depth] ?? .max, names > 0 ? names : .max, spec.kind.bounds.layers)
    epochs = spec[.epochs] ?? spec.kind.bounds.epochs
    every = spec[.epochs] == nil ? nil : spec[.measureEvery] ?? 0
    // What a program measures itself nobody asked for.
    groups = spec.kind.takesArguments ? nil : spec[.metrics]
  }

  var layerWords: String { layers == 0 ? "no layer" : "at most \(layers), as many as its trial has layers" }

  func checkLayer(_ layer: Int, _ place: String) throws(TrialResult.Objection) {
    guard layer > layers else { return }
    throw .init(place: place, found: "\(layer)", expected: layerWords)
  }

  func checkEpoch(_ epoch: Int, _ place: String, from first: Int = 1) throws(TrialResult.Objection) {
    guard !(first...max(first, epochs)).contains(epoch) else { return }
    throw .init(place: place, found: "\(epoch)", expected: "\(first) to \(epochs), the epochs of its trial")
  }

  func checkMeasured(_ epoch: Int, _ place: String) throws(TrialResult.Objection) {
    try checkEpoch(epoch, place)
    guard let every, epoch != epochs, every == 0 || epoch % every != 0 else { return }
    throw .init(
      place: place, found: "\(epoch)",
      expected: every == 0 ? "\(epochs), the trial's last" : "\(epochs), or every \(every) epochs")
  }

  func check(_ measure: LayerMeasure) throws(TrialResult.Objection) {
    try checkLayer(measure.layer, "layer")
    try checkMeasured(measure.epoch, "epoch of a layer")
    for (metric, value) in measure.metrics {
      if let groups, !metric.isBrought(by: groups) {
        throw .init(
          place: "a metric of \(measure.place)", found: metric.name,
          expected: "one of \(groups.map(\.rawValue).joined(separator: ", ")), as the trial asks")
      }
      try metric.check(value, in: "\(metric.name) of \(measure.place)")
    }
  }

  func check(_ point: CurvePoint) throws(TrialResult.Objection) {
    try checkMeasured(point.epoch, "epoch of the curve")
    for (loss, metric) in [(point.trainLoss, Metric.trainLoss), (point.testLoss, .testLoss)] {
      if let loss { try metric.check(loss, in: "\(metric) of epoch \(point.epoch)") }
    }
  }
}
