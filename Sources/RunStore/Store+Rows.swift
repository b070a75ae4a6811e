internal import Foundation
internal import GRDB
package import SweepModel

extension Store {
  /// Everything that a report reads of a sweep, as one committed state.
  package func rows(of id: SweepID) throws -> SweepRows {
    try read { database in
      let (number, stored) = try Self.sweep(id, database)
      var layers: [TrialID: [LayerMeasure]] = [:]
      try eachLayer(of: number, database) { layers[$0, default: []].append($1) }
      var curves: [TrialID: [CurvePoint]] = [:]
      try eachPoint(of: number, database) { curves[$0, default: []].append($1) }
      var spectra: [TrialID: [LayerSpectra]] = [:]
      try eachSpectra(of: number, database) { spectra[$0, default: []].append($1) }
      return SweepRows(
        sweep: stored.sweep, trials: try trials(of: number, database), layers: layers,
        curves: curves, spectra: spectra)
    }
  }

  /// The trials of a sweep without their layers and curves, by position.
  package func trials(of id: SweepID) throws -> [TrialRow] {
    try read { try trials(of: Self.sweep(id, $0).number, $0) }
  }

  /// A trial as the latest sweep that asks for it knows it; `nil` when none does.
  package func trial(_ id: TrialID) throws -> (sweep: StoredSweep, row: TrialRow)? {
    try read { database in
      guard
        let place = try Row.fetchOne(
          database,
          sql: """
            SELECT sweep, position FROM sweep_trials WHERE trial = (SELECT number FROM trials WHERE id = ?)
            ORDER BY sweep DESC LIMIT 1
            """, arguments: [id.bytes])
      else { return nil }
      let (sweep, position): (Int64, Int) = (place[0], place[1])
      guard let stored = try Self.sweeps(database, "WHERE number = \(sweep)").first,
        let row = try trials(of: sweep, database, where: "AND position = \(position)").first
      else { return nil }
      return (stored, row)
    }
  }

  /// Hands over each layer measure of a sweep, ascending by (position, epoch, layer), one at a time.
  package func forEachLayer(of id: SweepID, _ take: (TrialID, LayerMeasure) throws -> Void) throws {
    try read { try eachLayer(of: Self.sweep(id, $0).number, $0, take) }
  }

  /// Hands over each point of a sweep's curves, ascending by (position, epoch), one at a time.
  package func forEachPoint(of id: SweepID, _ take: (TrialID, CurvePoint) throws -> Void) throws {
    try read { try eachPoint(of: Self.sweep(id, $0).number, $0, take) }
  }

  /// - `condition`, `limit`: in SQL, `AND …` and `LIMIT …`.
  func trials(
    of sweep: Int64, _ database: Database, where condition: String = "", limit: String = ""
  ) throws -> [TrialRow] {
    let figures = trialFigures.map { ", results.\($0.rawValue)" }.joined()
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT trials.id, position, cell, spec, \(TrialSQL.state), attempts.attempt, workers.name, failure,
          failure_text, diverged_epoch, results.trial, results.core_type, processor, libraries, version,
          results.host, train_seconds, measure_seconds\(figures)
        FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial \(TrialSQL.last)
        LEFT JOIN workers ON workers.number = attempts.worker
        WHERE sweep = ? \(condition) ORDER BY position \(limit)
        """, arguments: [sweep])
    var trials: [TrialRow] = []
    while let row = try rows.next() { trials.append(try trial(row)) }
    return trials
  }

  private func trial(_ row: Row) throws -> TrialRow {
    let spec = try Self.specification(row[3], column: 3)
    let attempt: Int? = row[5]
    let worker: String? = row[6]
    var trial = TrialRow(
      id: try row.identifier(0), position: row[1], cell: row[2], spec: spec,
      state: try row.value(4) ?? .waiting, attempt: attempt.map(Attempt.init),
      worker: worker.map { WorkerID($0) },
      failure: try row.value(7), failureText: row[8], divergedEpoch: row[9])
    if row.hasNull(atIndex: 10) { return trial }
    trial.figures = Self.figures(trialFigures, row, from: 18)
    trial.provenance = Provenance(
      coreType: row[11], processor: row[12], libraries: row[13], version: row[14], host: row[15],
      trainSeconds: row[16], measureSeconds: row[17])
    return trial
  }

  static func specification(_ text: String, column: Int) throws -> TrialSpec {
    do {
      return try TrialSpec(canonical: text)
    } catch {
      throw RowError(column: column, expected: "a trial's specification (\(error))")
    }
  }

  private func eachLayer(
    of sweep: Int64, _ database: Database, _ take: (TrialID, LayerMeasure) throws -> Void
  ) throws {
    let figures = layerFigures.map { ", layers.\($0.rawValue)" }.joined()
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT trials.id, epoch, layer\(figures)
        FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
        CROSS JOIN layers ON layers.trial = sweep_trials.trial
        WHERE sweep = ? ORDER BY position, epoch, layer
        """, arguments: [sweep])
    while let row = try rows.next() {
      try take(
        try row.identifier(0),
        LayerMeasure(epoch: row[1], layer: row[2], figures: Self.figures(layerFigures, row, from: 3)))
    }
  }

  private func eachPoint(
    of sweep: Int64, _ database: Database, _ take: (TrialID, CurvePoint) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT trials.id, epoch, train_loss, test_loss
        FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
        CROSS JOIN curves ON curves.trial = sweep_trials.trial
        WHERE sweep = ? ORDER BY position, epoch
        """, arguments: [sweep])
    while let row = try rows.next() {
      try take(try row.identifier(0), CurvePoint(epoch: row[1], trainLoss: row[2], testLoss: row[3]))
    }
  }

  static func figures<Figure: Hashable>(
    _ figures: [Figure], _ row: Row, from first: Int
  ) -> [Figure: Double] {
    var values: [Figure: Double] = [:]
    for (index, figure) in figures.enumerated() {
      if let value: Double = row[first + index] { values[figure] = value }
    }
    return values
  }
}
