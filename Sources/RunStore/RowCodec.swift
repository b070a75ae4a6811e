internal import GRDB
internal import SweepModel

/// How a table holds one kind of value of a trial: the one place that knows its columns and what stands in them.
struct RowCodec<Value>: Sendable {
  let table: String
  /// Of the key, beside `trial`: the rows of a trial are ordered by them.
  let keys: [String]
  let others: [String]
  /// The value of a row whose columns, keys first, start at a place counted from 0.
  let read: @Sendable (Row, _ first: Int) throws -> Value
  /// Binds the columns from a place counted from 1.
  let bind: @Sendable (Value, RowStatement, _ first: Int) -> Void

  var columns: [String] { keys + others }
  /// As a query over several tables names them.
  var selected: String { columns.map { "\(table).\($0)" }.joined(separator: ", ") }

  /// - `first`: what is bound before the columns.
  func insertion(_ database: Database, after first: [String] = ["trial"]) throws -> RowStatement {
    let names = first + columns
    let places = Array(repeating: "?", count: names.count).joined(separator: ", ")
    return try RowStatement(
      "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(places))", database)
  }

  /// What the table holds of one trial, ascending.
  func all(of trial: TrialID, _ database: Database) throws -> [Value] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT \(selected) FROM \(table)
        WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY \(keys.joined(separator: ", "))
        """, arguments: [trial.bytes]
    ).map { try read($0, 0) }
  }

  /// Hands over what the table holds of a sweep's trials, one at a time, ascending by position and key.
  func each(of sweep: Int, _ database: Database, _ take: (TrialID, Value) throws -> Void) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT trials.id, \(selected)
        FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
        CROSS JOIN \(table) ON \(table).trial = sweep_trials.trial
        WHERE sweep = ? ORDER BY position, \(keys.joined(separator: ", "))
        """, arguments: [sweep])
    while let row = try rows.next() { try take(try row.identifier(0), try read(row, 1)) }
  }

  /// The same, by trial.
  func byTrial(of sweep: Int, _ database: Database) throws -> [TrialID: [Value]] {
    var values: [TrialID: [Value]] = [:]
    try each(of: sweep, database) { values[$0, default: []].append($1) }
    return values
  }
}
