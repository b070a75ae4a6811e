import Foundation
import Glibc
import Testing

/// Keys with the real binaries: who gets in, who is told why not, and what revoking does.
@Suite(.serialized) struct KeyTests {
  /// A coordinator with keys and two tokens: a worker's and a viewer's.
  private struct Keyed {
    let folder: TemporaryFolder
    let coordinator: Program
    let worker: String
    let viewer: String

    init() throws {
      let folder = try TemporaryFolder()
      self.folder = folder
      #expect(try Program.run("fathom", ["keys", "init"], in: folder).status == 0)
      func token(_ name: String, _ role: String, at endpoint: String) throws -> String {
        let arguments = ["keys", "add", name, "--role", role, "--at", endpoint, "--format", "json"]
        return try #require(
          try Program.run("fathom", arguments, in: folder).json()["token"] as? String)
      }
      let sweep = try folder.write("noop.yaml", "name: noop\nexperiment: noop\nseeds: 50\n")
      let running = try Program(
        "fathom", ["coordinator", sweep, "--listen", "tcp://127.0.0.1:*"], in: folder)
      coordinator = running
      #expect(wait(20) { running.errors.contains("for holders of keys") }, "\(running.errors)")
      let words = running.errors.split(separator: " ").map(String.init)
      let endpoint = try #require(words.first { $0.hasPrefix("tcp://") })
      worker = try token("box", "worker", at: endpoint)
      viewer = try token("eve", "viewer", at: endpoint)
      #expect(wait(20) { running.errors.contains("Keys were changed: 2 are in force.") }, "\(running.errors)")
    }

    func join(_ token: String) throws -> Program {
      try Program(
        "fathom-worker", ["--join", token, "--slots", "1", "--spool", folder.path("spool")], in: folder)
    }

    var finished: Int {
      get throws {
        let rows = try Program.run("fathom", ["list", "--format", "json"], in: folder).output
        return (try JSONSerialization.jsonObject(with: Data(rows.utf8)) as? [[String: Any]])?
          .first?["finished"] as? Int ?? -1
      }
    }
  }

  @Test func `nobody gets in with a wrong key, another server's or none, and each is told`() throws {
    let keyed = try Keyed()
    let place = keyed.worker.split(separator: "/").prefix(2).joined(separator: "//")
    let keys = [keyed.worker, keyed.viewer].map { $0.split(separator: "/").map(String.init) }

    let unknown = try keyed.join(String(keyed.worker.dropLast(5)) + "00000").ending(within: 20)
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("This key is unknown"), "\(unknown.errors)")
    let viewer = try keyed.join(keyed.viewer).ending(within: 20)
    #expect(viewer.status == 1)
    #expect(viewer.errors.contains("is a viewer's and this needs a worker's"), "\(viewer.errors)")

    for (token, sentence) in [
      (place, "it may ask for keys"), ("\(place)/\(keys[0][2])/\(keys[1][3])", "is a viewer's"),
      ("\(place)/\(String(repeating: "5", count: 64))/\(keys[0][3])", "its key is not the token's"),
    ] {
      let stranger = try keyed.join(token)
      #expect(wait(10) { stranger.errors.contains(sentence) }, "\(token): \(stranger.errors)")
      kill(stranger.identifier, SIGTERM)
    }
    #expect(wait(10) { keyed.coordinator.errors.contains("its key is not known.") })
    #expect(try keyed.finished == 0)
  }

  @Test func `a key is in force as soon as it is printed`() throws {
    let keyed = try Keyed()
    let place = try #require(keyed.coordinator.errors.split(separator: " ").first { $0.hasPrefix("tcp://") })
    for name in ["one", "two", "three"] {
      let arguments = ["keys", "add", name, "--at", String(place), "--format", "json"]
      let token = try #require(
        try Program.run("fathom", arguments, in: keyed.folder).json()["token"] as? String)
      let worker = try keyed.join(token)
      #expect(wait(10) { worker.errors.contains("Joined") || !worker.process.isRunning })
      #expect(worker.process.isRunning, "\(worker.errors)")
      kill(worker.identifier, SIGTERM)
      #expect(try worker.ending(within: 20).status == 0)
    }
  }

  @Test func `a worker with its key works until the key is revoked, and is told`() throws {
    let keyed = try Keyed()
    let worker = try keyed.join(keyed.worker)
    #expect(try wait(30) { try keyed.finished == 50 }, "\(worker.errors)")
    #expect(try Program.run("fathom", ["keys", "revoke", "box"], in: keyed.folder).status == 0)
    let ending = try worker.ending(within: 20)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("The key of 'box' was revoked."), "\(ending.errors)")
    let again = try keyed.join(keyed.worker).ending(within: 20)
    #expect(again.status == 1)
    #expect(again.errors.contains("or was revoked"), "\(again.errors)")
  }

  @Test func `keys that others could read stop the coordinator before it listens`() throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run("fathom", ["keys", "init"], in: folder).status == 0)
    chmod(folder.path(".fathom/keys/authorized"), 0o644)
    let refused = try Program.run("fathom", ["coordinator", "--listen", "tcp://127.0.0.1:*"], in: folder)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("has mode 644, so that others could read keys"), "\(refused.errors)")
  }
}
