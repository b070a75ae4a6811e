internal import Foundation
internal import Messaging

/// A folder that only this user may enter, removed at the end.
package final class PrivateFolder {
  package let path: String

  /// In the temporary folder, or in '/tmp' where that is missing or too long for a socket's path.
  package init() throws {
    let name = "fathom-\(UUID().uuidString.prefix(8))"
    let asked = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    let fits = asked.utf8.count + "/socket".utf8.count <= Endpoint.pathLimit
    let places = (fits ? [asked] : []) + ["/tmp/\(name)"]
    path = try Self.made(places)
  }

  private static func made(_ places: [String]) throws -> String {
    for (number, place) in places.enumerated() {
      do {
        try FileManager.default.createDirectory(
          atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return place
      } catch  where number < places.count - 1 {
        // The next one is tried, and its failure told.
      }
    }
    preconditionFailure("the last one throws")
  }

  deinit {
    // What cannot be removed is left in the temporary folder.
    try? FileManager.default.removeItem(atPath: path)
  }
}
