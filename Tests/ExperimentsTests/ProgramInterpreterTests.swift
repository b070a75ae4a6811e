import Experiments
import Foundation
import SweepModel
import Testing

/// With what a program was computed, as a made-up `python` and a made-up `nvidia-smi` tell it.
@Suite struct ProgramInterpreterTests {
  private func lab(python: String, gpus: String = "exit 9") throws -> CommandLab {
    let lab = try CommandLab()
    let bin = lab.folder + "/bin"
    // It is asked with -c; the trial itself has a file. A process of its own writes them: a copy of this one that another test
    // starts meanwhile would hold them open, and what is open for writing cannot be started.
    for (name, script) in [("python3", "[ \"$1\" = -c ] || exit 0\n\(python)"), ("nvidia-smi", gpus)] {
      let text = "#!/bin/sh\necho \(name) >> \(lab.folder)/asked\n\(script)\n"
      let write = "mkdir -p \(bin); printf %s \"$1\" > \(bin)/\(name); chmod +x \(bin)/\(name)"
      _ = try lab.run(lab.spec(write, words: ["sh", text]))
    }
    lab.environment["PATH"] = bin + ":/usr/bin:/bin"
    return lab
  }

  private func libraries(_ lab: CommandLab, _ words: [String]) throws -> String {
    var spec = lab.spec("")
    spec[.command] = words
    return try lab.run(spec).provenance.libraries
  }

  private let words = ["/usr/bin/env", "A=1", "python3", "train.py"]
  private let answer = "echo a warning; echo 'Python 3.11.7, 2 packages (0123456789abcdef)'"

  @Test func `a Python tells its version and packages, through env and by its path`() throws {
    let lab = try lab(python: answer)
    let found = "Python 3.11.7, 2 packages (0123456789abcdef), \(lab.folder)/bin/python3"
    #expect(try libraries(lab, words) == found)
    #expect(try libraries(lab, [lab.folder + "/bin/python3", "train.py"]) == found)
    // Two trials and one question.
    let asked = try String(contentsOfFile: lab.folder + "/asked", encoding: .utf8)
    #expect(asked == "python3\npython3\npython3\n", "the first trial, the question and the second trial")
  }

  @Test func `the GPUs of the slot are named with their driver, each kind once`() throws {
    let lab = try lab(
      python: answer,
      gpus: "[ \"$4\" = 1,3 ] || [ \"$*\" = \"$1 $2 -i 1,3\" ] || exit 1; "
        + "printf 'NVIDIA H200, 570.86\\nNVIDIA H200, 570.86\\n'")
    lab.gpus = ["1", "3"]
    #expect(
      try libraries(lab, words).contains("(0123456789abcdef), NVIDIA H200 (driver 570.86), \(lab.folder)/"))
    #expect(try libraries(lab, ["/bin/sh", "-c", ":"]) == "NVIDIA H200 (driver 570.86)")
  }

  @Test(arguments: [
    "exit 3", "kill -9 $$", ":", "head -c 300000 /dev/zero | tr '\\0' a", "echo 'a\u{1b}[2J'",
  ])
  func `what tells nothing, too much or steers a terminal harms no trial`(python: String) throws {
    let lab = try lab(python: python)
    let found = try libraries(lab, words)
    #expect(found.utf8.count <= 255 && found.isPrintable && !found.isEmpty)
    #expect(try libraries(lab, ["/bin/sh", "-c", ":"]) == "declared by the program")
  }

  @Test func `the question is one that a real Python answers`() throws {
    let path = ["/usr/bin/python3", "/usr/local/bin/python3"].first(
      where: FileManager.default.isExecutableFile)
    guard let path else { return }
    let found = try libraries(try CommandLab(), [path, "-c", ""])
    #expect(
      found.wholeMatch(of: /Python 3\.\d+\.\d+, \d+ packages? \([0-9a-f]{16}\), .*\/python3/) != nil,
      "\(found)")
  }
}
