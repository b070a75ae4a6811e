import Experiments
import Foundation
import Glibc
import SweepLanguage
import SweepModel
import Testing

/// A program whose work is a process that says how far it is, a number a line, and keeps its own files.
private final class OutsideProgram: TrialProgram {
  private let machine: Provenance
  private let process = Process()
  private let output = Pipe()
  private var lines = 0

  init(_ setup: TrialSetup) {
    machine = setup.machine
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "for n in 1 2 3; do echo $n; done; exec sleep ${0:-0}", "\(setup.spec[.epochs] ?? 1)",
    ]
    process.standardOutput = output
  }

  var isRunning: Bool { process.isRunning }
  var place: String? { "line \(lines)" }

  func checkpoint() throws -> TrialCheckpoint? {
    TrialCheckpoint(part: TrialResult(provenance: machine), state: Data("line \(lines)".utf8))
  }

  func resume(from checkpoint: TrialCheckpoint) throws -> String {
    String(decoding: checkpoint.state, as: UTF8.self)
  }

  func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    var curve: [CurvePoint] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") {
        lines += 1
        curve.append(CurvePoint(epoch: lines, trainLoss: nil, testLoss: nil))
        try moved()
        try passed(Milestone(line: place, isLast: false))
      }
    }
    return TrialResult(curve: curve, provenance: machine)
  }
}

struct OutsideProgramTests {
  private func program(sleeping seconds: Int) throws -> OutsideProgram {
    let text = "{dataset: teacher, samples: 60, epochs: \(seconds)}"
    let spec = try #require(
      try SweepPlan.trial(text: text, path: "t") { _, _ in throw Interruption() }.trials.first?.spec)
    return OutsideProgram(TrialSetup(spec, on: TrialLab.machine))
  }

  @Test func `a program without data whose moves come from a process runs, tells and resumes`() throws {
    let program = try program(sleeping: 1)
    var (moves, told) = (0, [String?]())
    let result = try program.run(moved: { moves += 1 }, passed: { told.append($0.line) })
    #expect(moves == 3 && result.curve.count == 3)
    #expect(told == ["line 1", "line 2", "line 3"])
    let checkpoint = try #require(try program.checkpoint())
    #expect(try self.program(sleeping: 1).resume(from: checkpoint) == "line 3")
  }

  @Test func `whoever runs it can end it at any move, and its process is gone`() throws {
    let program = try program(sleeping: 60)
    let start = ContinuousClock.now
    #expect(throws: Interruption()) {
      try program.run(moved: { throw Interruption() }, passed: { _ in })
    }
    #expect(!program.isRunning && ContinuousClock.now - start < .seconds(30))
    #expect(try program.checkpoint()?.state == Data("line 1".utf8))
  }
}
