internal import Foundation
internal import GRDB
internal import SweepModel

/// A column of a table: how it is read into a value, and how a value is bound to it.
struct RowColumn<Value>: Sendable {
  typealias Property<Kept> = any WritableKeyPath<Value, Kept> & Sendable

  let name: String
  /// How it orders rows, as SQL; by its values where nothing is said.
  var order: String?
  /// Places of a row are counted from 0.
  let read: @Sendable (inout Value, Row, _ place: Int) throws -> Void
  /// Places of a statement are counted from 1.
  let bind: @Sendable (Value, RowStatement, _ place: Int) -> Void

  /// A number that may be missing, or not.
  static func number<Number: DatabaseValueConvertible & StatementColumnConvertible>(
    _ name: String, _ property: Property<Number>
  ) -> Self {
    RowColumn(
      name: name, read: { $0[keyPath: property] = $1[$2] }, bind: { $1.bind($2, $0[keyPath: property]) })
  }

  static func text(_ name: String, _ property: Property<String>) -> Self {
    RowColumn(
      name: name, read: { $0[keyPath: property] = $1[$2] }, bind: { $1.bind($2, $0[keyPath: property]) })
  }

  /// Values of 4 bytes one after the other; NULL where there are none.
  static func spectrum(_ name: String, _ property: Property<[Float]>) -> Self {
    RowColumn(
      name: name,
      read: { value, row, place in
        let found = try row.withUnsafeData(atIndex: place) { data in
          data.map { data in data.withUnsafeBytes { LayerSpectra.values(of: $0) } } ?? []
        }
        guard let found else { throw RowError(column: place, expected: "numbers of 4 bytes each") }
        value[keyPath: property] = found
      },
      bind: { value, statement, place in
        let values = value[keyPath: property]
        statement.bind(place, values.isEmpty ? nil : Data(LayerSpectra.bytes(of: values)))
      })
  }
}

/// How a table holds one kind of value of a trial: the one place that knows its columns and what stands in them.
struct RowCodec<Value: Sendable>: Sendable {
  let table: String
  /// How many of the columns are the key, beside `trial`: the rows of a trial are ordered by them.
  let keys: Int
  let columns: [RowColumn<Value>]
  /// What a row is read into.
  let blank: Value

  /// As a query over several tables names them.
  var selected: String { columns.map { "\(table).\($0.name)" }.joined(separator: ", ") }
  private var order: String { columns.prefix(keys).map { $0.order ?? $0.name }.joined(separator: ", ") }

  /// The value of a row whose columns start at a place.
  func read(_ row: Row, _ first: Int) throws -> Value {
    var value = blank
    for (place, column) in columns.enumerated() { try column.read(&value, row, first + place) }
    return value
  }

  /// What the table holds of one trial, ascending.
  func all(of trial: TrialID, _ database: Database) throws -> [Value] {
    try database.all(
      """
      SELECT \(selected) FROM \(table)
      WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY \(order)
      """, [trial.bytes]
    ) { try read($0, 0) }
  }

  /// Hands over what the table holds of a sweep's trials, one at a time, ascending by position and key.
  func each(of sweep: Int, _ database: Database, _ take: (TrialID, Value) throws -> Void) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT trials.id, \(selected)
        FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
        CROSS JOIN \(table) ON \(table).trial = sweep_trials.trial
        WHERE sweep = ? ORDER BY position, \(order)
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
