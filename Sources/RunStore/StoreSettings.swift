internal import GRDB

/// SQLite's settings of one connection that durability and consistency rest on.
package struct StoreSettings: Hashable, Sendable {
  /// `wal`: readers see committed states while the owner writes.
  package var journalMode: String
  /// 2 is FULL: a commit returns after its log is synchronised to the disk.
  package var synchronous: Int
  /// 1: references between rows are checked.
  package var foreignKeys: Int

  init(of database: Database) throws {
    journalMode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? ""
    synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
    foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys") ?? -1
  }

  /// Throws `.unsafeSetting` unless what was asked for is what SQLite does.
  func requireDurable(_ path: String) throws {
    if journalMode != "wal" { throw StoreError.unsafeSetting(path, "journal_mode", journalMode, "wal") }
    if synchronous != 2 { throw StoreError.unsafeSetting(path, "synchronous", "\(synchronous)", "2") }
    if foreignKeys != 1 { throw StoreError.unsafeSetting(path, "foreign_keys", "\(foreignKeys)", "1") }
  }
}
