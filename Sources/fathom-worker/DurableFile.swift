internal import Glibc

/// Files that are whole or not there: written under another name, synchronised and then renamed.
enum DurableFile {
  struct Refusal: Error, CustomStringConvertible {
    let path, reason: String
    var description: String { "Cannot write '\(path)': \(reason)." }
  }

  static func write(_ content: [UInt8], to path: String, draft: String) throws(Refusal) {
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Refusal(path: draft, reason: lastReason) }
    defer { close(descriptor) }
    guard write(content[...], to: descriptor), fsync(descriptor) == 0, rename(draft, path) == 0 else {
      let refusal = Refusal(path: draft, reason: lastReason)
      unlink(draft)
      throw refusal
    }
    guard keepNames(beside: path) else { throw Refusal(path: path, reason: lastReason) }
  }

  /// A new name is on disk as its file is: without this a power cut may bring back what was renamed.
  private static func keepNames(beside path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// Writes from `place` on; answers whether the system took all of it.
  static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, at place: Int = 0) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = pwrite(
          descriptor, buffer.baseAddress! + written, buffer.count - written, off_t(place + written))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  private static var lastReason: String { String(cString: strerror(errno)) }
}
