internal import SweepModel

/// A parameter as reports read it: the sweep file's name and the value in a trial.
struct ReportedParameter: Sendable {
  var name: String
  var value: @Sendable (TrialSpec) -> FieldValue

  init(_ name: String, _ value: @escaping @Sendable (TrialSpec) -> FieldValue) {
    self.name = name
    self.value = value
  }

  /// Every parameter in the order of export columns; `seed` is among them.
  static let table = data + network + training

  static let named = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

  private static let data = [
    ReportedParameter("experiment") { .text($0.experiment.rawValue) },
    ReportedParameter("numerics") { .integer($0.numerics) },
    ReportedParameter("seed") { .integer($0.seed) },
    ReportedParameter("dataset") { .text($0.dataset.text) },
    ReportedParameter("samples") { FieldValue($0.samples) },
    ReportedParameter("inputs") { FieldValue($0.inputs) },
    ReportedParameter("target_dim") { FieldValue($0.targetDim) },
    ReportedParameter("target_rank") { FieldValue($0.targetRank) },
    ReportedParameter("teacher_width") { FieldValue($0.teacherWidth) },
    ReportedParameter("target_columns") { FieldValue($0.targetColumns) },
    ReportedParameter("noise") { .number($0.noise) },
    ReportedParameter("standardize") { .flag($0.standardize) },
    ReportedParameter("test_fraction") { FieldValue($0.testFraction) },
    ReportedParameter("data_seed") { .integer($0.dataSeed) },
  ]

  private static let network = [
    ReportedParameter("depth") { .integer($0.depth) },
    ReportedParameter("width") { .integer($0.width) },
    ReportedParameter("activation") { .text($0.activation.rawValue) },
    ReportedParameter("bias") { .flag($0.bias) },
    ReportedParameter("normalization") { .text($0.normalization.rawValue) },
    ReportedParameter("init") { .text($0.initialization.rawValue) },
    ReportedParameter("init_gain") { .number($0.initGain) },
  ]

  private static let training = [
    ReportedParameter("loss") { .text($0.loss.rawValue) },
    ReportedParameter("optimizer") { .text($0.optimizer.rawValue) },
    ReportedParameter("learning_rate") { .number($0.learningRate) },
    ReportedParameter("momentum") { .number($0.momentum) },
    ReportedParameter("weight_decay") { .number($0.weightDecay) },
    ReportedParameter("epochs") { .integer($0.epochs) },
    ReportedParameter("batch_size") {
      if case .rows(let rows) = $0.batchSize { .integer(rows) } else { .text("full") }
    },
    ReportedParameter("milestones") { .list($0.milestones.map { .integer($0) }) },
    ReportedParameter("lr_factor") { .number($0.lrFactor) },
    ReportedParameter("shuffle") { .flag($0.shuffle) },
    ReportedParameter("measure_every") { .integer($0.measureEvery) },
    ReportedParameter("metrics") { .list($0.metrics.map { .text($0.rawValue) }) },
  ]
}

/// The value of the parameter `name`, or `.missing`.
func parameter(_ name: String, of spec: TrialSpec) -> FieldValue {
  ReportedParameter.named[name]?.value(spec) ?? .missing
}

/// Names of the parameters that take more than one value, in table order.
///
/// `seed` and `dataset` are never among them, nor is one that only follows another by its default.
func variedParameters(_ specs: [TrialSpec]) -> [String] {
  let varied = ReportedParameter.table.filter { one in
    guard let first = specs.first.map(one.value), !["seed", "dataset"].contains(one.name) else {
      return false
    }
    return specs.contains { one.value($0) != first }
  }.map(\.name)
  return varied.filter { name in
    guard let leader = leaders[name], varied.contains(leader) else { return true }
    let groups = Dictionary(grouping: specs) { parameter(leader, of: $0) }
    return groups.values.contains { Set($0.map { parameter(name, of: $0) }).count > 1 }
  }
}

/// As `variedParameters`, over the trials of each dataset apart: what differs only because the data do is left out.
func variedWithinData(_ specs: [TrialSpec]) -> [String] {
  let varied = Set(inOrder(specs, by: \.dataset).flatMap { variedParameters($0.1) })
  return ReportedParameter.table.map(\.name).filter(varied.contains)
}

/// Parameters whose default follows from another.
private let leaders = ["teacher_width": "target_rank", "milestones": "epochs"]
