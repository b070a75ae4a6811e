internal import GRDB
package import SweepModel

extension Store {
  /// Appends trials to a sweep that is not over, in one transaction.
  ///
  /// - Parameters:
  ///   - count: the trials that the sweep had when its method was asked. When it has others the answer is there already,
  ///     and nothing changes: so an answer may be given twice.
  ///   - isOver: its method asks for nothing more.
  /// - Returns: whether it grew.
  /// - Throws: `.unknownSweep`, `.unknownData`, `.conflictingTrial`, `.refusedRow` for a trial that the sweep has already.
  @discardableResult
  package func grow(
    _ id: SweepID, after count: Int, by trials: some Sequence<SubmittedTrial>,
    dataPaths: [DataID: String] = [:], isOver: Bool
  ) throws -> Bool {
    try write { database in
      let stored = try Self.sweep(id, database)
      let number = Int64(stored.number)
      guard !stored.isOver, stored.sweep.trials == count else { return false }
      let data = try Submission.keep(dataPaths, database)
      var submission = try Submission(sweep: number, data: data, from: count, database)
      for trial in trials { try submission.add(trial, database) }
      try database.execute(
        sql: "UPDATE sweeps SET trials = ? WHERE number = ?", arguments: [submission.position, number])
      if isOver {
        try database.execute(sql: "DELETE FROM growing_sweeps WHERE sweep = ?", arguments: [number])
      }
      return true
    }
  }
}
