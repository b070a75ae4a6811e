internal import Experiments
internal import SweepModel

/// What `measure` prints. What is undefined is null in JSON and `-` in the table.
struct MeasureAnswer: Answer, Encodable {
  private let measures: FileMeasures

  init(_ measures: FileMeasures) { self.measures = measures }

  func encode(to encoder: any Encoder) throws {
    var answer = encoder.container(keyedBy: FigureName.self)
    try answer.encode(measures.collapseLayer, forKey: "collapse_layer")
    var list = answer.nestedUnkeyedContainer(forKey: "layers")
    for layer in measures.layers {
      var row = list.nestedContainer(keyedBy: FigureName.self)
      try row.encode(layer.number, forKey: "layer")
      try row.encode(layer.inputs, forKey: "inputs")
      try row.encode(layer.outputs, forKey: "outputs")
      for figure in measures.layerFigures {
        try row.encode(layer.figures[figure], forKey: FigureName(figure.rawValue))
      }
    }
    var last = answer.nestedContainer(keyedBy: FigureName.self, forKey: "last_layer")
    for figure in measures.lastLayerFigures {
      try last.encode(measures.layers.last?.figures[figure], forKey: FigureName(figure.rawValue))
    }
    var targets = answer.nestedContainer(keyedBy: FigureName.self, forKey: "targets")
    try targets.encode(measures.samples, forKey: "samples")
    try targets.encode(measures.targetDimension, forKey: "target_dim")
    try targets.encode(measures.knownRank, forKey: "target_rank")
    try targets.encode(measures.classes, forKey: "classes")
    try targets.encode(measures.variance, forKey: "variance")
    for figure in TrialFigure.ofTargets {
      try targets.encode(measures.targetFigures[figure], forKey: FigureName(figure.rawValue))
    }
  }

  func text(width: Int) -> String {
    let classes = measures.classes.map { ", \($0) classes" } ?? ""
    let rank = measures.knownRank.map { " of rank \($0)" } ?? ""
    let columns = measures.layers.map { layer in
      let outputs = layer.outputs.map { "\($0)" } ?? "-"
      return FigureTable.Column(
        title: "\(layer.number)", shape: "\(outputs)x\(layer.inputs)", figures: layer.figures)
    }
    var rows = measures.lastLayerFigures.map {
      ($0.rawValue, FigureTable.number(measures.layers.last?.figures[$0]))
    }
    rows += TrialFigure.ofTargets.map { ($0.rawValue, FigureTable.number(measures.targetFigures[$0])) }
    rows.append((TrialFigure.collapseLayer.rawValue, measures.collapseLayer.map { "\($0)" } ?? "-"))
    return "\(measures.samples) samples, \(measures.targetDimension) targets\(rank)\(classes)\n\n"
      + FigureTable.text(columns, measures.groups.subtracting([.lastLayer])) + "\n"
      + rows.map { FigureTable.row($0, [$1], width: 30) }.joined()
  }
}
