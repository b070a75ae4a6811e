internal import SweepModel

/// A column of an exported table: its name, what its values are where they are not missing, and how a row fills it.
struct ExportColumn<Row>: Sendable {
  var name: String
  var type: Export.ColumnType
  var value: @Sendable (Row) -> FieldValue

  init(_ name: String, _ type: Export.ColumnType, _ value: @escaping @Sendable (Row) -> FieldValue) {
    (self.name, self.type, self.value) = (name, type, value)
  }

  /// Without decimals where the metric counts something; a value that is not whole after all keeps its own.
  init(_ metric: Metric, _ value: @escaping @Sendable (Row) -> Double?) {
    if metric.definition.isWhole {
      self.init(metric.name, .integer) { row in
        value(row).map { number in Int(exactly: number).map { .integer($0) } ?? FieldValue(number) }
          ?? .missing
      }
    } else {
      self.init(metric.name, .number) { FieldValue(value($0)) }
    }
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

/// A row of the `curves` table.
struct ExportedPoint {
  var trial: ExportedTrial
  var point: CurvePoint
}

/// A row of the `spectra` table.
struct ExportedValue {
  var trial: ExportedTrial
  var epoch: Int
  var layer: Int
  var kind: LayerSpectra.Kind
  var place: Int
  var value: Float
}

extension ExportColumn {
  /// The same column of a wider row.
  func of<Wider>(_ part: @escaping @Sendable (Wider) -> Row) -> ExportColumn<Wider> {
    ExportColumn<Wider>(name, type) { value(part($0)) }
  }
}

extension ExportColumn<ExportedTrial> {
  static let trials =
    identity + [ExportColumn("state", .text) { .text($0.row.state.rawValue) }] + ofParameters
    + [ExportColumn("diverged_epoch", .integer) { FieldValue($0.row.divergedEpoch) }] + ofMetrics + ofPlaces

  static let identity = [
    ExportColumn("trial", .text) { .text($0.row.id.description) },
    ExportColumn("position", .integer) { .integer($0.row.position) },
    ExportColumn("cell", .integer) { .integer($0.row.cell) },
  ]

  static let ofParameters = ReportedParameter.table.flatMap { parameter in
    let column = ExportColumn(parameter.name, parameter.type) { parameter.value($0.row.spec) }
    return parameter.name == Parameter.dataset.name
      ? [column, ExportColumn("dataset_name", .text) { FieldValue($0.dataName) }] : [column]
  }

  private static let ofMetrics = Metric.ofTrials.map { metric in
    ExportColumn(metric) { $0.row.metrics[metric] }
  }

  /// What depends on where, when or how often the trial ran. Each name says so: it holds `attempt`, `worker`,
  /// `host` or `seconds`.
  private static let ofPlaces = [
    ExportColumn("attempt", .integer) { FieldValue($0.row.attempt?.number) },
    ExportColumn("attempt_failure", .text) { FieldValue($0.row.failure?.rawValue) },
    ExportColumn("attempt_failure_text", .text) { FieldValue($0.row.failureText) },
    ExportColumn("worker", .text) { FieldValue($0.row.worker?.name) },
    ExportColumn("worker_core_type", .text) { FieldValue($0.row.provenance?.coreType) },
    ExportColumn("worker_processor", .text) { FieldValue($0.row.provenance?.processor) },
    ExportColumn("worker_libraries", .text) { FieldValue($0.row.provenance?.libraries) },
    ExportColumn("worker_version", .text) { FieldValue($0.row.provenance?.version) },
    ExportColumn("host", .text) { FieldValue($0.row.provenance?.host) },
    ExportColumn("train_seconds", .number) { FieldValue($0.row.provenance?.trainSeconds) },
    ExportColumn("measure_seconds", .number) { FieldValue($0.row.provenance?.measureSeconds) },
  ]
}

extension ExportColumn<ExportedLayer> {
  static let layers =
    (ExportColumn<ExportedTrial>.identity + ExportColumn<ExportedTrial>.ofParameters).map {
      $0.of { $0.trial }
    }
    + [
      ExportColumn("epoch", .integer) { .integer($0.measure.epoch) },
      ExportColumn("layer", .integer) { .integer($0.measure.layer) },
    ] + ofMetrics

  private static let ofMetrics = Metric.ofLayers.map { metric in
    ExportColumn(metric) { $0.measure.metrics[metric] }
  }
}

extension ExportColumn<ExportedPoint> {
  static let curves =
    (ExportColumn<ExportedTrial>.identity + ExportColumn<ExportedTrial>.ofParameters).map {
      $0.of { $0.trial }
    }
    + [
      ExportColumn("epoch", .integer) { .integer($0.point.epoch) },
      ExportColumn("train_loss", .number) { FieldValue($0.point.trainLoss) },
      ExportColumn("test_loss", .number) { FieldValue($0.point.testLoss) },
      ExportColumn("epoch_learning_rate", .number) { FieldValue($0.learningRate) },
    ]
}

extension ExportedPoint {
  /// What the epoch that ended at this point was trained with; `nil` without a schedule.
  fileprivate var learningRate: Double? {
    point.epoch > 0 ? trial.row.spec.learningRates?.rate(epoch: point.epoch - 1) : nil
  }
}

/// Without the parameters, which would be most of a table with a thousand rows a trial: join them by `trial`.
extension ExportColumn<ExportedValue> {
  static let spectra =
    ExportColumn<ExportedTrial>.identity.map { $0.of { $0.trial } } + [
      ExportColumn("epoch", .integer) { .integer($0.epoch) },
      ExportColumn("layer", .integer) { .integer($0.layer) },
      ExportColumn("kind", .text) { .text($0.kind.rawValue) },
      ExportColumn("place", .integer) { .integer($0.place) },
      ExportColumn("singular_value", .number) { .single($0.value) },
    ]
}
