import Foundation
import Messaging
import Testing

private func ring(_ entries: KeyRing.Entry...) throws -> KeyRing {
  var ring = KeyRing()
  for entry in entries { try ring.add(entry) }
  return ring
}

struct KeyTests {
  @Test func `a pair is made again from its secret half`() throws {
    let pair = try KeyPair()
    #expect(KeyPair(secret: pair.secretText) == pair)
    #expect(PublicKey(pair.publicKey.description) == pair.publicKey)
    #expect(try KeyPair() != pair)
    #expect(!"\(pair)".contains(pair.secretText))
  }

  @Test(arguments: ["", "5f", String(repeating: "0", count: 63), String(repeating: "G", count: 64)])
  func `what is not 64 digits is no key`(text: String) {
    #expect(PublicKey(text) == nil)
    #expect(KeyPair(secret: text) == nil)
  }

  @Test func `a ring is read as it is written`() throws {
    let (first, second) = (try KeyPair().publicKey, try KeyPair().publicKey)
    let written = try ring(.init("a", .worker, first, isRevoked: true), .init("b.c", .viewer, second))
    #expect(try KeyRing(written.text + "\n# a comment\n", place: "authorized") == written)
  }

  @Test func `a line that is no key is told with its place`() throws {
    let error = #expect(throws: MessagingError.self) { try KeyRing("\nking arthur 00", place: "authorized") }
    #expect(
      error?.description
        == "authorized:2: 'king arthur 00' is no key. Expected is 'ROLE NAME PUBLIC-KEY', as 'fathom keys add' writes it."
    )
  }

  @Test func `a name in force cannot be taken and a revoked one can`() throws {
    var known = try ring(.init("box", .worker, try KeyPair().publicKey))
    let next = try KeyPair().publicKey
    #expect(throws: MessagingError.keyNameTaken("box")) { try known.add(.init("box", .worker, next)) }
    try known.revoke("box")
    try known.add(.init("box", .worker, next))
    #expect(known.entries.map(\.isRevoked) == [true, false])
    #expect(throws: MessagingError.unknownKeyName("bx", known: ["box"])) { try known.revoke("bx") }
    #expect(throws: MessagingError.badKeyName("a b")) {
      try known.add(.init("a b", .worker, KeyPair().publicKey))
    }
  }

  /// Who may do what: every role against every role.
  @Test(arguments: Role.allCases, Role.allCases)
  func `each role does its own`(holder: Role, wanted: Role) throws {
    let key = try KeyPair().publicKey
    let known = try ring(.init("box", holder, key))
    let mayDo = holder == wanted || (holder == .submitter && wanted == .viewer)
    #expect((known.objection(to: key, as: wanted) == nil) == mayDo)
    var revoked = known
    try revoked.revoke("box")
    #expect(
      revoked.objection(to: key, as: wanted)
        == "The key of 'box' was revoked. Ask for a new one: 'fathom keys add box'.")
    #expect(known.objection(to: try KeyPair().publicKey, as: wanted)?.contains("not known") == true)
  }

  @Test func `a token is one word that holds all`() throws {
    let token = JoinAddress(
      try Endpoint("tcp://head.cluster:7700"),
      security: .client(try KeyPair(), server: try KeyPair().publicKey))
    let text = token.description
    #expect(text.allSatisfy { $0.isLetter || $0.isNumber || ":/.".contains($0) })
    #expect(try JoinAddress(text) == token)
    #expect(try JoinAddress("tcp://head:7700") == JoinAddress(try Endpoint("tcp://head:7700")))
    #expect(try JoinAddress("ipc:///tmp/a/b/c/d") == JoinAddress(try Endpoint("ipc:///tmp/a/b/c/d")))
    for cut in [text.dropLast(), text.dropLast(65), text + "/x"] as [any StringProtocol] {
      #expect(throws: MessagingError.badToken("tcp://head.cluster:7700")) { try JoinAddress(String(cut)) }
    }
  }

  @Test func `what goes on is told in counts, to the last one`() {
    var refusals = Refusals()
    var told: [String] = []
    for step in 0..<2_500 {
      let now = Duration.milliseconds(10 * step)
      if let sentence = refusals.note(.connection, from: "10.0.0.9", "its key is not known.", at: now) {
        told.append(sentence)
      }
      if step == 2_499, let sentence = refusals.note(.message, "no.", at: now) { told.append(sentence) }
      told += refusals.due(at: now)
    }
    told += refusals.due(at: .seconds(35))
    #expect(
      told == [
        "Refused a connection from 10.0.0.9: its key is not known.",
        "Refused 1000 more connections from 10.0.0.9: its key is not known.",
        "Refused 1000 more connections from 10.0.0.9: its key is not known.",
        "Refused a message: no.",
        "Refused 499 more connections from 10.0.0.9: its key is not known.",
      ])
  }

  @Test func `many addresses do not fill memory or log, and none is left out`() {
    var refusals = Refusals()
    var told: [String] = []
    for step in 0..<100_000 {
      if let sentence = refusals.note(.connection, from: "host \(step)", "no.", at: .zero) {
        told.append(sentence)
      }
    }
    #expect(told.count == 101)
    #expect(
      refusals.due(at: .seconds(10)) == [
        "Refused 99899 more connections from other addresses: for one reason or another."
      ])
    // Those that did not go on are forgotten, and told at once when they come back.
    #expect(refusals.note(.connection, from: "host 1", "no.", at: .seconds(11)) != nil)
  }
}

struct KeyFolderTests {
  private let path = FileManager.default.temporaryDirectory.path + "/keys-\(UInt64.random(in: .min ... .max))"

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `keys are kept where only their owner reads`() throws {
    let folder = KeyFolder(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: MessagingError.noKeys(folder: path)) { try folder.server() }
    try folder.create()
    #expect(throws: MessagingError.keysExist(folder: path)) { try folder.create() }
    let server = try folder.server()
    #expect(try folder.server() == server)
    let stamp = folder.ringStamp
    let pair = try folder.add("box", role: .worker)
    #expect(folder.ringStamp != stamp)
    #expect(try folder.ring()[pair.publicKey]?.name == "box")
    try folder.revoke("box")
    #expect(try folder.ring()[pair.publicKey]?.isRevoked == true)
    for (name, expected) in [("", 0o700), ("/server.key", 0o600), ("/authorized", 0o600)] {
      #expect(try mode(path + name) == expected)
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      #expect(
        !String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
          .contains(pair.secretText))
    }
  }

  @Test(arguments: ["", "/server.key", "/authorized"])
  func `what others could read is refused`(name: String) throws {
    let folder = KeyFolder(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try folder.create()
    try FileManager.default.setAttributes(
      [.posixPermissions: name.isEmpty ? 0o755 : 0o640], ofItemAtPath: path + name)
    let expected = MessagingError.openKeyFile(
      path: path + name, mode: name.isEmpty ? "755" : "640", expected: name.isEmpty ? "700" : "600")
    #expect(throws: expected) {
      _ = try folder.server()
      _ = try folder.ring()
    }
  }

  @Test func `a server key that was cut is refused`() throws {
    let folder = KeyFolder(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try folder.create()
    try FileHandle(forWritingTo: URL(filePath: path + "/server.key")).truncate(atOffset: 10)
    #expect(throws: MessagingError.badKeyFile(path: path + "/server.key")) { try folder.server() }
  }
}
