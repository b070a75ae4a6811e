internal import GRDB
package import SweepModel

extension Store {
  /// Appends trials to a sweep, which is not over or is opened again, in one transaction.
  ///
  /// - Parameters:
  ///   - count: the trials that the sweep had when its method was asked. When it has others the answer is there already,
  ///     and nothing changes: so an answer may be given twice.
  ///   - isOver: its method asks for nothing more.
  ///   - file: takes the old sweep file's place: it asks for more than a sweep that is over has, or has another cap.
  /// - Returns: whether it grew.
  /// - Throws: `.unknownSweep`, `.unknownData`, `.conflictingTrial`, `.refusedRow` for a trial that the sweep has already.
  @discardableResult
  package func grow(
    _ id: SweepID, after count: Int, by trials: some Sequence<SubmittedTrial>,
    dataPaths: [DataID: String] = [:], isOver: Bool, reopening file: String? = nil
  ) throws -> Bool {
    try write { database in
      let stored = try Self.sweep(id, database)
      let number = Int64(stored.number)
      guard !stored.isOver || file != nil, stored.sweep.trials == count else { return false }
      let data = try Submission.keep(dataPaths, database)
      var submission = try Submission(sweep: number, data: data, from: count, database)
      for trial in trials { try submission.add(trial, database) }
      try database.execute(
        sql: "UPDATE sweeps SET trials = ? WHERE number = ?", arguments: [submission.position, number])
      if let file {
        try database.execute(sql: "UPDATE sweeps SET file = ? WHERE number = ?", arguments: [file, number])
        if !isOver {
          try database.execute(sql: "INSERT OR IGNORE INTO growing_sweeps VALUES (?)", arguments: [number])
        }
      }
      if isOver {
        try database.execute(sql: "DELETE FROM growing_sweeps WHERE sweep = ?", arguments: [number])
      }
      return true
    }
  }
}
