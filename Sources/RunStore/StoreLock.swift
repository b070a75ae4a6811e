internal import Foundation
internal import Glibc
internal import Synchronization

/// The kernel's lock on a store folder. It ends with its process, however that ends, and no child inherits it.
final class StoreLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// - Throws: `.owned` with what the owner wrote about itself.
  init(_ folder: StoreFolder) throws {
    let descriptor = Glibc.open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = errno
      if reason == EROFS || reason == EACCES { throw StoreError.readOnly(folder.path) }
      if reason == ENOSPC { throw StoreError.diskFull(folder.path) }
      throw StoreError.inputOutput(folder.lock, String(cString: strerror(reason)))
    }
    guard Self.take(descriptor) else {
      let reason = errno
      let owner = Self.owner(in: descriptor)
      Glibc.close(descriptor)
      if reason == EWOULDBLOCK { throw StoreError.owned(folder.path, by: owner) }
      throw StoreError.inputOutput(folder.lock, String(cString: strerror(reason)))
    }
    self.descriptor = Mutex(descriptor)
    // For people only: the lock itself is the kernel's, so a failed write costs a name in a message.
    let text = "\(getpid()) \(ProcessInfo.processInfo.hostName)\n"
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  /// A reader that asks whether the lock is held holds it for a moment itself, so that one refusal is not enough.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 0..<10 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(5_000)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Whether a process owns the folder's store now.
  static func isHeld(_ folder: StoreFolder) -> Bool {
    let descriptor = Glibc.open(folder.lock, O_RDONLY | O_CLOEXEC)
    // Without a lock file, as in a copy, nobody has ever owned it here.
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    flock(descriptor, LOCK_UN)
    return false
  }

  deinit { release() }

  func release() {
    descriptor.withLock { descriptor in
      if let open = descriptor {
        // A child between fork and exec shares the descriptor: unlocking ends the lock for it too, closing does not.
        flock(open, LOCK_UN)
        Glibc.close(open)
      }
      descriptor = nil
    }
  }

  /// The owner's process number and host, or `nil` when the file holds no such thing (it is just being written).
  private static func owner(in descriptor: Int32) -> StoreError.Owner? {
    var bytes = [UInt8](repeating: 0, count: 300)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let words = String(decoding: bytes.prefix(count), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let process = Int(words[0]) else { return nil }
    return StoreError.Owner(process: process, host: String(words[1]))
  }
}
