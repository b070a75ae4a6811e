internal import Foundation
internal import Glibc

/// Files and folders that one trial after another is given under the same name. What the last one left as it was is not
/// made again: making and removing them cost more than many programs take.
enum Scratch {
  private static let mode = mode_t(0o700)

  /// An empty folder at `path`.
  static func empty(_ path: String) throws {
    if isEmpty(path) { return }
    CodeFolder.remove(path)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: Int(mode)])
  }

  /// Whether an empty folder is there whose owner may do everything in it.
  static func isEmpty(_ path: String) -> Bool {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode == S_IFDIR | mode, let folder = opendir(path) else {
      return false
    }
    defer { closedir(folder) }
    // Two entries are the folder's own name and its parent's.
    for _ in 0..<2 where readdir(folder) == nil { return true }
    return readdir(folder) == nil
  }

  /// A file with this text at `path`, which nobody has under another name.
  static func write(_ text: String, to path: String) throws {
    let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    var (descriptor, facts) = (open(path, flags, 0o600), stat())
    if descriptor < 0 || fstat(descriptor, &facts) != 0 || facts.st_mode != S_IFREG | 0o600
      || facts.st_nlink != 1
    {
      if descriptor >= 0 { close(descriptor) }
      CodeFolder.remove(path)
      descriptor = open(path, flags | O_EXCL, 0o600)
    }
    guard descriptor >= 0 else { throw Refusal() }
    defer { close(descriptor) }
    var text = text
    let isWritten = text.withUTF8 { bytes in
      pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count
        && (facts.st_size <= bytes.count || ftruncate(descriptor, off_t(bytes.count)) == 0)
    }
    guard isWritten else { throw Refusal() }
  }

  /// Why the system has just refused something.
  struct Refusal: LocalizedError {
    let errorDescription: String? = String(cString: strerror(errno))
  }
}
