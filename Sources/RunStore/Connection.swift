internal import Foundation
internal import GRDB

/// How a database file is opened, and what is checked before it is used.
enum Connection {
  /// Opens for the owner: refuses what is not a sound store of this version or older, then migrates.
  static func writing(_ folder: StoreFolder) throws -> DatabaseQueue {
    try requireFile(folder)
    return try StoreError.translating(folder.database) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        let version = try Schema.version(of: database, path: folder.database)
        try database.execute(
          sql: """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA cache_size = -65536;
            PRAGMA journal_size_limit = 67108864;
            """)
        try requireDurable(database, folder.database)
        if version > 0 { try requireSound(database, folder.database) }
        try Schema.migrate(database, from: version)
      }
      return queue
    }
  }

  /// Opens for a reader. A folder in which no file can be made, or on a network, is read as it lies there: it must
  /// have no log left, which an owner's orderly end sees to.
  static func reading(_ folder: StoreFolder, isRemote: Bool) throws -> DatabaseQueue {
    try requireFile(folder)
    if !isRemote {
      do {
        return try reading(folder, at: folder.database)
      } catch StoreError.inputOutput, StoreError.readOnly {
        // SQLite could not make its shared memory beside the file.
      }
    }
    if folder.logBytes > 0 { throw StoreError.unreadableLog(folder.path) }
    return try reading(folder, at: immutableAddress(of: folder.database))
  }

  private static func reading(_ folder: StoreFolder, at address: String) throws -> DatabaseQueue {
    try StoreError.translating(folder.database) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: address, configuration: configuration)
      try queue.inDatabase { database in
        let version = try Schema.version(of: database, path: folder.database)
        if version == 0 { throw StoreError.noStore(folder.path) }
        try Schema.showAsToday(database, version: version)
      }
      return queue
    }
  }

  /// That SQLite does what was asked for: a commit returns after its log is synchronised to the disk, readers see
  /// committed states meanwhile, and references between rows are checked.
  private static func requireDurable(_ database: Database, _ path: String) throws {
    for (name, wanted) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
      let found = try String.fetchOne(database, sql: "PRAGMA \(name)") ?? "-1"
      if found != wanted { throw StoreError.unsafeSetting(path, name, found, wanted) }
    }
  }

  /// Every page and every row's form: SQLite's `quick_check`.
  static func requireSound(_ database: Database, _ path: String) throws {
    let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
    if finding != "ok" { throw StoreError.damaged(path, finding) }
  }

  private static func requireFile(_ folder: StoreFolder) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: folder.database, isDirectory: &isFolder), isFolder.boolValue {
      throw StoreError.damaged(folder.database, "it is a folder")
    }
  }

  private static func immutableAddress(of path: String) -> String {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-._~"))
    let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
    return "file:\(escaped)?immutable=1"
  }
}
