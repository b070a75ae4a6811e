internal import GRDB
package import SweepModel

extension Store {
  /// What a trial's attempts wrote last, as far as they have ended with a report; the first attempt first.
  package func logs(of trial: TrialID) throws -> [AttemptLog] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT attempt, text FROM logs WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY attempt
          """, arguments: [trial.bytes])
      return rows.map { AttemptLog(attempt: Attempt($0[0]), text: $0[1]) }
    }
  }
}
