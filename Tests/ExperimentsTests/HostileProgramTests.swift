import Experiments
import Foundation
import Glibc
import SweepModel
import Testing

/// Programs that do what they should not, and what `explain` says of each.
@Suite struct HostileProgramTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let script: String
    /// What stands behind the attempt in `explain`.
    let words: String
    /// A part of the log.
    var log = ""
  }

  static let cases: [Case] = [
    Case(
      testDescription: "fails", script: "echo no such file >&2; exit 3",
      words: "crashed: The program ended with exit status 3.", log: "no such file"),
    Case(
      testDescription: "dies by a signal", script: "kill -SEGV $$",
      words: "crashed: The program was ended by signal SIGSEGV."),
    Case(
      testDescription: "kills its whole group", script: "kill -9 0; sleep 5",
      words: "crashed: The program was ended by signal SIGKILL."),
    Case(
      testDescription: "hands back at once", script: "exit 75",
      words: "crashed: The program handed the trial back (exit status 75) at once and left nothing new in "
        + "FATHOM_CHECKPOINT, so that it would begin again and again. Write there what it goes on from."),
    Case(
      testDescription: "hands back with a checkpoint", script: "echo 1 > $FATHOM_CHECKPOINT/state; exit 75",
      words: "The program handed the trial back (exit status 75)."),
    Case(
      testDescription: "prints NaN alone", script: "echo '{\"epoch\": 1, \"loss\": NaN}' >&3",
      words:
        "crashed: The program ended with exit status 0 and without a number for the sweep's metric 'loss'; it "
        + "reported no number of the trial. Report it on FATHOM_FD or with 'fathom: ' on standard output, or change "
        + "'metric'."),
    Case(
      testDescription: "reports another name", script: "echo '{\"Loss\": 1}' >&3",
      words:
        "crashed: The program ended with exit status 0 and without a number for the sweep's metric 'loss'; it "
        + "reported 'Loss'. Report it on FATHOM_FD or with 'fathom: ' on standard output, or change 'metric'."
    ),
    Case(
      testDescription: "closes its descriptor first", script: "exec 3>&-; echo '{\"loss\": 1}' >&3; exit 0",
      words:
        "crashed: The program ended with exit status 0 and without a number for the sweep's metric 'loss'; it "
        + "reported no number of the trial. Report it on FATHOM_FD or with 'fathom: ' on standard output, or change "
        + "'metric'."),
    Case(
      testDescription: "says half a line at its death", script: "printf '{\"loss\": 0.1' >&3; kill -9 $$",
      words: "crashed: The program was ended by signal SIGKILL.",
      log:
        "Fathom: The last report, '{\"loss\": 0.1', has no end of line and was left out: it ends before its '}'."
    ),
    Case(
      testDescription: "says why itself",
      script: "echo '{\"failed\": \"NaN in epoch 3\", \"class\": \"bad_input\"}' >&3",
      words: "bad_input: The program says: NaN in epoch 3"),
    Case(
      testDescription: "forks a daemon and goes",
      script: "setsid sleep 600 & echo '{\"other\": 1}' >&3; sleep 0.2; exit 4",
      words: "crashed: The program ended with exit status 4.",
      log: "Fathom: It had left 1 process behind, which ended with it."),
    Case(
      testDescription: "reports nonsense", script: "for i in $(seq 50); do echo nonsense >&3; done; exit 1",
      words: "crashed: The program ended with exit status 1.",
      log:
        "Fathom: The report 'nonsense' was left out: it is no JSON object.\nFathom: More of this kind is not told."
    ),
    Case(
      testDescription: "hands over what is no file",
      script: "echo '{\"arrays\": \"none.npz\"}' >&3; sleep 600",
      words: "bad_input: The program handed over arrays that cannot be measured. Cannot open 'none.npz'"),
    Case(
      testDescription: "hands over nonsense",
      script: "echo x > $FATHOM_OUT/a.npz; echo '{\"arrays\": \"a.npz\"}' >&3; sleep 600",
      words: "bad_input: The program handed over arrays that cannot be measured. a.npz"),
    Case(
      testDescription: "cannot be found", script: "exec no-such-program",
      words:
        "crashed: The program ended with exit status 127, by which a shell says that a command cannot be started. "
        + "Its last words tell which.", log: "no-such-program"),
  ]

  @Test(arguments: cases) func `a program that`(_ row: Case) throws {
    let lab = try CommandLab()
    lab.manner.metric = .init("loss")
    let words = lab.failure(row.script)
    #expect(words.hasPrefix(row.words), "\(words)")
    #expect(row.log.isEmpty || lab.words.contains(row.log), "\(lab.words)")
  }

  @Test func `a flood of words is bounded and the last ones are kept`() throws {
    let lab = try CommandLab()
    _ = try lab.run(
      lab.spec("head -c 60000000 /dev/zero | tr '\\0' 'x'; echo; echo the end; yes no | head -n 3000000 >&2"))
    #expect(lab.words.contains("the end") || lab.words.contains("bytes before this were not kept"))
    #expect(lab.words.hasSuffix("no\nno\n"))
    #expect(lab.words.utf8.count < 12_000_000)
  }

  @Test func `a flood of reports costs bounded memory, and the last value counts`() throws {
    let lab = try CommandLab()
    let result = try lab.run(
      lab.spec(
        "awk 'BEGIN { for (i = 1; i <= 150000; i++) printf \"{\\\"epoch\\\": %d, \\\"a\\\": %d, \\\"test_loss\\\": %d}\\n\", i, i, i }' >&3"
      ))
    #expect(result.metrics[.testLoss] == 150_000)
    #expect(result.named.count + result.curve.count <= TrialResult.rowLimit)
    #expect(result.objection == nil)
    #expect(lab.words.contains("reports more than"))
  }

  struct Stop: Error {}

  @Test(arguments: [("trap '' TERM; ", 4.0), ("", 1.5)])
  func `one that is to go is asked first, and killed with all its forks when it does not`(
    trap: String, limit: Double
  ) throws {
    let lab = try CommandLab()
    lab.manner.graceSeconds = 1
    let start = Date()
    #expect(throws: Stop.self) {
      _ = try lab.run(
        lab.spec(
          "\(trap)sh -c 'echo $$ > $FATHOM_CHECKPOINT/fork; sleep 600' & echo $$ > $FATHOM_CHECKPOINT/self; wait; sleep 600"
        )
      ) { if $0 >= 4 { throw Stop() } }
    }
    #expect(Date().timeIntervalSince(start) < limit)
    var seen = 0
    for name in ["fork", "self"] {
      let files = FileManager.default.enumerator(atPath: lab.checkpoint)?.compactMap { $0 as? String } ?? []
      guard let file = files.first(where: { $0.hasSuffix(".program/" + name) }),
        let text = try? String(contentsOfFile: lab.checkpoint + "/" + file, encoding: .utf8),
        let id = Int32(text.dropLast())
      else { continue }
      seen += 1
      #expect(kill(id, 0) != 0, "\(name) still runs")
    }
    #expect(seen == 2)
  }

  @Test func `one that stands still does not move`() throws {
    let lab = try CommandLab()
    // Somebody else lets it go on after a second.
    let letGo = lab.spec("(sleep 1; kill -CONT $$) & kill -STOP $$; exit 0")
    _ = try lab.run(letGo)
    #expect(lab.moves <= 5, "\(lab.moves)")
    _ = try lab.run(lab.spec("sleep 1"))
    #expect(lab.moves >= 7, "\(lab.moves)")
  }

  @Test func `a full disk is the program's own failure`() throws {
    let lab = try CommandLab()
    let disk = lab.folder + "/slot"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard mount("none", disk, "tmpfs", 0, "size=2m") == 0 else { return }
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let words = lab.failure("head -c 9000000 /dev/zero > $FATHOM_OUT/big || exit 28")
    #expect(words == "crashed: The program ended with exit status 28.")
    #expect(lab.words.contains("No space left on device"))
    // What it wrote is gone with it.
    #expect(lab.failure("exit 0") == "finished")
  }
}
