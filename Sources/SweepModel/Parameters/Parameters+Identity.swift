extension Declaration {
  /// What identifies a trial besides its parameters.
  package static let identity: [Declaration] = [
    Parameter.experiment, Parameter.numerics, Parameter.seed, Parameter.measureEvery, Parameter.metrics,
    Parameter.measureRows, Parameter.command, Parameter.environment, Parameter.interface,
    Parameter.seedArgument, Parameter.neighboursApart,
  ]
}

extension Parameter where Field == String {
  package static let experiment = Parameter(
    "experiment", .experiment, .required, .identity, "what a trial does")
}

extension Parameter where Field == Int {
  package static let numerics = Parameter(
    "numerics", .integer(1...100_000_000), .value(Specification.currentNumerics), .identity,
    "version of the arithmetic")
  package static let seed = Parameter(
    "seed", .integer(0...Int(1) << 53), .value(0), .identity, "drives initialisation and shuffling")
  package static let measureEvery = Parameter(
    "measure_every", .integer(0...100_000_000), .value(0), .network,
    "epochs between measurements; 0 measures at the end only")
  package static let neighboursApart = Parameter(
    "neighbours_apart", .integer(0...100_000_000), .unwritten(0), .features, on: [.file],
    "rows of the file's order within which none is a neighbour of another, in measures of dimension")
}

extension Parameter where Field == [MetricGroup] {
  package static let metrics = Parameter(
    "metrics", .choices(MetricGroup.words), .required, .identity, "groups of metrics")
}

extension Parameter where Field == [MeasuredRows] {
  package static let measureRows = Parameter(
    "measure_rows", .choices(MeasuredRows.words), .unwritten([.train]), .network,
    "rows that layers are measured on")
}
