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
    var written = 0
    while written < content.count {
      let count = content.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw refusal(draft) }
      written += count
    }
    guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw refusal(draft) }
  }

  private static func refusal(_ draft: String) -> Refusal {
    let refusal = Refusal(path: draft, reason: lastReason)
    unlink(draft)
    return refusal
  }

  private static var lastReason: String { String(cString: strerror(errno)) }
}
