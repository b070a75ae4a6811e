internal import Foundation

/// A folder that only this user may enter, removed at the end.
package final class PrivateFolder {
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "fathom-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    path = url.path
  }

  deinit {
    // What cannot be removed is left in the temporary folder.
    try? FileManager.default.removeItem(atPath: path)
  }
}
