internal import Foundation
internal import Glibc

/// A coordinator's keys on disk: `server.key`, its secret half, and `authorized`, whom it knows. The folder is 0700 and its
/// files 0600; anything wider is refused.
package struct KeyFolder: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  private var serverPath: String { path + "/server.key" }
  private var ringPath: String { path + "/authorized" }

  package var exists: Bool { access(serverPath, F_OK) == 0 }

  /// Makes a new server key and an empty ring.
  ///
  /// - Throws: `.keysExist`, `.keyFile`.
  package func create() throws(MessagingError) {
    guard !exists else { throw .keysExist(folder: path) }
    let parent = URL(filePath: path).deletingLastPathComponent().path
    // Failing to make it shows in the next line.
    try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
    guard chmod(path, 0o700) == 0 else { throw failure(path) }
    try write(KeyRing().text, to: ringPath)
    try write(KeyPair().secretText + "\n", to: serverPath)
  }

  /// - Throws: `.noKeys`, `.openKeyFile`, `.badKeyFile`, `.keyFile`.
  package func server() throws(MessagingError) -> KeyPair {
    guard exists else { throw .noKeys(folder: path) }
    try checkMode(path, 0o700)
    let text = try read(serverPath)
    guard let pair = KeyPair(secret: text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw .badKeyFile(path: serverPath)
    }
    return pair
  }

  /// - Throws: `.noKeys`, `.openKeyFile`, `.keyFile`, and what a line of it that is no key throws.
  package func ring() throws(MessagingError) -> KeyRing {
    guard exists else { throw .noKeys(folder: path) }
    return try KeyRing(try read(ringPath), place: ringPath)
  }

  /// Changes whenever the ring was written.
  package var ringStamp: [Int] {
    var status = stat()
    guard stat(ringPath, &status) == 0 else { return [] }
    return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_size), Int(status.st_ino)]
  }

  /// Adds a key and answers its pair, whose secret half is kept nowhere.
  package func add(_ name: String, role: Role) throws(MessagingError) -> KeyPair {
    let pair = try KeyPair()
    try change { ring throws(MessagingError) in try ring.add(.init(name, role, pair.publicKey)) }
    return pair
  }

  package func revoke(_ name: String) throws(MessagingError) {
    try change { ring throws(MessagingError) in try ring.revoke(name) }
  }

  /// Reads, changes and writes the ring while no other process does.
  private func change(_ body: (inout KeyRing) throws(MessagingError) -> Void) throws(MessagingError) {
    guard exists else { throw .noKeys(folder: path) }
    let lock = open(serverPath, O_RDONLY | O_CLOEXEC)
    guard lock >= 0 else { throw failure(serverPath) }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { throw failure(serverPath) }
    var ring = try ring()
    try body(&ring)
    try write(ring.text, to: ringPath)
  }

  /// Whole or not at all, and on disk when it returns.
  private func write(_ text: String, to path: String) throws(MessagingError) {
    let draft = path + ".new"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(draft) }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(draft, path) == 0
    else { throw failure(path) }
    try keepNames()
  }

  /// A new name in the folder outlives a power cut: a key that was revoked must not come back.
  private func keepNames() throws(MessagingError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure(path) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure(path) }
  }

  private func read(_ path: String) throws(MessagingError) -> String {
    try checkMode(path, 0o600)
    guard let data = FileManager.default.contents(atPath: path) else { throw failure(path) }
    return String(decoding: data, as: UTF8.self)
  }

  private func checkMode(_ path: String, _ expected: mode_t) throws(MessagingError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path) }
    let mode = status.st_mode & 0o777
    guard mode & ~expected == 0 else {
      throw .openKeyFile(path: path, mode: String(mode, radix: 8), expected: String(expected, radix: 8))
    }
  }

  private func failure(_ path: String) -> MessagingError {
    .keyFile(path: path, String(cString: strerror(errno)))
  }
}
