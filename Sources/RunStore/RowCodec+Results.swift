internal import Foundation
internal import GRDB
internal import SweepModel

/// The columns of metrics that a table has. A store of an older build may lack some of today's.
struct MetricColumns: Sendable {
  let metrics: [Metric]

  var names: [String] { metrics.map(\.name) }

  /// An absent metric is NULL.
  func bind(_ values: [Metric: Double], to statement: RowStatement, from first: Int) {
    for (place, metric) in metrics.enumerated() {
      statement.bind(first + place, values.isEmpty ? nil : values[metric])
    }
  }

  func values(_ row: Row, from first: Int) -> [Metric: Double] {
    var values: [Metric: Double] = [:]
    for (place, metric) in metrics.enumerated() {
      if let value: Double = row[first + place] { values[metric] = value }
    }
    return values
  }
}

extension RowCodec<TrialResult> {
  /// A result without its layers, curve, spectra and named values, which lie in tables of their own.
  static func results(_ columns: MetricColumns) -> Self {
    RowCodec(
      table: "results", keys: [],
      others: [
        "diverged_epoch", "core_type", "processor", "libraries", "version", "host", "train_seconds",
        "measure_seconds",
      ] + columns.names,
      read: { row, first in
        TrialResult(
          divergedEpoch: row[first], metrics: columns.values(row, from: first + 8),
          provenance: Provenance(
            coreType: row[first + 1], processor: row[first + 2], libraries: row[first + 3],
            version: row[first + 4], host: row[first + 5], trainSeconds: row[first + 6],
            measureSeconds: row[first + 7]))
      },
      bind: { result, statement, first in
        let provenance = result.provenance
        statement.bind(first, result.divergedEpoch)
        for (place, text) in [
          provenance.coreType, provenance.processor, provenance.libraries, provenance.version,
          provenance.host,
        ].enumerated() { statement.bind(first + 1 + place, text) }
        statement.bind(first + 6, provenance.trainSeconds)
        statement.bind(first + 7, provenance.measureSeconds)
        columns.bind(result.metrics, to: statement, from: first + 8)
      })
  }
}

extension RowCodec<LayerMeasure> {
  static func layers(_ columns: MetricColumns) -> Self {
    RowCodec(
      table: "layers", keys: ["epoch", "layer"], others: columns.names,
      read: { row, first in
        LayerMeasure(
          epoch: row[first], layer: row[first + 1], metrics: columns.values(row, from: first + 2))
      },
      bind: { measure, statement, first in
        statement.bind(first, measure.epoch)
        statement.bind(first + 1, measure.layer)
        columns.bind(measure.metrics, to: statement, from: first + 2)
      })
  }
}

extension RowCodec<CurvePoint> {
  static let curves = RowCodec(
    table: "curves", keys: ["epoch"], others: ["train_loss", "test_loss"],
    read: { CurvePoint(epoch: $0[$1], trainLoss: $0[$1 + 1], testLoss: $0[$1 + 2]) },
    bind: { point, statement, first in
      statement.bind(first, point.epoch)
      statement.bind(first + 1, point.trainLoss)
      statement.bind(first + 2, point.testLoss)
    })
}

extension RowCodec<LayerSpectra> {
  static let spectra = RowCodec(
    table: "spectra", keys: ["epoch", "layer"], others: ["features", "weights"],
    read: { row, first in
      LayerSpectra(
        epoch: row[first], layer: row[first + 1], features: try singles(row, first + 2),
        weights: try singles(row, first + 3))
    },
    bind: { spectra, statement, first in
      statement.bind(first, spectra.epoch)
      statement.bind(first + 1, spectra.layer)
      for (place, kind) in LayerSpectra.Kind.allCases.enumerated() {
        let values = spectra[kind]
        statement.bind(first + 2 + place, values.isEmpty ? nil : LayerSpectra.bytes(of: values))
      }
    })

  private static func singles(_ row: Row, _ column: Int) throws -> [Float] {
    let found = try row.withUnsafeData(atIndex: column) { data in
      data.map { data in data.withUnsafeBytes { LayerSpectra.values(of: $0) } } ?? []
    }
    guard let found else { throw RowError(column: column, expected: "numbers of 4 bytes each") }
    return found
  }
}

extension RowCodec<NamedValue> {
  /// A key cannot be NULL, so that layer 0 is the whole trial.
  static let metrics = RowCodec(
    table: "metrics", keys: ["epoch", "layer", "name"], others: ["value"],
    read: { row, first in
      let layer: Int = row[first + 1]
      return NamedValue(
        epoch: row[first], layer: layer == 0 ? nil : layer, name: row[first + 2], value: row[first + 3])
    },
    bind: { named, statement, first in
      statement.bind(first, named.epoch)
      statement.bind(first + 1, named.layer ?? 0)
      statement.bind(first + 2, named.name)
      statement.bind(first + 3, named.value)
    })
}
