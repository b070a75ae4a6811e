import Foundation
import Glibc
import Testing

/// `batch:` as a user meets it: many trials in one process of a program.
@Suite(.serialized) struct BatchTests {
  private static let head = """
    import json, os, sys, time
    out = os.fdopen(int(os.environ["FATHOM_FD"]), "w")
    trials = json.load(open(os.environ["FATHOM_TRIAL"]))
    def say(**line): print(json.dumps(line), file=out, flush=True)
    def done(t): say(trial=t["trial"], epoch=1, score=10 * t["seed"] + t["parameters"]["width"]); say(trial=t["trial"], done=True)
    with open("LOG", "a") as log: log.write(json.dumps([t["attempt"] for t in trials]) + " " + " ".join(sys.argv[1:]) + "\\n")

    """

  private static func lab(_ script: String, rest: String = "") throws -> (TemporaryFolder, sweep: String) {
    let folder = try TemporaryFolder()
    _ = try folder.write("train.py", head.replacing("LOG", with: folder.path("log")) + script)
    let sweep = try folder.write(
      "many.yaml",
      """
      name: many
      program: train.py
      method: grid
      metric: {name: score}
      command: [python3, "${program}", "${args}"]
      parameters: {lr: {values: [0.1, 0.2]}, width: {values: [1, 2]}}
      seeds: 4
      batch: {max: 16, same: [width]}
      \(rest)
      """)
    return (folder, sweep)
  }

  private func log(_ folder: TemporaryFolder) throws -> [String] {
    try String(contentsOfFile: folder.path("log"), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private func scores(_ folder: TemporaryFolder) throws -> [String] {
    let table = try Program.run("fathom", ["export", "--table", "metrics"], in: folder)
    return table.output.split(separator: "\n").compactMap { line in
      line.contains(",score,") ? line.split(separator: ",").last.map(String.init) : nil
    }.sorted()
  }

  /// Ten times the seed and the width, at both rates.
  private static let all: [String] = [
    "1", "1", "2", "2", "11", "11", "12", "12", "21", "21", "22", "22", "31", "31", "32", "32",
  ].sorted()

  @Test func `one process is given the trials of one shape, and each has its own result`() throws {
    let (folder, sweep) = try Self.lab("for t in trials: done(t)\n")
    let run = try Program.run("fathom", ["run", sweep, "--slots", "1", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["done"] as? Int == 16)
    let ones = "[\(Array(repeating: "1", count: 8).joined(separator: ", "))]"
    #expect(try log(folder) == ["\(ones) --width=1", "\(ones) --width=2"])
    let found = try scores(folder).map { $0.replacing(".0", with: "") }.sorted()
    #expect(found == Self.all, "\(found)")
    let verified = try Program.run("fathom", ["verify", "--recompute", "3"], in: folder)
    #expect(
      verified.status == 0 && verified.output.contains("3 agree"), "\(verified.output)\(verified.errors)")
  }

  @Test func `killed in the middle, trials that are done stay and the others are tried again`() throws {
    let (folder, sweep) = try Self.lab(
      """
      for t in trials[:3]: done(t)
      if all(t["attempt"] == 1 for t in trials): os.kill(os.getpid(), 9)
      for t in trials[3:]: done(t)

      """)
    let run = try Program.run("fathom", ["run", sweep, "--slots", "1", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scores(folder).map { $0.replacing(".0", with: "") }.sorted() == Self.all)
    let processes = try log(folder).map { $0.split(separator: "]")[0].filter(\.isNumber) }
    // Two of eight first attempts, and again what was not done.
    #expect(processes.filter { $0.first == "1" }.map(\.count).reduce(0, +) == 16, "\(processes)")
    #expect(processes.filter { $0.first == "2" }.map(\.count).reduce(0, +) == 10, "\(processes)")
  }

  @Test func `what a program should say otherwise is told, and costs those trials alone`() throws {
    let (folder, sweep) = try Self.lab(
      """
      say(trial="nobody", score=1)
      say(score=2)
      for t in trials[:6]: done(t)
      say(trial=trials[0]["trial"], score=999)
      say(trial=trials[6]["trial"], failed="no luck", **{"class": "bad_input"})

      """, rest: "retry: {max: 0}")
    let run = try Program.run("fathom", ["run", sweep, "--slots", "1", "--format", "json"], in: folder)
    #expect(run.status == 1)
    #expect(try run.json()["done"] as? Int == 12 && (try run.json()["failed"] as? Int) == 4, "\(run.output)")
    let list = try Program.run("fathom", ["export", "--table", "trials", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    let words = try rows.filter { $0["state"] as? String == "failed" }.map { row in
      try Program.run(
        "fathom", ["explain", row["trial"] as? String ?? "", "--store", folder.path(".fathom")], in: folder
      )
      .output
    }
    #expect(words.count { $0.contains("bad_input: The program says: no luck") } == 2, "\(words)")
    let quiet = words.filter { $0.contains("had not said that this trial is done") }
    #expect(quiet.count == 2, "\(words)")
    for text in quiet {
      for part in [
        "'nobody', which this process was not given", "A report says of no trial.", "came after its end",
      ] {
        #expect(text.contains(part), "\(part) in \(text)")
      }
    }
  }

  @Test func `a program that goes on after all is done is ended after its grace`() throws {
    let (folder, sweep) = try Self.lab(
      "for t in trials: done(t)\ntime.sleep(600)\n", rest: "resources: {grace: 1s}")
    let start = Date()
    let run = try Program.run("fathom", ["run", sweep, "--slots", "2", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(Date().timeIntervalSince(start) < 60)
  }
}
