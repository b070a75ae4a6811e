internal import GRDB
internal import SweepModel

private protocol Measured {
  var metrics: [Metric: Double] { get set }
}

extension TrialResult: Measured {}
extension LayerMeasure: Measured {}

extension RowColumn where Value: Measured {
  /// An absent metric is NULL.
  static func metric(_ metric: Metric) -> Self {
    RowColumn(
      name: metric.name,
      read: { value, row, place in
        if let number: Double = row[place] { value.metrics[metric] = number }
      }, bind: { $1.bind($2, $0.metrics[metric]) })
  }
}

/// A table may lack columns of metrics where an older build has written it.
extension RowCodec<TrialResult> {
  /// A result without its layers, curve, spectra and named values, which lie in tables of their own.
  static func results(_ metrics: [Metric]) -> Self {
    RowCodec(
      table: "results", keys: 0,
      columns: [
        .number("diverged_epoch", \.divergedEpoch), .text("core_type", \.provenance.coreType),
        .text("processor", \.provenance.processor), .text("libraries", \.provenance.libraries),
        .text("version", \.provenance.version), .text("host", \.provenance.host),
        .number("train_seconds", \.provenance.trainSeconds),
        .number("measure_seconds", \.provenance.measureSeconds),
      ] + metrics.map(RowColumn.metric),
      blank: TrialResult(
        provenance: Provenance(
          coreType: "", processor: "", libraries: "", version: "", host: "", trainSeconds: 0,
          measureSeconds: 0)))
  }
}

extension RowColumn<LayerMeasure> {
  /// Train rows first.
  fileprivate static let rows = RowColumn(
    name: "rows", order: "rows DESC", read: { $0.rows = try $1.value($2) ?? .train },
    bind: { $1.bind($2, $0.rows.rawValue) })

  fileprivate static let name = RowColumn(
    name: Schema.layerName, read: { $0.name = $1[$2] }, bind: { $1.bind($2, $0.name) })
}

extension RowCodec<LayerMeasure> {
  /// - `hasNames`: whether the table has a column for what programs call their layers.
  static func layers(_ metrics: [Metric], hasNames: Bool) -> Self {
    RowCodec(
      table: "layers", keys: 3,
      columns: [.number("epoch", \.epoch), .number("layer", \.layer), .rows]
        + (hasNames ? [.name] : []) + metrics.map(RowColumn.metric),
      blank: LayerMeasure(epoch: 0, layer: 0, metrics: [:]))
  }
}

extension RowCodec<CurvePoint> {
  static let curves = RowCodec(
    table: "curves", keys: 1,
    columns: [
      .number("epoch", \.epoch), .number("train_loss", \.trainLoss), .number("test_loss", \.testLoss),
    ], blank: CurvePoint(epoch: 0, trainLoss: nil, testLoss: nil))
}

extension RowCodec<LayerSpectra> {
  static let spectra = RowCodec(
    table: "spectra", keys: 2,
    columns: [
      .number("epoch", \.epoch), .number("layer", \.layer), .spectrum("features", \.features),
      .spectrum("weights", \.weights),
    ], blank: LayerSpectra(epoch: 0, layer: 0, features: [], weights: []))
}

extension RowCodec<NamedValue> {
  static let metrics = RowCodec(
    table: "metrics", keys: 3,
    columns: [
      .number("epoch", \.epoch), .number("layer", \.layerKey), .text("name", \.name),
      .number("value", \.value),
    ], blank: NamedValue(epoch: 0, name: "", value: 0))
}

extension NamedValue {
  /// A key cannot be NULL, so that layer 0 is the whole trial.
  fileprivate var layerKey: Int {
    get { layer ?? 0 }
    set { layer = newValue == 0 ? nil : newValue }
  }
}
