import Foundation
import TestSupport
import Testing

/// What `plan` says of sweeps of programs whose files lie on this machine.
@Suite struct ProgramSweepTests {
  private let folder: TemporaryFolder
  private let sweep =
    "program: train.py\nmethod: grid\nparameters: {lr: {values: [1e-3, 0.1]}, seed: {values: [1, 2]}}\n"

  init() throws { folder = try TemporaryFolder() }

  private func plan(_ arguments: [String], in place: String = ".") throws -> ReadJSON {
    let run = try Program.run("fathom", ["plan"] + arguments + ["--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try ReadJSON(run.output)
  }

  private func refusal(_ arguments: [String]) throws -> String {
    let run = try Program.run("fathom", arguments, in: folder)
    #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
    return run.errors
  }

  @Test func `the hash of the code is that of names and contents, and a README beside changes nothing`()
    throws
  {
    _ = try folder.write("train.py", "print(1)\n")
    let path = try folder.write("s.yaml", sweep)
    let first = try plan([path])
    #expect(first["trials"] == .number(4) && first["cells"] == .number(2))
    #expect(first["program"]?["files"]?.items.map { $0.text } == ["train.py"])
    _ = try folder.write("README", "x")
    #expect(try plan([path])["plan_hash"] == first["plan_hash"])
    _ = try folder.write("train.py", "print(2)\n")
    let changed = try plan([path])
    #expect(
      changed["plan_hash"] != first["plan_hash"] && changed["program"]?["code"] != first["program"]?["code"])
    _ = try folder.write("train.py", "print(1)\n")
    #expect(try plan([path])["plan_hash"] == first["plan_hash"])
  }

  @Test func `patterns name files, and one that names none is refused`() throws {
    for name in [
      "train.py", "models/a.py", "models/deep/b.py", "models/.hidden.py", "models/c.txt", ".git/x.py",
    ] {
      let path = folder.url.appending(path: name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try name.write(to: path, atomically: true, encoding: .utf8)
    }
    for (patterns, files) in [
      ("models/*.py", ["models/a.py", "train.py"]),
      ("\"**/*.py\"", ["models/a.py", "models/deep/b.py", "train.py"]),
      ("\"models/**\"", ["models/a.py", "models/c.txt", "models/deep/b.py", "train.py"]),
      ("models/?.txt", ["models/c.txt", "train.py"]),
      ("models/.hidden.py", ["models/.hidden.py", "train.py"]),
    ] {
      let path = try folder.write("s.yaml", sweep + "files: [\(patterns)]\n")
      #expect(try plan([path])["program"]?["files"]?.items.map { $0.text } == files, "\(patterns)")
    }
    for (pattern, part) in [
      ("nothing.py", "no file below"), ("../x.py", "Expected a path below"),
      ("/etc/passwd", "Expected a path below"), ("models", "no file below"),
    ] {
      let path = try folder.write("s.yaml", sweep + "files: [\(pattern)]\n")
      #expect(try refusal(["plan", path]).contains(part), "\(pattern)")
    }
  }

  @Test func `a program is looked for beside the file and then where one is`() throws {
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "sweeps"), withIntermediateDirectories: true)
    _ = try folder.write("train.py", "print(1)\n")
    let path = try folder.write("sweeps/s.yaml", sweep)
    let above = try plan([path])
    #expect(above["program"]?["files"]?.items.count == 1)
    #expect(
      above["program"]?["folder"]?.text.map { URL(filePath: $0).lastPathComponent }
        == folder.url.lastPathComponent)
    _ = try folder.write("sweeps/train.py", "print(2)\n")
    #expect(try plan([path])["plan_hash"] != above["plan_hash"])
  }

  @Test func `what is planned without its program, and without an end, is not run`() throws {
    let path = try folder.write("s.yaml", sweep)
    #expect(try plan([path])["program"]?["missing"]?.text == "train.py")
    #expect(
      try refusal(["run", path, "--store", "s"]).contains("'train.py' is neither beside the sweep file"))
    _ = try folder.write("train.py", "")
    let random = try folder.write("r.yaml", sweep.replacing("grid", with: "random"))
    #expect(try plan([random])["trials"] == .null)
    #expect(try refusal(["run", random, "--store", "s"]).contains("Give '--run-cap N'"))
    #expect(try plan([random, "--run-cap", "3"])["trials"] == .number(3))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "s/fathom.db").path))
  }

  @Test func `options stand in place of what the file says`() throws {
    _ = try folder.write("a.py", "")
    let path = try folder.write(
      "s.yaml", "method: bayes\nmetric: {name: x}\nparameters: {lr: {min: 0.1, max: 1.0}}\n")
    #expect(try refusal(["plan", path]).contains("--method random"))
    #expect(try refusal(["plan", path, "--method", "random"]).contains("--program FILE"))
    let planned = try plan([path, "--method", "random", "--program", "a.py", "--run-cap", "7"])
    #expect(planned["trials"] == .number(7) && planned["varied"]?.items.map { $0.text } == ["lr"])
    let text = try Program.run(
      "fathom", ["plan", path, "--method", "random", "--program", "a.py"], in: folder
    ).output
    #expect(text.contains("no cap: run and submit ask for --run-cap N"))
    #expect(text.contains("a.py (1 file); imports are not: list them in 'files'"))
  }
}

extension ProgramSweepTests {
  @Test func `what a program's own parameter changes is a finding`() throws {
    let own = try TemporaryFolder()
    _ = try own.write(
      "t.sh",
      """
      for word in "$@"; do case $word in --width=*) w=${word#*=};; --seed=*) s=${word#*=};; esac; done
      echo "fathom: {\\"test_loss\\": $((w * 10 + s))}"
      """)
    let path = try own.write(
      "s.yaml",
      "program: t.sh\ncommand: [sh, \"${program}\", \"${args}\"]\n"
        + "parameters: {width: {values: [1, 8]}, seed: {values: [1, 2, 3, 4]}}\n")
    let run = try Program.run("fathom", ["run", path, "--slots", "1"], in: own)
    #expect(run.status == 0, "\(run.errors)")
    // The ratio of the geometric means of 11 … 14 and 81 … 84 is 6.6260.
    #expect(run.output.contains("test loss changes with width 1 to 8 (×6.63"), "\(run.output)")
  }
}
