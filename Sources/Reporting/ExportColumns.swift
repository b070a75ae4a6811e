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

/// A row of the `layers` table.
struct LayerRow {
  var trial: TrialRow
  var measure: LayerMeasure
}

extension ExportColumn<TrialRow> {
  static let trials =
    [
      ExportColumn("trial") { .text($0.id.description) },
      ExportColumn("position") { .integer($0.position) },
      ExportColumn("cell") { .integer($0.cell) },
      ExportColumn("state") { .text($0.state.rawValue) },
    ] + ofParameters + [ExportColumn("diverged_epoch") { FieldValue($0.divergedEpoch) }] + ofFigures
    + ofPlaces

  static let ofParameters = ReportedParameter.table.map { parameter in
    ExportColumn(parameter.name) { parameter.value($0.spec) }
  }

  private static let ofFigures = TrialFigure.allCases.map { figure in
    ExportColumn(figure.rawValue) { FieldValue($0.figures[figure]) }
  }

  /// What depends on where, when or how often the trial ran. Each name says so: it holds `attempt`, `worker`,
  /// `host` or `seconds`.
  private static let ofPlaces = [
    ExportColumn("attempt") { FieldValue($0.attempt?.number) },
    ExportColumn("attempt_failure") { FieldValue($0.failure?.rawValue) },
    ExportColumn("attempt_failure_text") { FieldValue($0.failureText) },
    ExportColumn("worker") { FieldValue($0.worker?.name) },
    ExportColumn("worker_core_type") { FieldValue($0.provenance?.coreType) },
    ExportColumn("worker_processor") { FieldValue($0.provenance?.processor) },
    ExportColumn("worker_libraries") { FieldValue($0.provenance?.libraries) },
    ExportColumn("worker_version") { FieldValue($0.provenance?.version) },
    ExportColumn("host") { FieldValue($0.provenance?.host) },
    ExportColumn("train_seconds") { FieldValue($0.provenance?.trainSeconds) },
    ExportColumn("measure_seconds") { FieldValue($0.provenance?.measureSeconds) },
  ]
}

extension ExportColumn<LayerRow> {
  static let layers =
    [
      ExportColumn("trial") { .text($0.trial.id.description) },
      ExportColumn("position") { .integer($0.trial.position) },
      ExportColumn("cell") { .integer($0.trial.cell) },
    ] + ofParameters + [
      ExportColumn("epoch") { .integer($0.measure.epoch) },
      ExportColumn("layer") { .integer($0.measure.layer) },
    ] + ofFigures

  private static let ofParameters = ExportColumn<TrialRow>.ofParameters.map { column in
    ExportColumn(column.name) { column.value($0.trial) }
  }

  private static let ofFigures = LayerFigure.allCases.map { figure in
    ExportColumn(figure.rawValue) { FieldValue($0.measure.figures[figure]) }
  }
}
