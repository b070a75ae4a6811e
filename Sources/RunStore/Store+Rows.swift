internal import Foundation
internal import GRDB
package import SweepModel

extension Store {
  /// Everything that a report reads of a sweep, as one committed state.
  package func rows(of id: SweepID) throws -> SweepRows {
    try read { database in
      let stored = try Self.sweep(id, database)
      return SweepRows(
        sweep: stored.sweep, trials: try trials(of: stored.number, database),
        layers: try layers.byTrial(of: stored.number, database),
        curves: try RowCodec.curves.byTrial(of: stored.number, database),
        spectra: try RowCodec.spectra.byTrial(of: stored.number, database))
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
      let (sweep, position): (Int, Int) = (place[0], place[1])
      guard let stored = try Self.sweeps(database, "WHERE number = \(sweep)").first,
        let row = try trials(of: sweep, database, where: "AND position = \(position)").first
      else { return nil }
      return (stored, row)
    }
  }

  /// - `condition`, `limit`: in SQL, `AND …` and `LIMIT …`.
  func trials(
    of sweep: Int, _ database: Database, where condition: String = "", limit: String = ""
  ) throws -> [TrialRow] {
    try database.all(
      """
      SELECT trials.id, position, cell, spec, \(TrialSQL.state), attempts.attempt, workers.name, failure,
        failure_text, results.trial, \(results.selected)
      FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial \(TrialSQL.last)
      LEFT JOIN workers ON workers.number = attempts.worker
      WHERE sweep = ? \(condition) ORDER BY position \(limit)
      """, [sweep], trial)
  }

  private func trial(_ row: Row) throws -> TrialRow {
    let spec = try Self.specification(row[3], column: 3)
    let attempt: Int? = row[5]
    let worker: String? = row[6]
    var trial = TrialRow(
      id: try row.identifier(0), position: row[1], cell: row[2], spec: spec,
      state: try row.value(4) ?? .waiting, attempt: attempt.map(Attempt.init),
      worker: worker.map { WorkerID($0) },
      failure: try row.value(7), failureText: row[8])
    if row.hasNull(atIndex: 9) { return trial }
    let result = try results.read(row, 10)
    trial.divergedEpoch = result.divergedEpoch
    trial.metrics = result.metrics
    trial.provenance = result.provenance
    return trial
  }

  static func specification(_ text: String, column: Int) throws -> Specification {
    do {
      return try Specification(canonical: text)
    } catch {
      throw RowError(column: column, expected: "a trial's specification (\(error))")
    }
  }
}
