internal import Answers
internal import Experiments
internal import SweepModel

/// What `measure` prints. What is undefined is null in JSON and `-` in the table.
struct MeasureAnswer: Answer, Encodable {
  let measures: FileMeasures

  func encode(to encoder: any Encoder) throws {
    var answer = encoder.container(keyedBy: MetricName.self)
    try answer.encode(measures.shapeLayer, forKey: "shape_layer")
    var list = answer.nestedUnkeyedContainer(forKey: "layers")
    for (shape, metrics) in measures.layers {
      var row = list.nestedContainer(keyedBy: MetricName.self)
      try row.encode(shape.number, forKey: "layer")
      try row.encode(shape.inputs, forKey: "inputs")
      try row.encode(shape.outputs, forKey: "outputs")
      try row.encode(measures.layerMetrics, of: metrics)
    }
    var last = answer.nestedContainer(keyedBy: MetricName.self, forKey: "last_layer")
    try last.encode(measures.lastLayerMetrics, of: measures.layers.last?.metrics)
    var targets = answer.nestedContainer(keyedBy: MetricName.self, forKey: "targets")
    try targets.encode(measures.samples, forKey: "samples")
    try targets.encode(measures.targetDimension, forKey: "target_dim")
    try targets.encode(measures.knownRank, forKey: "target_rank")
    try targets.encode(measures.classes, forKey: "classes")
    if let labels = measures.labels, !labels.areAsWritten {
      try targets.encode(labels.labels, forKey: "labels")
    }
    try targets.encode(measures.variance, forKey: "variance")
    try targets.encode(Metric.ofTargets, of: measures.targetMetrics)
  }

  func text(width: Int) -> String {
    let classes = measures.classes.map { ", \($0) classes" } ?? ""
    let rank = measures.knownRank.map { " of rank \($0)" } ?? ""
    let columns = measures.layers.map { shape, metrics in
      let outputs = shape.outputs.map { "\($0)" } ?? "-"
      return MetricTable.Column(
        title: "\(shape.number)", shape: "\(outputs)x\(shape.inputs)", metrics: metrics)
    }
    var rows = measures.lastLayerMetrics.map {
      ($0.name, MetricTable.number(measures.layers.last?.metrics[$0]))
    }
    rows += Metric.ofTargets.map { ($0.name, MetricTable.number(measures.targetMetrics[$0])) }
    rows.append(("shape_layer", measures.shapeLayer.map { "\($0)" } ?? "-"))
    return "\(measures.samples) samples, \(measures.targetDimension) targets\(rank)\(classes)\n\n"
      + MetricTable.text(columns, measures.groups.subtracting([.lastLayer, .gram])) + "\n"
      + rows.map { MetricTable.row($0, [$1], width: 30) }.joined()
  }
}
