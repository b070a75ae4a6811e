internal import Foundation
internal import Glibc

/// The folder of one store and the names in it.
package struct StoreFolder: Hashable, Sendable {
  /// Where a command looks when no other folder is named.
  package static let standard = "./.fathom"

  /// Absolute, without a slash at its end.
  package let path: String
  package var database: String { path + "/fathom.db" }
  var log: String { path + "/fathom.db-wal" }
  package var lock: String { path + "/lock" }

  package init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Makes the folder (0700) and its parents where they are missing; the new name is on disk when this returns.
  func create() throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw StoreError.notAFolder(path) }
      return
    }
    do {
      let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let descriptor = Glibc.open(parent, O_RDONLY | O_CLOEXEC)
      if descriptor >= 0 {
        fsync(descriptor)
        Glibc.close(descriptor)
      }
    } catch {
      throw StoreError.cannotCreate(path, (error as NSError).localizedDescription)
    }
  }

  func requireDatabase() throws {
    guard FileManager.default.fileExists(atPath: database) else { throw StoreError.noStore(path) }
  }

  /// Size of the write-ahead log in bytes; 0 when there is none.
  var logBytes: Int {
    var status = stat()
    return stat(log, &status) == 0 ? Int(status.st_size) : 0
  }
}
