internal import Foundation
internal import Messaging

/// Where an agent keeps reports when nobody says: one folder for each coordinator's address, so that the next agent
/// for the same coordinator finds them.
enum SpoolFolder {
  static func standard(for endpoint: Endpoint, environment: [String: String]) -> String {
    let key = String(endpoint.description.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" })
    return "\(state(environment))/fathom/spool/\(key.suffix(128))"
  }

  private static func state(_ environment: [String: String]) -> String {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state" }
    return NSTemporaryDirectory()
  }
}
