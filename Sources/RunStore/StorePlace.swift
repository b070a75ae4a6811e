internal import Glibc

/// Which files a store's are: the same names may come to mean others, or none.
struct StorePlace: Sendable {
  private let database: FileIdentity?
  private var log: FileIdentity?

  init(_ folder: StoreFolder) {
    database = FileIdentity(folder.database)
    log = FileIdentity(folder.log)
  }

  /// Whether what lies there is what was opened. SQLite makes the log when it is first needed, and keeps it.
  mutating func isThere(_ folder: StoreFolder) -> Bool {
    guard let database, FileIdentity(folder.database) == database else { return false }
    let found = FileIdentity(folder.log)
    if log == nil { log = found }
    return found == log
  }
}

private struct FileIdentity: Hashable, Sendable {
  private let device: UInt
  private let number: UInt

  /// `nil` where there is no such file.
  init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_nlink > 0 else { return nil }
    (device, number) = (UInt(facts.st_dev), UInt(facts.st_ino))
  }
}
