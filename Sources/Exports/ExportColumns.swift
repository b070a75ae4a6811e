internal import Findings
internal import Rules
internal import SweepModel

/// What a row of an exported table is about: a trial and, in all tables but `trials`, one part of it.
struct ExportedRow {
  var trial: TrialRow
  /// What people call its data file, where it has one.
  var dataName: String?
  var measure: LayerMeasure?
  var point: CurvePoint?
  var named: NamedValue?
  /// Of its network's layers, first to last.
  let layerNames: [String]
  var singular: (epoch: Int, layer: Int, kind: LayerSpectra.Kind, place: Int, value: Float)?

  init(_ trial: TrialRow, _ dataNames: [DataID: String]) {
    (self.trial, dataName) = (trial, trial.spec.dataset.name(dataNames))
    layerNames = trial.spec.layerNames
  }
}

/// A column of an exported table: its name, what its values are where they are not missing, and how a row fills it.
struct ExportColumn: Sendable {
  var name: String
  var type: Export.ColumnType
  /// What a trial may not have; `nil` for what every trial has.
  var subject: Subject?
  var value: @Sendable (ExportedRow) -> FieldValue

  enum Subject { case parameter(Declaration), metric(Metric) }

  init(_ name: String, _ type: Export.ColumnType, _ value: @escaping @Sendable (ExportedRow) -> FieldValue) {
    (self.name, self.type, self.value) = (name, type, value)
  }

  /// Without decimals where the metric counts something; a value that is not whole after all keeps its own.
  init(_ metric: Metric, _ value: @escaping @Sendable (ExportedRow) -> Double?) {
    if metric.definition.isWhole {
      self.init(metric.name, .integer) { row in
        value(row).map { number in Int(exactly: number).map { .integer($0) } ?? FieldValue(number) }
          ?? .missing
      }
    } else {
      self.init(metric.name, .number) { FieldValue(value($0)) }
    }
    subject = .metric(metric)
  }
}

extension ExportColumn {
  /// The columns that trials of these specifications can have.
  static func of(
    _ table: Export.Table, _ own: OwnColumns = .none, in specs: [Specification]
  ) -> [ExportColumn] {
    let different = Array(Set(specs.map(Possible.init)))
    return of(table, own).filter { $0.isPossible(different) }.map { $0.typed(by: specs) }
  }

  private func isPossible(_ trials: [Possible]) -> Bool {
    switch subject {
    case nil: true
    case .parameter(let parameter): trials.isEmpty || trials.contains { $0.has(parameter) }
    case .metric(let metric): trials.isEmpty || trials.contains { $0.has(metric) }
    }
  }

  /// A batch size is a text only where some trial takes all rows at once.
  private func typed(by specs: [Specification]) -> ExportColumn {
    guard case .parameter(let parameter)? = subject, parameter == Parameter.batchSize, !specs.isEmpty,
      specs.allSatisfy({ spec in
        let size = spec.reported(parameter)
        return size == .missing || size.value?.number != nil
      })
    else { return self }
    var column = self
    column.type = .integer
    return column
  }

  static func of(_ table: Export.Table, _ own: OwnColumns = .none) -> [ExportColumn] {
    switch table {
    case .trials: trials(own)
    case .layers: parameters(own, before: layers) + layers
    case .curves: parameters(own, before: curves) + curves
    // Without the parameters, which would be most of a table with a thousand rows a trial: join them by `trial`.
    case .spectra: identity + spectra
    case .metrics: [identity[0]] + named
    }
  }

  private static func trials(_ own: OwnColumns) -> [ExportColumn] {
    let measured = Metric.ofTrials.map { metric in ExportColumn(metric) { $0.trial.metrics[metric] } }
    let rest = [ExportColumn("diverged_epoch", .integer) { FieldValue($0.trial.divergedEpoch) }] + measured
    let first = parameters(own, before: [state] + rest + ofPlaces)
    let told = own.metricColumns(besides: Set((first + [state] + rest + ofPlaces).map(\.name)))
    return identity + [state] + first.dropFirst(identity.count) + rest + told + ofPlaces
  }

  /// What identifies a trial, and its parameters: of a program its own alone, or a table would have a hundred empty columns.
  private static func parameters(_ own: OwnColumns, before others: [ExportColumn]) -> [ExportColumn] {
    guard own.isOfPrograms else { return identity + ofParameters }
    let fixed = [Parameter.experiment, Parameter.interface, Parameter.seed].map(column)
    let taken = Set((identity + fixed + others).map(\.name)).union([Parameter.metrics.name])
    return identity + fixed + own.parameterColumns(besides: taken) + [column(Parameter.metrics)]
  }

  static let trials = trials(.none)
  private static let state = ExportColumn("state", .text) { .text($0.trial.state.rawValue) }

  private static let identity = [
    ExportColumn("trial", .text) { .text($0.trial.id.description) },
    ExportColumn("position", .integer) { .integer($0.trial.position) },
    ExportColumn("cell", .integer) { .integer($0.trial.cell) },
  ]

  private static let ofParameters = Declaration.reported.flatMap { parameter in
    parameter == Parameter.dataset
      ? [column(parameter), ExportColumn("dataset_name", .text) { FieldValue($0.dataName) }]
      : [column(parameter)]
  }

  private static func column(_ parameter: Declaration) -> ExportColumn {
    var column = ExportColumn(parameter.name, parameter.domain.columnType) {
      $0.trial.spec.reported(parameter)
    }
    column.subject = .parameter(parameter)
    return column
  }

  /// What depends on where, when or how often the trial ran. Each name says so: it holds `attempt`, `worker`,
  /// `host` or `seconds`.
  private static let ofPlaces = [
    ExportColumn("attempt", .integer) { FieldValue($0.trial.attempt?.number) },
    ExportColumn("attempt_failure", .text) { FieldValue($0.trial.failure?.rawValue) },
    ExportColumn("attempt_failure_text", .text) { FieldValue($0.trial.failureText) },
    ExportColumn("worker", .text) { FieldValue($0.trial.worker?.name) },
    ExportColumn("worker_core_type", .text) { FieldValue($0.trial.provenance?.coreType) },
    ExportColumn("worker_processor", .text) { FieldValue($0.trial.provenance?.processor) },
    ExportColumn("worker_libraries", .text) { FieldValue($0.trial.provenance?.libraries) },
    ExportColumn("worker_version", .text) { FieldValue($0.trial.provenance?.version) },
    ExportColumn("host", .text) { FieldValue($0.trial.provenance?.host) },
    ExportColumn("train_seconds", .number) { FieldValue($0.trial.provenance?.trainSeconds) },
    ExportColumn("measure_seconds", .number) { FieldValue($0.trial.provenance?.measureSeconds) },
  ]

  private static let layers =
    [
      ExportColumn("epoch", .integer) { FieldValue($0.measure?.epoch) },
      ExportColumn("layer", .integer) { FieldValue($0.measure?.layer) },
      ExportColumn("name", .text) { row in FieldValue(row.measure.flatMap(row.name)) },
      ExportColumn("rows", .text) { FieldValue($0.measure?.rows.rawValue) },
    ] + Metric.ofLayers.map { metric in ExportColumn(metric) { $0.measure?.metrics[metric] } }

  private static let curves = [
    ExportColumn("epoch", .integer) { FieldValue($0.point?.epoch) },
    ExportColumn("train_loss", .number) { FieldValue($0.point?.trainLoss) },
    ExportColumn("test_loss", .number) { FieldValue($0.point?.testLoss) },
    ExportColumn("epoch_learning_rate", .number) { FieldValue($0.learningRate) },
  ]

  private static let named = [
    ExportColumn("epoch", .integer) { FieldValue($0.named?.epoch) },
    // Missing for what is said of the whole trial.
    ExportColumn("layer", .integer) { FieldValue($0.named?.layer) },
    ExportColumn("name", .text) { FieldValue($0.named?.name) },
    ExportColumn("value", .number) { FieldValue($0.named?.value) },
  ]

  private static let spectra = [
    ExportColumn("epoch", .integer) { FieldValue($0.singular?.epoch) },
    ExportColumn("layer", .integer) { FieldValue($0.singular?.layer) },
    ExportColumn("kind", .text) { FieldValue($0.singular?.kind.rawValue) },
    ExportColumn("place", .integer) { FieldValue($0.singular?.place) },
    ExportColumn("singular_value", .number) { FieldValue($0.singular?.value) },
  ]
}

extension ExportedRow {
  /// `nil` where it has none.
  fileprivate func name(of measure: LayerMeasure) -> String? {
    let place = measure.layer - 1
    return measure.name ?? (layerNames.indices.contains(place) ? layerNames[place] : nil)
  }

  /// What the epoch that ended at this point was trained with; `nil` without a schedule.
  fileprivate var learningRate: Double? {
    point.flatMap { $0.epoch > 0 ? trial.spec.learningRates?.rate(epoch: $0.epoch - 1) : nil }
  }
}

extension ParameterDomain {
  /// A batch size is a number or `full`.
  var columnType: Export.ColumnType {
    switch self {
    case .integer: .integer
    case .real: .number
    case .flag: .flag
    case .choice, .experiment, .model, .dataset, .batchSize, .integers, .counts, .countLists, .choices,
      .texts,
      .free:
      .text
    }
  }
}
