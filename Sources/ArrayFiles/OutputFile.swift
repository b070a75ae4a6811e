internal import Glibc

/// A file to write: who opens its path finds the old file or the whole new one.
///
/// It is written beside its place and renamed. Links are followed first, and what is no regular file (a pipe, a device) is
/// written into as it is.
package struct OutputFile {
  /// Where the content is written until `finish`.
  package let draft: String
  /// What the draft becomes; `nil` where the content goes into the place itself.
  private let target: String?
  private let mode: mode_t?

  /// - Throws: a sentence for a place that may not be written; nothing was changed then.
  package init(_ path: String) throws(ArrayFileError) {
    let place = Self.resolved(path)
    var facts = stat()
    guard stat(place, &facts) == 0 else {
      let end = place.lastIndex(of: "/").map { place[..<$0] }
      let folder = end.map { $0.isEmpty ? "/" : String($0) } ?? "."
      guard access(folder, F_OK) == 0 else { throw Self.refused(path, systemReason()) }
      guard access(folder, W_OK) == 0 else { throw Self.refused(path, systemReason()) }
      (draft, target, mode) = ("\(place).\(getpid()).part", place, nil)
      return
    }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: throw Self.refused(path, "It is a folder")
    case S_IFREG:
      // The superuser may write everything, and a file that nobody may write was meant to stay.
      guard facts.st_mode & 0o222 != 0, access(place, W_OK) == 0 else {
        throw Self.refused(path, "It may not be written")
      }
      (draft, target, mode) = ("\(place).\(getpid()).part", place, facts.st_mode & 0o777)
    default:
      guard access(place, W_OK) == 0 else { throw Self.refused(path, systemReason()) }
      (draft, target, mode) = (place, nil, nil)
    }
  }

  /// The draft is whole: it takes its place.
  package func finish() throws(ArrayFileError) {
    guard let target else { return }
    // The old file's permissions; one that cannot have them is written all the same.
    if let mode { _ = chmod(draft, mode) }
    guard rename(draft, target) == 0 else {
      let refusal = Self.refused(target, systemReason())
      abandon()
      throw refusal
    }
  }

  /// Removes what was written so far.
  package func abandon() {
    if target != nil { unlink(draft) }
  }

  /// Writes all of a file.
  package static func write(_ bytes: [UInt8], to path: String) throws(ArrayFileError) {
    let file = try OutputFile(path)
    let flags = file.target == nil ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let descriptor = open(file.draft, flags, 0o666)
    guard descriptor >= 0 else { throw refused(path, systemReason()) }
    var reason = bytes.withUnsafeBytes { buffer -> String? in
      var done = 0
      while done < buffer.count {
        let got = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { return systemReason() }
        done += got
      }
      return file.target == nil || fsync(descriptor) == 0 ? nil : systemReason()
    }
    if close(descriptor) != 0, reason == nil { reason = systemReason() }
    if let reason {
      file.abandon()
      throw refused(path, reason)
    }
    try file.finish()
  }

  static func refused(_ path: String, _ reason: String) -> ArrayFileError {
    .cannot("write", path, reason, "Choose another path.")
  }

  /// What the links at the end of a path lead to, there or not.
  private static func resolved(_ path: String) -> String {
    var place = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let length = readlink(place, &buffer, buffer.count - 1)
      guard length > 0 else { return place }
      let next = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let folder = place.lastIndex(of: "/").map { place[...$0] } ?? ""
      place = next.hasPrefix("/") ? next : folder + next
    }
    return place
  }
}
