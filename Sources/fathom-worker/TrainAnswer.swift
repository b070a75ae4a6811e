internal import Experiments
internal import SweepModel

/// What `train` prints: the trial's figures by name, its layers as rows and its losses by epoch.
struct TrainAnswer: Answer, Encodable {
  private let spec: TrialSpec
  private let result: TrialResult

  init(_ spec: TrialSpec, _ result: TrialResult) { (self.spec, self.result) = (spec, result) }

  func encode(to encoder: any Encoder) throws {
    var answer = encoder.container(keyedBy: FigureName.self)
    try answer.encode(spec.id.description, forKey: "trial")
    try answer.encode(result.divergedEpoch == nil ? "finished" : "diverged", forKey: "status")
    try answer.encode(result.divergedEpoch, forKey: "diverged_epoch")
    for figure in Metric.ofTrials {
      try answer.encode(result.figures[figure], forKey: FigureName(figure.rawValue))
    }
    var layers = answer.nestedUnkeyedContainer(forKey: "layers")
    for measure in result.layers {
      var row = layers.nestedContainer(keyedBy: FigureName.self)
      try row.encode(measure.epoch, forKey: "epoch")
      try row.encode(measure.layer, forKey: "layer")
      for figure in Metric.ofLayers
      where spec.metrics.contains(figure.group) {
        try row.encode(measure.figures[figure], forKey: FigureName(figure.rawValue))
      }
    }
    var curve = answer.nestedUnkeyedContainer(forKey: "curve")
    for point in result.curve {
      var row = curve.nestedContainer(keyedBy: FigureName.self)
      try row.encode(point.epoch, forKey: "epoch")
      try row.encode(point.trainLoss, forKey: "train_loss")
      try row.encode(point.testLoss, forKey: "test_loss")
    }
    try answer.encode(result.provenance.coreType, forKey: "core_type")
    try answer.encode(result.provenance.trainSeconds, forKey: "train_seconds")
    try answer.encode(result.provenance.measureSeconds, forKey: "measure_seconds")
  }

  /// The figures, and those of each layer at the end.
  func text(width: Int) -> String {
    let program = Programs[spec.experiment]
    var text = ""
    if let epoch = result.divergedEpoch {
      text += "diverged in \(program.unit) \(epoch) of \(spec.epochs): lower 'learning_rate'\n"
    }
    for figure in Metric.ofTrials {
      guard let value = result.figures[figure] else { continue }
      text += FigureTable.row(figure.rawValue, [FigureTable.number(value)], width: 30)
    }
    guard let last = result.layers.last?.epoch else { return text }
    let columns = result.layers.filter { $0.epoch == last }.map { measure in
      FigureTable.Column(title: "\(measure.layer)", figures: measure.figures)
    }
    return text + "\n\(program.heading(ofLayersAfter: last))\n" + FigureTable.text(columns, spec.metrics)
  }
}
