internal import Answers
internal import Experiments
internal import SweepModel

/// What `train` prints: the trial's metrics by name, its layers as rows and its losses by epoch.
struct TrainAnswer: Answer, Encodable {
  let spec: Specification
  let result: TrialResult

  func encode(to encoder: any Encoder) throws {
    var answer = encoder.container(keyedBy: MetricName.self)
    try answer.encode(spec.id.description, forKey: "trial")
    try answer.encode(result.divergedEpoch == nil ? "finished" : "diverged", forKey: "status")
    try answer.encode(result.divergedEpoch, forKey: "diverged_epoch")
    try answer.encode(Metric.ofTrials, of: result.metrics)
    let measured = Metric.ofLayers.filter { $0.isBrought(by: spec[.metrics] ?? []) }
    var layers = answer.nestedUnkeyedContainer(forKey: "layers")
    for measure in result.layers {
      var row = layers.nestedContainer(keyedBy: MetricName.self)
      try row.encode(measure.epoch, forKey: "epoch")
      try row.encode(measure.layer, forKey: "layer")
      try row.encode(name(measure.layer), forKey: "name")
      try row.encode(measure.rows.rawValue, forKey: "rows")
      try row.encode(measured, of: measure.metrics)
    }
    var curve = answer.nestedUnkeyedContainer(forKey: "curve")
    for point in result.curve {
      var row = curve.nestedContainer(keyedBy: MetricName.self)
      try row.encode(point.epoch, forKey: "epoch")
      try row.encode(point.trainLoss, forKey: "train_loss")
      try row.encode(point.testLoss, forKey: "test_loss")
    }
    try answer.encode(result.provenance.coreType, forKey: "core_type")
    try answer.encode(result.provenance.trainSeconds, forKey: "train_seconds")
    try answer.encode(result.provenance.measureSeconds, forKey: "measure_seconds")
  }

  private func name(_ layer: Int) -> String? {
    spec.layerNames.indices.contains(layer - 1) ? spec.layerNames[layer - 1] : nil
  }

  /// The metrics, and those of each layer at the end.
  func text(width: Int) -> String {
    let program = Programs[spec.kind]
    var text = ""
    if let epoch = result.divergedEpoch {
      text +=
        "diverged in \(spec.kind.epochWord) \(epoch) of \(spec[.epochs] ?? 1): lower "
        + "'\(Parameter.learningRate.name)'\n"
    }
    for metric in Metric.ofTrials {
      guard let value = result.metrics[metric] else { continue }
      text += MetricTable.row(metric.name, [MetricTable.number(value)], width: 30)
    }
    guard let last = result.layers.last?.epoch else { return text }
    let columns = result.layers.filter { $0.epoch == last }.map { measure in
      MetricTable.Column(
        title: (spec.model.isOfImages ? name(measure.layer) ?? "" : "\(measure.layer)")
          + (measure.rows == .test ? " test" : ""), metrics: measure.metrics)
    }
    return text + "\n\(program.heading(ofLayersAfter: last))\n"
      + MetricTable.text(columns, spec[.metrics] ?? [])
  }
}
