import Foundation
import Testing

@Suite struct BadInputTests {
  @Test func `a bad sweep file ends with 2, tells every mistake and starts nothing`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write(
      "bad.yaml",
      """
      name: bad
      parameters:
        dataset: {value: teacher}
        activation: {values: [relux]}
        widht: {value: 64}
      """)
    let run = try Program.run("fathom", ["run", sweep], in: folder)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("bad.yaml:4: ") && run.errors.contains("'relu'"), "\(run.errors)")
    #expect(run.errors.contains("bad.yaml:5: ") && run.errors.contains("'width'"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path(".fathom")))
  }

  @Test(arguments: [
    ["run"], ["run", "missing.yaml"], ["nonsense"], ["export", "last", "--table", "nonsense"], ["status"],
    ["report", "last"], ["explain", "zzz"], ["run", "missing.yaml", "--slots", "0"],
    ["coordinator", "--listen", "tcp://0.0.0.0:7700"], ["coordinator", "--listen", "nowhere"],
    ["plan", "missing.yaml", "--format", "json"],
  ])
  func `what cannot be understood ends with 2 and a sentence`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try Program.run("fathom", arguments, in: folder)
    #expect(run.status == 2, "\(run.errors)")
    #expect(!run.errors.isEmpty)
    if arguments.contains("json") {
      #expect(try run.json()["errors"] != nil)
    } else {
      #expect(run.output.isEmpty)
    }
  }

  @Test func `a data file that is not there is named with its line`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("gone.yaml", "parameters:\n  dataset: {value: gone.npz}\n")
    let run = try Program.run("fathom", ["plan", sweep], in: folder)
    #expect(run.status == 2)
    #expect(run.errors.contains("gone.yaml:2: ") && run.errors.contains("gone.npz"), "\(run.errors)")
  }

  @Test func `help fits a screen and goes to standard output`() throws {
    let folder = try TemporaryFolder()
    for arguments in [["--help"]]
      + ["run", "export", "trials", "report", "watch", "verify"].map({ [$0, "--help"] })
    {
      let help = try Program.run("fathom", arguments, in: folder)
      #expect(help.status == 0)
      #expect(help.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
    }
  }

  @Test func `the coordinator's binary has no BLAS and the worker's no SQLite`() throws {
    let binaries = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let script = "ldd \(binaries)/fathom; echo ==; ldd \(binaries)/fathom-worker"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let parts = text.components(separatedBy: "==")
    #expect(parts[0].contains("sqlite") && !parts[0].contains("openblas"))
    #expect(parts[1].contains("openblas") && !parts[1].contains("sqlite"))
  }

  @Test(arguments: [
    ("findings", "'findings' is no command of fathom. Did you mean 'fathom report'?"),
    ("Stop", "'Stop' is no command of fathom. Did you mean 'fathom cancel'?"),
    ("exprot", "'exprot' is no command of fathom. Did you mean 'fathom export'?"),
    ("qqqqqq", "'qqqqqq' is no command of fathom. 'fathom --help' lists them."),
  ])
  func `a word that is no command names the one that is meant`(word: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let run = try Program.run("fathom", [word, "last"], in: folder)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errors == sentence + "\n")
  }
}
