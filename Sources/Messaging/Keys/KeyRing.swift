/// What the holder of a key may do. Each role may do what the one before it may not: they do not contain each other.
package enum Role: String, Hashable, Sendable, CaseIterable {
  /// Takes trials and reports their results.
  case worker
  /// Submits sweeps, controls them and looks at them.
  case submitter
  /// Looks at sweeps.
  case viewer
}

/// Whom a coordinator knows: one entry a key. A revoked key stays, so that its holder can be told.
///
/// As text, a line each: `worker gpu-box 5f…`, with ` revoked` at the end where it was; `#` starts a comment.
package struct KeyRing: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var name: String
    package var role: Role
    package var key: PublicKey
    package var isRevoked = false

    package init(_ name: String, _ role: Role, _ key: PublicKey, isRevoked: Bool = false) {
      (self.name, self.role, self.key, self.isRevoked) = (name, role, key, isRevoked)
    }
  }

  /// Characters of a name.
  package static let nameLimit = 64

  /// In the order in which they were added.
  package private(set) var entries: [Entry] = []
  private var places: [PublicKey: Int] = [:]

  package init() {}

  package subscript(key: PublicKey) -> Entry? { places[key].map { entries[$0] } }

  /// Adds a new key.
  ///
  /// - Throws: `.badKeyName`; `.keyNameTaken` when a key of that name is not revoked; `.keyTwice`.
  package mutating func add(_ entry: Entry) throws(MessagingError) {
    guard Self.isName(entry.name) else { throw .badKeyName(entry.name) }
    guard places[entry.key] == nil else { throw .keyTwice(entry.key.description) }
    if !entry.isRevoked, entries.contains(where: { $0.name == entry.name && !$0.isRevoked }) {
      throw .keyNameTaken(entry.name)
    }
    places[entry.key] = entries.count
    entries.append(entry)
  }

  /// - Throws: `.unknownKeyName` when no key of that name is in force.
  package mutating func revoke(_ name: String) throws(MessagingError) {
    guard let place = entries.firstIndex(where: { $0.name == name && !$0.isRevoked }) else {
      throw .unknownKeyName(name, known: entries.filter { !$0.isRevoked }.map(\.name))
    }
    entries[place].isRevoked = true
  }

  /// Why the holder of `key` may not act as `role`; `nil` when it may. A submitter may look as a viewer may.
  package func objection(to key: PublicKey, as role: Role) -> String? {
    guard let entry = self[key] else {
      return "This key is not known here. Ask for one: 'fathom keys add NAME'."
    }
    if entry.isRevoked {
      return "The key of '\(entry.name)' was revoked. Ask for a new one: 'fathom keys add \(entry.name)'."
    }
    if entry.role == role || (entry.role == .submitter && role == .viewer) { return nil }
    return "The key of '\(entry.name)' is a \(entry.role.rawValue)'s and this needs a \(role.rawValue)'s. "
      + "Ask for one: 'fathom keys add NAME --role \(role.rawValue)'."
  }

  package var text: String {
    "# role name public-key\n"
      + entries.map { "\($0.role.rawValue) \($0.name) \($0.key)\($0.isRevoked ? " revoked" : "")\n" }.joined()
  }

  /// - Parameter place: names the text in errors.
  /// - Throws: `.badKeyLine` and what `add` throws.
  package init(_ text: String, place: String) throws(MessagingError) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { continue }
      guard words.count == 3 || (words.count == 4 && words[3] == "revoked"),
        let role = Role(rawValue: String(words[0])), let key = PublicKey(words[2])
      else { throw .badKeyLine(place: place, line: index + 1, found: String(line)) }
      try add(Entry(String(words[1]), role, key, isRevoked: words.count == 4))
    }
  }

  private static func isName(_ name: String) -> Bool {
    (1...nameLimit).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-._".unicodeScalars.contains($0))
      }
  }
}
