import Foundation
import Testing

/// Which sweeps and which trials commands speak of, with the real binaries.
@Suite struct SelectionTests {
  /// A store of three finished sweeps of no work: 1 `one`, 2 `two`, 3 `three`, with as many trials.
  private static func store() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (count, name) in ["one", "two", "three"].enumerated() {
      let file = try folder.write(
        "\(name).yaml", "name: \(name)\nexperiment: noop\nseeds: \(count + 1)\n")
      let run = try Program.run("fathom", ["run", file, "--slots", "1"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    return folder
  }

  @Test func `sweeps are selected by number, range, list and all, wherever a command takes them`() throws {
    let folder = try Self.store()
    func fathom(_ arguments: String...) throws -> Program.Ending {
      try Program.run("fathom", arguments, in: folder)
    }
    func names(_ selector: String) throws -> [String] {
      let status = try fathom("status", selector, "--format", "json")
      let rows = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [[String: Any]]
      return (rows ?? []).compactMap { $0["sweep"] as? String }
    }
    #expect(try names("all") == ["one", "two", "three"])
    #expect(try names("2-3") == ["two", "three"])
    #expect(try names("last,1") == ["three", "one"])
    #expect(try fathom("list").output.contains("     2  two"))
    #expect(try fathom("watch", "1-2", "--once").output.components(separatedBy: "ended\n").count == 3)
    #expect(try fathom("verify", "all").output.split(separator: "\n").count == 3)
    let proofs = try fathom("verify", "2-3", "--format", "json").output
    #expect(
      try (JSONSerialization.jsonObject(with: Data(proofs.utf8)) as? [[String: Any]])?.count == 2)
    #expect(try fathom("verify", "2", "--format", "json").json()["sweep"] as? String == "two")
    let reports = try fathom("report", "1-2", "--out", "reports", "--format", "json")
    #expect(
      try (JSONSerialization.jsonObject(with: Data(reports.output.utf8)) as? [[String: Any]])?.count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("reports")).count == 2)
    #expect(try fathom("export", "3").output.split(separator: "\n").count == 4)
    #expect(try fathom("diff", "1", "last").status == 0)
  }

  @Test func `a command that takes one sweep refuses several with a sentence`() throws {
    let folder = try Self.store()
    for arguments in [["export", "all"], ["trials", "1-2"], ["diff", "1,2", "3"]] {
      let ending = try Program.run("fathom", arguments, in: folder)
      #expect(ending.status == 2 && ending.output.isEmpty)
      #expect(ending.errors.contains("sweeps and one is wanted here"), "\(ending.errors)")
    }
    let beyond = try Program.run("fathom", ["status", "2-9"], in: folder)
    #expect(beyond.status == 2 && beyond.errors.contains("they are numbered 1 to 3"), "\(beyond.errors)")
  }

  @Test func `trials are chosen, sorted and limited, as a table and as JSON`() throws {
    let folder = try Self.store()
    func seeds(_ arguments: String...) throws -> [Int] {
      let ending = try Program.run("fathom", ["trials", "--format", "json"] + arguments, in: folder)
      let rows = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]]
      return (rows ?? []).compactMap { $0["seed"] as? Int }
    }
    #expect(try seeds("last") == [0, 1, 2])
    #expect(try seeds("three", "--sort", "-seed", "--limit", "2") == [2, 1])
    #expect(try seeds("3", "--where", "seed>0 and state=finished", "--sort", "seed") == [1, 2])
    #expect(try seeds("3", "--where", "state = failed") == [])
    let table = try Program.run("fathom", ["trials", "--where", "seed = 1"], in: folder)
    #expect(table.output.split(separator: "\n").count == 2, "\(table.output)")
    for (arguments, words) in [
      (["--where", "sede = 1"], "Did you mean 'seed'?"), (["--sort", "-sede"], "Did you mean 'seed'?"),
      (["--limit", "0"], "from 1 on"), (["--where", "seed = "], "at character 8"),
    ] {
      let ending = try Program.run("fathom", ["trials"] + arguments, in: folder)
      #expect(ending.status == 2 && ending.errors.contains(words), "\(ending.errors)")
    }
  }
}
