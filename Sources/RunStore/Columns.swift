internal import Foundation
internal import GRDB
internal import SweepModel

/// Identifiers are stored as their 16 bytes, most significant first, so that byte order is the order of their text.
extension Identifier {
  var bytes: Data {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }
  }

  /// `nil` unless there are 16 bytes; the schema lets no others in.
  init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    self.init(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}

/// Times are stored as whole microseconds since 1970, UTC.
extension Date {
  var microseconds: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }

  init(microseconds: Int64) { self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000) }
}

extension Row {
  func identifier<Tag>(_ column: Int) throws -> Identifier<Tag> {
    let found = try withUnsafeData(atIndex: column) { data in
      data.flatMap { data in data.withUnsafeBytes { Identifier<Tag>(bytes: $0) } }
    }
    guard let found else { throw RowError(column: column, expected: "an identifier of 16 bytes") }
    return found
  }

  /// A checked text as the case it names.
  func value<Value: RawRepresentable<String>>(_ column: Int) throws -> Value? {
    guard let text: String = self[column] else { return nil }
    guard let value = Value(rawValue: text) else { throw RowError(column: column, expected: "no '\(text)'") }
    return value
  }

  func date(_ column: Int) -> Date? {
    let microseconds: Int64? = self[column]
    return microseconds.map(Date.init(microseconds:))
  }
}

extension Database {
  /// What `read` makes of each row of a query; `nil` leaves a row out.
  func all<Value>(
    _ sql: String, _ arguments: StatementArguments = [], _ read: (Row) throws -> Value?
  ) throws -> [Value] {
    let rows = try Row.fetchCursor(self, sql: sql, arguments: arguments)
    var values: [Value] = []
    while let row = try rows.next() {
      if let value = try read(row) { values.append(value) }
    }
    return values
  }
}

/// A row that holds what the schema does not let in: the file was changed by something else.
struct RowError: Error {
  var column: Int
  var expected: String
}
