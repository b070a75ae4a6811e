internal import Foundation
internal import Glibc

/// Which file system each folder lies on, as Linux tells in `/proc/self/mountinfo`.
package struct MountTable: Sendable {
  private let mounts: [(point: String, kind: String)]

  /// The table as it is now; empty where there is no `/proc`, and then no folder is refused.
  package static var current: MountTable {
    // Without the table nothing can be said of a folder, and most folders are local.
    MountTable((try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? "")
  }

  /// Reads lines of `mountinfo`: the fifth word is the mount point, the first after ` - ` the kind.
  package init(_ text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), dash >= 6, dash + 1 < words.count else { return nil }
      return (Self.unescaped(words[4]), String(words[dash + 1]))
    }
  }

  /// The kind of network file system that an existing folder lies on, or `nil` on a local one. Machines that mount
  /// one of these do not share memory, so a write-ahead log on it is unsafe.
  package func networkFileSystem(of folder: String) -> String? {
    let path = Self.resolved(folder)
    let holds = mounts.filter { mount in
      mount.point == "/" || path == mount.point || path.hasPrefix(mount.point + "/")
    }
    // Of two mounts on one point the later hides the earlier.
    let deepest = holds.map(\.point.utf8.count).max()
    guard let kind = holds.last(where: { $0.point.utf8.count == deepest })?.kind else { return nil }
    return Self.networkKinds.contains(kind) ? kind : nil
  }

  private static let networkKinds: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "fuse.ceph", "lustre", "gpfs", "beegfs", "fhgfs", "afs",
    "fuse.sshfs", "fuse.glusterfs", "orangefs", "panfs", "9p",
  ]

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// A space, tab, line feed or backslash in a mount point is written as a backslash and three octal digits.
  private static func unescaped(_ word: Substring) -> String {
    guard word.contains("\\") else { return String(word) }
    return ["\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"].reduce(String(word)) { text, escape in
      text.replacingOccurrences(of: escape.key, with: escape.value)
    }
  }
}
