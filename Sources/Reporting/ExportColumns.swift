internal import SweepModel

/// A column of an exported table: its name and how a row fills it.
struct ExportColumn<Row>: Sendable {
  var name: String
  var value: @Sendable (Row) -> FieldValue

  init(_ name: String, _ value: @escaping @Sendable (Row) -> FieldValue) {
    self.name = name
    self.value = value
  }
}

/// A row of the `trials` table.
struct ExportedTrial {
  var row: TrialRow
  /// What people call its data file, where it has one.
  var dataName: String?
}

/// A row of the `layers` table.
struct ExportedLayer {
  var trial: ExportedTrial
  var measure: LayerMeasure
}

extension ExportColumn<ExportedTrial> {
  static let trials =
    [
      ExportColumn("trial") { .text($0.row.id.description) },
      ExportColumn("position") { .integer($0.row.position) },
      ExportColumn("cell") { .integer($0.row.cell) },
      ExportColumn("state") { .text($0.row.state.rawValue) },
    ] + ofParameters + [ExportColumn("diverged_epoch") { FieldValue($0.row.divergedEpoch) }] + ofFigures
    + ofPlaces

  static let ofParameters = ReportedParameter.table.flatMap { parameter in
    let column = ExportColumn(parameter.name) { parameter.value($0.row.spec) }
    return parameter.name == "dataset"
      ? [column, ExportColumn("dataset_name") { FieldValue($0.dataName) }] : [column]
  }

  private static let ofFigures = TrialFigure.allCases.map { figure in
    ExportColumn(figure.rawValue) { FieldValue($0.row.figures[figure], isWhole: figure.isWhole) }
  }

  /// What depends on where, when or how often the trial ran. Each name says so: it holds `attempt`, `worker`,
  /// `host` or `seconds`.
  private static let ofPlaces = [
    ExportColumn("attempt") { FieldValue($0.row.attempt?.number) },
    ExportColumn("attempt_failure") { FieldValue($0.row.failure?.rawValue) },
    ExportColumn("attempt_failure_text") { FieldValue($0.row.failureText) },
    ExportColumn("worker") { FieldValue($0.row.worker?.name) },
    ExportColumn("worker_core_type") { FieldValue($0.row.provenance?.coreType) },
    ExportColumn("worker_processor") { FieldValue($0.row.provenance?.processor) },
    ExportColumn("worker_libraries") { FieldValue($0.row.provenance?.libraries) },
    ExportColumn("worker_version") { FieldValue($0.row.provenance?.version) },
    ExportColumn("host") { FieldValue($0.row.provenance?.host) },
    ExportColumn("train_seconds") { FieldValue($0.row.provenance?.trainSeconds) },
    ExportColumn("measure_seconds") { FieldValue($0.row.provenance?.measureSeconds) },
  ]
}

extension ExportColumn<ExportedLayer> {
  static let layers =
    [
      ExportColumn("trial") { .text($0.trial.row.id.description) },
      ExportColumn("position") { .integer($0.trial.row.position) },
      ExportColumn("cell") { .integer($0.trial.row.cell) },
    ] + ofParameters + [
      ExportColumn("epoch") { .integer($0.measure.epoch) },
      ExportColumn("layer") { .integer($0.measure.layer) },
    ] + ofFigures

  private static let ofParameters = ExportColumn<ExportedTrial>.ofParameters.map { column in
    ExportColumn(column.name) { column.value($0.trial) }
  }

  private static let ofFigures = LayerFigure.allCases.map { figure in
    ExportColumn(figure.rawValue) { FieldValue($0.measure.figures[figure], isWhole: figure.isWhole) }
  }
}

extension FieldValue {
  /// Without decimals where the figure counts something; a value that is not whole after all keeps its own.
  fileprivate init(_ number: Double?, isWhole: Bool) {
    self =
      isWhole
      ? number.flatMap { Int(exactly: $0) }.map { .integer($0) } ?? FieldValue(number) : FieldValue(number)
  }
}

extension TrialFigure {
  /// Whether it counts, so that 4 is meant and not 4.0.
  fileprivate var isWhole: Bool { [.trivial, .collapseLayer, .targetPca99, .ufmRank].contains(self) }
}

extension LayerFigure {
  fileprivate var isWhole: Bool { [.pca99, .featureRank, .weightRank].contains(self) }
}
