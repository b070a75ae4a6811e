package import Coordination
internal import Foundation
internal import Glibc
package import Sessions
package import SweepModel

/// Data sets that were fetched, on this machine's disk: a folder each, named after the hash.
///
/// Agents of one machine share it. A kernel lock on an entry says that it is in use and ends with its process; the cache's own
/// lock is held while room is made.
package struct DataCache {
  package struct Refusal: Error { let text: String }

  let path: String
  let room: CacheRoom

  package init(path: String, room: CacheRoom) { (self.path, self.room) = (path, room) }

  static func standard(_ environment: [String: String]) -> String {
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/fathom/data" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/fathom/data" }
    return NSTemporaryDirectory() + "/fathom-data"
  }

  /// Files of the data set, locked against removal; `nil` when it is not here.
  package func use(_ data: DataID) -> (files: [String], lock: FileLock)? {
    let entry = "\(path)/\(data)"
    guard access(entry, F_OK) == 0, let lock = FileLock(entry + "/lock", creating: false), lock.share(),
      // It may have been removed, or replaced, since it was opened.
      lock.isFile(entry + "/lock")
    else { return nil }
    lock.touch()
    return (Self.names(in: entry + "/files").map { "\(entry)/files/\($0)" }, lock)
  }

  /// Makes room and a folder of a name of its own, with files of their full size, locked.
  package func begin(_ data: DataID, _ parts: [DataPart]) throws(Refusal) -> (folder: String, lock: FileLock)
  {
    let total = parts.reduce(0) { $0 + $1.byteCount }
    try makeFolder(path)
    let own = try ownLock()
    defer { own.release() }
    try makeRoom(for: total)
    let folder = "\(path)/\(data).\(getpid())-\(UInt32.random(in: 0 ... .max)).draft"
    try makeFolder(folder + "/files")
    guard let lock = FileLock(folder + "/lock", creating: true), lock.take() else { throw refusal(folder) }
    for part in parts {
      let file = "\(folder)/files/\(part.name)"
      let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw refusal(file) }
      defer { close(descriptor) }
      guard ftruncate(descriptor, off_t(part.byteCount)) == 0 else { throw refusal(file) }
    }
    return (folder, lock)
  }

  /// Gives a whole draft its name, and answers its first file, locked against removal. Another agent's copy of the same is as good.
  ///
  /// The cache's lock is held meanwhile: a lock that is shared in place of one's own is let go for a moment, in which room
  /// could be made.
  package func finish(_ data: DataID, _ folder: String, _ parts: [DataPart], _ lock: FileLock) throws(Refusal)
    -> (file: String, lock: FileLock)
  {
    let entry = "\(path)/\(data)"
    let own = try ownLock()
    defer { own.release() }
    let file = "\(entry)/files/\(parts.first?.name ?? "")"
    if rename(folder, entry) == 0 {
      guard lock.share() else { throw refusal(entry) }
      lock.touch()
      return (file, lock)
    }
    guard errno == ENOTEMPTY || errno == EEXIST, let other = use(data) else { throw refusal(entry) }
    Self.remove(folder)
    return (file, other.lock)
  }

  private func ownLock() throws(Refusal) -> FileLock {
    guard let own = FileLock(path + "/lock", creating: true), own.wait() else { throw refusal(path) }
    return own
  }

  static func remove(_ folder: String) {
    // What cannot be removed still counts when room is made next.
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func makeRoom(for total: Int) throws(Refusal) {
    let held = Self.names(in: path).compactMap { name -> Entry? in
      guard name != "lock" else { return nil }
      return entry(name)
    }
    defer { withExtendedLifetime(held) {} }
    let entries = held.map(\.found)
    guard let surplus = room.surplus(of: entries, adding: total) else {
      let inUse = entries.reduce(0) { $0 + ($1.isInUse ? $1.byteCount : 0) }
      throw Refusal(
        text:
          "Its \(total >> 20) MiB do not fit into '\(path)': \(inUse >> 20) of \(room.bound >> 20) MiB there are in use. "
          + "Raise --data-cache.")
    }
    for entry in held where !surplus.contains(entry.found.name) { entry.lock?.release() }
    for name in surplus { Self.remove("\(path)/\(name)") }
    var disk = statvfs()
    guard statvfs(path, &disk) == 0 else { throw refusal(path) }
    let free = Int(disk.f_bavail) * Int(disk.f_frsize)
    guard total <= free else {
      throw Refusal(
        text: "Its \(total >> 20) MiB do not fit on the disk of '\(path)', where \(free >> 20) MiB are free.")
    }
  }

  /// What lies there, and its lock where nobody else has it: kept until room is made, so that no agent takes it up meanwhile.
  private struct Entry {
    let found: CacheRoom.Entry
    let lock: FileLock?

    init(_ found: CacheRoom.Entry, _ lock: FileLock?) { (self.found, self.lock) = (found, lock) }
  }

  private func entry(_ name: String) -> Entry {
    let folder = "\(path)/\(name)"
    let lock = FileLock(folder + "/lock", creating: false)
    let isInUse = lock.map { !$0.take() } ?? false
    var facts = stat()
    let used = stat(folder + "/lock", &facts) == 0 ? facts.st_mtim.tv_sec : 0
    let bytes = Self.names(in: folder + "/files").reduce(0) { sum, file in
      var facts = stat()
      return stat("\(folder)/files/\(file)", &facts) == 0 ? sum + Int(facts.st_size) : sum
    }
    return Entry(
      CacheRoom.Entry(
        name, byteCount: bytes, used: used, isInUse: isInUse, isBroken: DataID(name) == nil), lock)
  }

  private func makeFolder(_ path: String) throws(Refusal) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw Refusal(text: "Cannot make '\(path)': \((error as NSError).localizedDescription)") }
  }

  private func refusal(_ path: String) -> Refusal {
    Refusal(text: "Cannot write '\(path)': \(String(cString: strerror(errno))).")
  }

  static func names(in folder: String) -> [String] {
    // A folder that cannot be listed has nothing in it that could be used.
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }
}
