import Foundation
import Testing

/// What commands print into a terminal, into a pipe, and into a pipe that is closed early.
@Suite struct TerminalTests {
  /// A store with a sweep of so many finished trials.
  private static func store(_ trials: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let file = try folder.write("noop.yaml", Sweeps.noop(trials))
    let run = try Program.run("fathom", ["run", file, "--slots", "1"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return folder
  }

  private static func shell(
    _ script: String, in folder: TemporaryFolder, settings: [String: String] = [:]
  ) throws -> Program.Ending {
    let settings = settings.merging(["FATHOM": Program.path(of: "fathom")]) { $1 }
    return try Program("/bin/bash", ["-c", script], in: folder, settings: settings).ending()
  }

  @Test func `a reader that has seen enough ends every listing quietly`() throws {
    let folder = try Self.store(3_000)
    for command in [
      "trials", "trials --format json", "trials --sort -seed", "export", "export --format json",
      "export --table trials --format csv",
    ] {
      let ending = try Self.shell(
        "\"$FATHOM\" \(command) | head -1; echo \"${PIPESTATUS[0]}\"", in: folder)
      let lines = ending.output.split(separator: "\n")
      #expect(lines.count == 2 && lines.last == "0", "\(command): \(ending.output)")
      #expect(ending.errors.isEmpty, "\(command): \(ending.errors)")
    }
  }

  /// Runs a command in a terminal of so many columns.
  private static func terminal(
    _ columns: Int, _ command: String, in folder: TemporaryFolder, settings: [String: String] = [:]
  ) throws -> [Substring] {
    let script = "script -qec 'stty cols \(columns) rows 30; \"$FATHOM\" \(command)' /dev/null"
    let ending = try shell(script, in: folder, settings: settings)
    return ending.output.replacing("\r\n", with: "\n").split(separator: "\n")
  }

  @Test(arguments: [["NO_COLOR": "1"], ["NO_COLOR": "", "TERM": "xterm-256color"]])
  func `a terminal gets no colours, and cut tables where it is narrow`(settings: [String: String]) throws {
    let folder = try Self.store(3)
    for command in ["status", "trials", "watch --once", "list", "report"] {
      let lines = try Self.terminal(60, command, in: folder, settings: settings)
      #expect(!lines.isEmpty)
      for line in lines { #expect(line.count <= 60 || line.hasPrefix("Report: "), "\(command): \(line)") }
      #expect(!lines.contains { $0.contains("\u{1b}") }, "\(command)")
    }
    let narrow = try Self.terminal(60, "status", in: folder, settings: settings)
    #expect(narrow.contains { $0.hasPrefix("No room for: id, priority") }, "\(narrow)")
    let pipe = try Program.run("fathom", ["status"], in: folder).output
    #expect(pipe.split(separator: "\n").count == 2 && pipe.contains("priority"), "\(pipe)")
    let wide = try Self.terminal(200, "status", in: folder, settings: settings)
    #expect(wide.map { $0 + "\n" }.joined() == pipe)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a completion script knows every command`(shell: String) throws {
    let folder = try TemporaryFolder()
    let ending = try Program.run("fathom", ["--generate-completion-script", shell], in: folder)
    #expect(ending.status == 0 && ending.errors.isEmpty)
    let help = try Program.run("fathom", ["--help"], in: folder).output
    let names = help.matches(of: /\n  ([a-z]+) +[A-Z]/).map { String($0.output.1) }
    #expect(names.count >= 25 && names.contains("pause"), "\(help)")
    for name in names { #expect(ending.output.contains(name), "\(name)") }
  }

  @Test func `bash completes commands, and the names of the store's sweeps`() throws {
    let folder = try Self.store(1)
    func offered(_ words: String) throws -> [Substring] {
      let count = words.split(separator: " ").count
      let script = """
        source <("$FATHOM" --generate-completion-script bash) && mkdir -p bin && ln -sf "$FATHOM" bin/fathom
        PATH="$PWD/bin:$PATH"; COMP_WORDS=(\(words) ""); COMP_CWORD=\(count); COMP_LINE="\(words) "
        COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; _fathom fathom "" "" 2> /dev/null; printf '%s\\n' "${COMPREPLY[@]}"
        """
      return try Self.shell(script, in: folder).output.split(whereSeparator: \.isWhitespace)
    }
    #expect(try offered("fathom").contains("trials"))
    #expect(try offered("fathom report").contains("noop"))
    #expect(try offered("fathom pause").contains("last"))
  }
}
