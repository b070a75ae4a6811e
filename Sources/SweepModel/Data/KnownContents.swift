internal import Foundation
internal import Glibc

/// The content of files as it was hashed, so that a large file is read again only after it has changed: that is, when its
/// size, its times or its place on the disk are others.
package struct KnownContents: Sendable {
  /// More are forgotten.
  private static let capacity = 4_096
  private var known: [[FileStamp]: DataID] = [:]

  package init() {}

  /// The hash of the files' bytes, one after the other.
  ///
  /// - Throws: what the system says of a file that cannot be read.
  package mutating func id(of files: [String]) throws -> DataID {
    let stamps = try files.map { try FileStamp(of: $0) }
    if let id = known[stamps] { return id }
    let id = try DataID(contentsOf: files)
    // A file that was written meanwhile is not known by what was read of it.
    if try files.map({ try FileStamp(of: $0) }) == stamps {
      if known.count >= Self.capacity { known = [:] }
      known[stamps] = id
    }
    return id
  }
}

/// What the disk says of a file besides its bytes.
package struct FileStamp: Hashable, Sendable {
  package let byteCount: Int
  private let device, inode: UInt
  private let written, changed: [Int]

  /// - Throws: `NSError` with the system's reason for a file that is not there.
  package init(of path: String) throws {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      throw NSError(
        domain: NSPOSIXErrorDomain, code: Int(errno),
        userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
    }
    byteCount = Int(facts.st_size)
    (device, inode) = (UInt(facts.st_dev), UInt(facts.st_ino))
    written = [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec]
    changed = [facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec]
  }
}
