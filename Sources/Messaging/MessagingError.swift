package import SweepModel

/// What can go wrong between two processes of Fathom, as facts. `description` makes a sentence of each.
package enum MessagingError: Error, Hashable, Sendable {
  // A frame. The first value names the message, the second its field.
  case foreignFrame(found: [UInt8])
  case otherVersion(found: UInt8)
  case unknownKind(found: UInt8, from: String)
  case cutOff(String, String, needed: Int, left: Int)
  case tooLong(String, String, found: Int, limit: Int)
  case outOfRange(String, String, found: String, ClosedRange<Int>)
  case notText(String, String)
  case emptyName(String, String)
  case controlCharacter(String, String)
  case trailingBytes(String, Int)
  case severalParts(Int)
  case frameTooLong(found: Int, limit: Int)

  // A result's JSON.
  case resultTooLong(found: Int, limit: Int)
  case unreadableResult(String)
  /// So many bytes that are not spelled as a worker of Fathom does.
  case otherSpelling(Int)
  case badResult(TrialResult.Objection)

  // An address.
  case badEndpoint(String, String)
  case pathTooLong(String, found: Int, limit: Int)
  case notASocket(String)
  case addressInUse(String)
  case notOfThisMachine(String)
  case noFolder(String)
  case notPermitted(String)
  case beyondLoopback(String)

  // A key.
  case badKeyName(String)
  case keyNameTaken(String)
  case keyTwice(String)
  case unknownKeyName(String, known: [String])
  case badKeyLine(place: String, line: Int, found: String)
  case badToken(String)
  case noKeys(folder: String)
  case keysExist(folder: String)
  case openKeyFile(path: String, mode: String, expected: String)
  case badKeyFile(path: String)
  case keyFile(path: String, String)

  // A call.
  case tooManySockets
  case callFailed(String, String)
  case pipeClosed
}
