internal import GRDB
internal import GRDBSQLite
internal import SweepModel

/// A cached statement that is bound and stepped without an array of arguments in between, which for a short row
/// takes longer than what SQLite does with it. Bindings are counted from 1; what is not bound again stays.
struct RowStatement {
  /// Keeps `handle` alive.
  private let statement: Statement
  private let handle: OpaquePointer

  init(_ sql: String, _ database: Database) throws {
    statement = try database.cachedStatement(sql: sql)
    handle = statement.sqliteStatement
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// A number or bytes; `nil` is NULL.
  func bind(_ place: Int, _ value: some StatementBinding) { _ = value.bind(to: handle, at: Int32(place)) }

  /// All of the text, whatever is in it.
  func bind(_ place: Int, _ text: String) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        _ = sqlite3_bind_text(handle, Int32(place), $0.baseAddress, Int32($0.count), Self.copied)
      }
    }
  }

  func bind<Tag>(_ place: Int, _ id: Identifier<Tag>) {
    withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) {
      _ = sqlite3_bind_blob(handle, Int32(place), $0.baseAddress, Int32($0.count), Self.copied)
    }
  }

  /// Runs a statement that gives no rows; answers how many it changed.
  @discardableResult
  func run() throws -> Int {
    defer { sqlite3_reset(handle) }
    try check(sqlite3_step(handle), expecting: SQLITE_DONE)
    return Int(sqlite3_changes(sqlite3_db_handle(handle)))
  }

  /// What `read` makes of the first row, or `nil` when there is none.
  func first<Value>(_ read: (Columns) throws -> Value) throws -> Value? {
    defer { sqlite3_reset(handle) }
    let code = sqlite3_step(handle)
    if code == SQLITE_DONE { return nil }
    try check(code, expecting: SQLITE_ROW)
    return try read(Columns(handle: handle))
  }

  /// The row that a statement stands on; columns are counted from 0.
  struct Columns {
    fileprivate let handle: OpaquePointer

    func number(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    func bytes(_ column: Int) -> [UInt8] {
      let start = sqlite3_column_blob(handle, Int32(column))
      return Array(
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }
  }

  private func check(_ code: Int32, expecting expected: Int32) throws {
    guard code != expected else { return }
    let text = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: text)
  }

  /// `SQLITE_TRANSIENT`: SQLite takes its own copy at once.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
