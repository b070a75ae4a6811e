import Foundation
import Glibc
import Processes
import Testing

/// What becomes of a program under its guard, whoever ends first.
@Suite struct GuardedProcessTests {
  /// A shell under a guard, and what it has written.
  final class Lab {
    let folder: String
    private(set) var process: GuardedProcess?
    private(set) var texts: [GuardedProcess.Output: String] = [:]

    init(_ script: String, grace: Duration = .seconds(30), signal: Int32 = SIGTERM) throws {
      folder = NSTemporaryDirectory() + "fathom-guard-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      var order = GuardedProcess.Order(
        path: "/bin/sh", words: ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "WORD": "a b"],
        folder: folder)
      (order.grace, order.stopSignal) = (grace, signal)
      process = try GuardedProcess(order)
    }

    deinit {
      process = nil
      // A folder left behind in the temporary directory harms nobody.
      try? FileManager.default.removeItem(atPath: folder)
    }

    /// Reads until all has ended.
    func end() throws -> GuardedProcess.End {
      let process = try #require(process)
      var hasEnded = false
      while !hasEnded {
        var end = pollfd(fd: process.endDescriptor, events: Int16(POLLIN), revents: 0)
        hasEnded = poll(&end, 1, 2) > 0
        for output in GuardedProcess.Output.allCases {
          while let bytes = process.read(output) {
            texts[output, default: ""] += String(decoding: bytes, as: UTF8.self)
          }
        }
      }
      return process.end()
    }

    func wait(for output: GuardedProcess.Output, _ word: String) throws {
      let process = try #require(process)
      let deadline = ContinuousClock.now + .seconds(20)
      while !texts[output, default: ""].contains(word), ContinuousClock.now < deadline {
        if let bytes = process.read(output) {
          texts[output, default: ""] += String(decoding: bytes, as: UTF8.self)
        }
        usleep(2_000)
      }
      try #require(texts[output, default: ""].contains(word))
    }

    /// As when the process that owns it dies: nobody reads or orders any more.
    func abandon() { process = nil }

    func file(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }
  }

  /// Looks until a process is gone; a zombie is.
  static func isGone(_ id: Int32, within limit: Duration = .seconds(10)) -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
      if text?.split(separator: ")").last?.split(separator: " ").first ?? "Z" == "Z" { return true }
      usleep(5_000)
    }
    return false
  }

  @Test func `a program has its words, folder, variables, three outputs and an empty input`() throws {
    let lab = try Lab("pwd; echo \"$WORD\" >&2; echo told >&3; cat; echo \"end $(ls /proc/self/fd | wc -l)\"")
    let end = try lab.end()
    #expect(end.ending == .status(0))
    // 0 to 3, and the one with which ls reads the folder.
    #expect(lab.texts[.standard] == "\(lab.folder)\nend 5\n")
    #expect(lab.texts[.errors] == "a b\n")
    #expect(lab.texts[.reports] == "told\n")
    #expect(end.leftBehind == 0)
  }

  @Test(arguments: [
    ("exit 75", ChildProcess.Ending.status(75)), ("kill -SEGV $$", .signal(SIGSEGV)), ("exit 0", .status(0)),
  ])
  func `the end of a program is told as it was`(script: String, ending: ChildProcess.Ending) throws {
    #expect(try Lab(script).end().ending == ending)
  }

  @Test func `it leads a group that is neither this process's nor its guard's`() throws {
    let lab = try Lab("echo $$ $(ps -o pgid= -p $$) $(ps -o ppid= -p $$) $(ps -o pgid= -p $PPID)")
    _ = try lab.end()
    let numbers = try #require(lab.texts[.standard]).split(whereSeparator: \.isWhitespace).compactMap {
      Int32($0)
    }
    try #require(numbers.count == 4)
    #expect(numbers[0] == numbers[1] && numbers[3] != numbers[0] && numbers[2] != getpid())
    #expect(numbers[1] != getpgrp() && numbers[3] != getpgrp())
  }

  @Test func `a daemon that has left its group ends with the program`() throws {
    let lab = try Lab("setsid sh -c 'echo $$ >&3; exec 1>&- 2>&- 3>&-; sleep 600' & sleep 0.3; exit 0")
    try lab.wait(for: .reports, "\n")
    let daemon = try #require(lab.texts[.reports].flatMap { Int32($0.dropLast()) })
    let end = try lab.end()
    #expect(end.ending == .status(0) && end.leftBehind == 1)
    #expect(Self.isGone(daemon))
  }

  @Test func `a signal reaches all of the group`() throws {
    let lab = try Lab(
      "trap 'echo heard; wait; exit 3' TERM; sh -c 'trap \"echo too; exit\" TERM; echo on; sleep 60 & wait' & wait"
    )
    try lab.wait(for: .standard, "on")
    try #require(lab.process).send(SIGTERM)
    #expect(try lab.end().ending == .status(3))
    let text = try #require(lab.texts[.standard])
    #expect(text.contains("heard") && text.contains("too"))
  }

  @Test func `when its owner dies a program hears its signal and may write down where it stands`() throws {
    let lab = try Lab(
      "trap 'yes line | head -c 300000; echo saved > state; exit' USR1; echo $$; while :; do sleep 0.05; done",
      signal: SIGUSR1)
    try lab.wait(for: .standard, "\n")
    let program = try #require(lab.process).id
    lab.abandon()
    #expect(Self.isGone(program))
    #expect(lab.file("state") == "saved\n")
  }

  @Test func `when its owner dies one that does not listen is killed after its grace, and not before`() throws
  {
    let lab = try Lab("trap '' TERM; echo $$; while :; do sleep 0.05; done", grace: .milliseconds(700))
    try lab.wait(for: .standard, "\n")
    let program = try #require(lab.process).id
    let start = ContinuousClock.now
    lab.abandon()
    #expect(Self.isGone(program))
    let lasted = ContinuousClock.now - start
    #expect(lasted > .milliseconds(600) && lasted < .seconds(5))
  }

  @Test func `a grace can be shortened`() throws {
    let lab = try Lab("trap '' TERM; echo $$; while :; do sleep 0.05; done", grace: .seconds(600))
    try lab.wait(for: .standard, "\n")
    let program = try #require(lab.process).id
    lab.process?.shortenGrace(to: .zero)
    lab.abandon()
    #expect(Self.isGone(program))
  }

  @Test func `one that stands still is seen to, and still ends with its owner`() throws {
    let lab = try Lab("echo $$; kill -STOP $$; sleep 600")
    try lab.wait(for: .standard, "\n")
    let program = try #require(lab.process).id
    let deadline = ContinuousClock.now + .seconds(10)
    while lab.process?.isStopped == false, ContinuousClock.now < deadline { usleep(2_000) }
    #expect(lab.process?.isStopped == true)
    lab.abandon()
    #expect(Self.isGone(program))
  }

  @Test func `processor time and memory are those of all that it has started`() throws {
    let held = Int(Usage.ofThisProcess.megabytes * 1e6)
    let lab = try Lab(
      "perl -e '$x = \"a\" x \(held + 50_000_000); for ($i = 0; $i < 3e6; $i++) { $y += $i }' & "
        + "perl -e 'for ($i = 0; $i < 3e6; $i++) { $y += $i }' & wait")
    let end = try lab.end()
    #expect(end.processorTime > .milliseconds(40) && end.processorTime < .seconds(20))
    #expect(try #require(end.residentBytes) > held + 45_000_000)
    // Of one that is smaller than the process that made its guard nothing is known.
    #expect(try Lab("exit 0").end().residentBytes == nil)
  }

  @Test func `memory of a tree counts a page that forks share once`() throws {
    let lab = try Lab(
      "exec perl -e '$x = \"a\" x 80_000_000; $| = 1; for (1..3) { if (!fork) { sleep 60; exit } } print \"on\\n\"; sleep 60'"
    )
    try lab.wait(for: .standard, "on")
    let process = try #require(lab.process)
    let bytes = try #require(Usage.residentBytes(ofTree: process.id))
    #expect(bytes > 80_000_000 && bytes < 240_000_000, "\(bytes)")
    process.send(SIGKILL)
    #expect(try lab.end().ending == .signal(SIGKILL))
  }

  @Test func `a program that cannot be started says why`() throws {
    let order = GuardedProcess.Order(
      path: "/nowhere/python", words: ["python"], environment: [:], folder: "/")
    #expect(
      throws: ProcessError.cannotStart(path: "/nowhere/python", reason: "No such file or directory")
    ) { try GuardedProcess(order) }
    let elsewhere = GuardedProcess.Order(path: "/bin/sh", words: ["sh"], environment: [:], folder: "/nowhere")
    #expect(throws: ProcessError.cannotStart(path: "/bin/sh", reason: "No such file or directory")) {
      try GuardedProcess(elsewhere)
    }
  }

  @Test func `a guard that is killed takes the program with it`() throws {
    let lab = try Lab("echo $PPID; sleep 600")
    try lab.wait(for: .standard, "\n")
    let process = try #require(lab.process)
    kill(try #require(lab.texts[.standard].flatMap { Int32($0.dropLast()) }), SIGKILL)
    #expect(try lab.end().ending == .signal(SIGKILL))
    #expect(Self.isGone(process.id))
  }

  @Test func `one guard serves program after program, and each is told of its own`() throws {
    /// Answers the guard's id.
    func run(_ script: String, _ check: (GuardedProcess.End) -> Void) throws -> Int32 {
      let lab = try Lab("echo $PPID; " + script)
      check(try lab.end())
      return try #require(
        lab.texts[.standard]?.split(separator: "\n").first.flatMap { Int32($0) }, "\(lab.texts)")
    }
    var guards: [Int32] = []
    for _ in 0..<20 {
      guards.append(
        try run(
          "perl -e '$x = \"a\" x 60_000_000; for ($i = 0; $i < 2e6; $i++) { $y += $i }'; sleep 60 & exit 3"
        ) {
          #expect($0.ending == .status(3) && $0.leftBehind == 1)
        })
      guards.append(
        try run("exit 0") {
          #expect($0.ending == .status(0) && $0.leftBehind == 0)
          #expect($0.processorTime < .milliseconds(30) && $0.residentBytes == nil, "\($0)")
        })
    }
    // Other tests take guards as well.
    #expect(Set(guards).count < 30, "\(guards)")
  }

  @Test func `one that was killed while it was free is not missed`() throws {
    for _ in 0..<5 {
      let lab = try Lab("echo $PPID")
      #expect(try lab.end().ending == .status(0))
      let keeper = try #require(lab.texts[.standard].flatMap { Int32($0.dropLast()) })
      kill(keeper, SIGKILL)
      // What is killed and not yet gone still takes an order, as one does that is killed a moment later.
      #expect(Self.isGone(keeper))
    }
    #expect(try Lab("exit 4").end().ending == .status(4))
  }

  @Test func `long words and many of them arrive`() throws {
    let lab = try Lab("exit 0")
    _ = try lab.end()
    let words = (0..<2_000).map { "\($0)" + String(repeating: "x", count: 100) }
    var order = GuardedProcess.Order(
      path: "/bin/sh", words: ["sh", "-c", "echo $# ${#LONG} $1", "sh"] + words,
      environment: ["LONG": String(repeating: "y", count: 100_000)], folder: "/")
    order.grace = .seconds(1)
    let process = try GuardedProcess(order)
    var text: [UInt8] = []
    while !process.wait(upTo: .seconds(5)) { text += process.read(.standard) ?? [] }
    text += process.read(.standard) ?? []
    #expect(process.end().ending == .status(0))
    #expect(String(decoding: text, as: UTF8.self) == "2000 100000 \(words[0])\n")
  }

  @Test(arguments: [("TERM", SIGTERM), ("SIGUSR2", SIGUSR2)])
  func `a signal has a number`(name: String, number: Int32) {
    #expect(SignalName.number(name) == number)
    #expect(SignalName.of(number) == (name.hasPrefix("SIG") ? name : "SIG" + name))
    #expect(SignalName.number("SIGNONSENSE") == nil)
  }
}
