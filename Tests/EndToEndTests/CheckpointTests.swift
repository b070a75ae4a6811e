import Datasets
import Experiments
import Foundation
import Glibc
import SweepModel
import Testing
import Training
import fathom_worker

/// What ends a trial in the middle.
private enum Blow: String, CaseIterable {
  case slotKilled, agentAndRunKilled, runKilled, runInterrupted
}

/// Trials that are interrupted and go on from their checkpoints, with the real binaries.
@Suite(.serialized) struct CheckpointTests {
  @Test(arguments: Blow.allCases)
  private func `an interrupted trial goes on from its checkpoint to the same bits`(blow: Blow) throws {
    try Self.strike(blow, in: CheckpointLab())
  }

  @Test func `a convolutional trial whose slot is killed goes on to the same bits`() throws {
    try Self.strike(.slotKilled, in: CheckpointLab(.images))
  }

  private static func strike(_ blow: Blow, in lab: CheckpointLab) throws {
    let run = try lab.start(every: "0")
    #expect(wait(30) { !lab.checkpoints.isEmpty }, "\(run.errors)")
    let agent = try #require(ProcessTable.children(of: run.identifier).first)
    let slot = try #require(ProcessTable.children(of: agent).first)
    switch blow {
    case .slotKilled: kill(slot, SIGKILL)
    case .agentAndRunKilled:
      kill(run.identifier, SIGSTOP)
      kill(agent, SIGKILL)
      kill(run.identifier, SIGKILL)
    case .runKilled: kill(run.identifier, SIGKILL)
    case .runInterrupted: kill(run.identifier, SIGINT)
    }
    let ending = try run.ending()
    #expect(wait(5) { ![agent, slot].contains(where: ProcessTable.exists) })
    var errors = ending.errors
    if blow != .slotKilled {
      #expect(lab.checkpoints.count == 1)
      errors = try lab.start(every: "0").ending().errors
    }
    let epoch = try #require(CheckpointLab.resumedEpoch(in: errors), "\(errors)")
    #expect((1..<lab.trial.epochs).contains(epoch))
    try lab.expectUndisturbedResults(attempts: blow == .slotKilled || blow == .agentAndRunKilled ? 2 : nil)
    #expect(lab.checkpoints.isEmpty, "the result is on the disk, so the checkpoint is not needed")
  }

  @Test func `a worker asked to leave writes down where its trial stands, and costs no attempt`() throws {
    let lab = try CheckpointLab()
    let endpoint = "ipc://" + lab.folder.path("s")
    let coordinator = try Program(
      "fathom", ["coordinator", lab.sweep, "--listen", endpoint, "--until-done"], in: lab.folder)
    #expect(wait(20) { coordinator.errors.contains("Listening") }, "\(coordinator.errors)")
    let join = ["--join", endpoint, "--slots", "1", "--spool", lab.folder.path(".fathom/spool")]
    let first = try Program("fathom-worker", join, in: lab.folder, settings: [lab.setting: "never"])
    // Nothing but training takes so long.
    #expect(wait(30) { ProcessTable.children(of: first.identifier).contains { ProcessTable.ticks($0) > 15 } })
    #expect(lab.checkpoints.isEmpty)
    kill(first.identifier, SIGTERM)
    #expect(try first.ending(within: 10).status == 0)
    #expect(lab.checkpoints.count == 1)

    let second = try Program("fathom-worker", join, in: lab.folder)
    #expect(try coordinator.ending().status == 0)
    kill(second.identifier, SIGTERM)
    let errors = try second.ending(within: 10).errors
    #expect(CheckpointLab.resumedEpoch(in: errors) != nil, "\(errors)")
    try lab.expectUndisturbedResults(attempts: nil)
  }

  @Test func `a checkpoint's seconds count, and one that is damaged or foreign does not`() throws {
    let lab = try CheckpointLab()
    let run = try lab.start(every: "0")
    #expect(wait(30) { !lab.checkpoints.isEmpty }, "\(run.errors)")
    kill(run.identifier, SIGINT)
    _ = try run.ending()
    let name = try #require(lab.checkpoints.first)
    let trial = try #require(TrialID(name.prefix(32)))
    let file = URL(fileURLWithPath: lab.path(name))
    let whole = try Data(contentsOf: file)
    let machine = try #require(try? Self.provenance(in: whole))

    var checkpoint = try TrialCheckpoint(bytes: whole, of: trial, on: machine)
    #expect(throws: TrialCheckpoint.Refusal.damaged("It is of another trial.")) {
      try TrialCheckpoint(bytes: whole, of: TrialID(high: 1, low: 2), on: machine)
    }
    var other = machine
    other.coreType = "Haswell"
    #expect(throws: TrialCheckpoint.Refusal.self) { try TrialCheckpoint(bytes: whole, of: trial, on: other) }
    var older = whole
    older[4] = 0
    var altered = whole
    altered[whole.count - 9] ^= 1
    for bad in [whole.prefix(3), whole.prefix(40), older, Data()] {
      #expect(throws: TrialCheckpoint.Refusal.self) {
        try TrialCheckpoint(bytes: bad, of: trial, on: machine)
      }
    }
    // What the program reads, it checks.
    for bad in [whole.dropLast(), altered] {
      let read = try TrialCheckpoint(bytes: bad, of: trial, on: machine)
      #expect(throws: TrainingError.unreadableCheckpoint("it was cut off or altered")) {
        try TrainingState(checkpoint: read.state)
      }
    }
    #expect(throws: Never.self) { try TrainingState(checkpoint: checkpoint.state) }
    try whole.dropLast().write(to: file)
    let torn = try lab.start(every: "0").ending()
    #expect(torn.errors.contains("is not used and is removed; its trial starts over."), "\(torn.errors)")
    try lab.expectUndisturbedResults(attempts: nil)

    checkpoint.part.provenance.trainSeconds = 1_000
    try checkpoint.bytes(of: trial).write(to: file)
    _ = try Program.run("fathom", ["run", lab.sweep, "--store", "again"], in: lab.folder)
    #expect(try Self.trainSeconds(lab, store: "again") < 1_000, "it lies in the folder of another store")
    let folder = lab.folder.path("third/spool/checkpoints")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try checkpoint.bytes(of: trial).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    _ = try Program.run("fathom", ["run", lab.sweep, "--store", "third"], in: lab.folder)
    #expect(try Self.trainSeconds(lab, store: "third") > 1_000)
  }

  /// The provenance in a checkpoint's bytes, whose JSON is plain text.
  private static func provenance(in bytes: Data) throws -> Provenance {
    let start = try #require(bytes.range(of: Data("\"provenance\":".utf8))).upperBound
    let end = try #require(bytes.range(of: Data("}".utf8), in: start..<bytes.endIndex)).upperBound
    return try JSONDecoder().decode(Provenance.self, from: bytes[start..<end])
  }

  private static func trainSeconds(_ lab: CheckpointLab, store: String) throws -> Double {
    let trials = try Program.run(
      "fathom", ["export", "--table", "trials", "--format", "json", "--store", store], in: lab.folder)
    let rows = try JSONSerialization.jsonObject(with: Data(trials.output.utf8)) as? [[String: Any]]
    return try #require(rows?.first?["train_seconds"] as? Double)
  }
}

/// The rules of checkpoints, without files.
struct CheckpointRuleTests {
  @Test(arguments: [
    (files: 9, bytes: 1_000, surplus: []), (files: 3, bytes: 1_000, surplus: ["b"]),
    (files: 9, bytes: 60, surplus: ["b", "a"]), (files: 1, bytes: 1, surplus: ["b", "a", "c.9.draft"]),
  ])
  func `a folder's surplus is what was written longest ago, never what is replaced`(
    files: Int, bytes: Int, surplus: [String]
  ) {
    let entries = [("a", 20, 7), ("b", 30, 1), ("c", 40, 0), ("c.9.draft", 10, 9)].map {
      CheckpointFolder.Entry(name: $0, bytes: $1, written: $2)
    }
    #expect(
      CheckpointFolder.surplus(of: entries, adding: 50, as: "c", mostFiles: files, mostBytes: bytes)
        == surplus)
  }

  @Test func `a checkpoint is due after its interval, and later where writing is slow`() {
    let start = ContinuousClock.now
    var clock = CheckpointClock(.seconds(10), startingAt: start)
    #expect(!clock.isDue(at: start + .milliseconds(9_999)))
    #expect(clock.isDue(at: start + .seconds(10)))
    clock.wrote(from: start + .seconds(10), to: start + .seconds(11))
    #expect(!clock.isDue(at: start + .seconds(60)))
    #expect(clock.isDue(at: start + .seconds(61)))
    #expect(!CheckpointClock(nil, startingAt: start).isDue(at: start + .seconds(1_000_000)))
  }

  @Test func `the interval is seconds, never, or a mistake that is named`() throws {
    let name = CheckpointInterval.variable
    #expect(try CheckpointInterval.read([:]) == .seconds(10))
    #expect(try CheckpointInterval.read([name: "0.5"]) == .milliseconds(500))
    #expect(try CheckpointInterval.read([name: "never"]) == nil)
    for text in ["", "-1", "nan", "10s", "inf"] {
      let error = #expect(throws: (any Error).self) { try CheckpointInterval.read([name: text]) }
      #expect(
        error.map { "\($0)" } == "\(name) is '\(text)'. Give seconds from 0 to 1000000, or 'never'.")
    }
  }
}

/// One trial of a second or so, and what an undisturbed run of it exports.
private struct CheckpointLab {
  /// What is trained, measured at every third of its epochs.
  struct Trial {
    var epochs: Int
    var layers: Int
    var parameters: String

    static let chain = Trial(
      epochs: 1_500, layers: 4,
      parameters: """
        dataset: teacher
          samples: 1000
          depth: 4
          width: 32
          normalization: batch
          milestones: [700]
        """)
    /// With the running means of its normalisation and the moments of its optimiser.
    static let images = Trial(
      epochs: 90, layers: 7,
      parameters: """
        dataset: scenes
          image_size: 8
          target_rank: 2
          samples: 300
          model: resnet8
          width: 4
          batch_size: 32
          learning_rate: 0.01
          milestones: [40]
        """)
  }

  let trial: Trial
  let folder: TemporaryFolder
  let sweep: String
  let setting = CheckpointInterval.variable

  init(_ trial: Trial = .chain) throws {
    self.trial = trial
    folder = try TemporaryFolder()
    sweep = try folder.write(
      "one.yaml",
      """
      name: one
      parameters:
        \(trial.parameters)
        epochs: \(trial.epochs)
      measure: {every: \(trial.epochs / 3), metrics: [nrc, ranks]}
      """)
  }

  func start(every seconds: String) throws -> Program {
    try Program("fathom", ["run", sweep, "--slots", "1"], in: folder, settings: [setting: seconds])
  }

  /// Names of the files that hold checkpoints.
  var checkpoints: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(""))
    return (names ?? []).filter { $0.hasSuffix(".checkpoint") }
  }

  func path(_ name: String) -> String { folder.path(".fathom/spool/checkpoints/" + name) }

  /// The epoch after which a trial went on, as the worker says.
  static func resumedEpoch(in errors: String) -> Int? {
    let end = errors.range(of: " goes on after epoch ")?.upperBound
    return end.flatMap { Int(errors[$0...].prefix { $0.isNumber }) }
  }

  func expectUndisturbedResults(attempts: Int?) throws {
    let calm = try Program.run("fathom", ["run", sweep, "--slots", "1", "--store", "calm"], in: folder)
    #expect(calm.status == 0, "\(calm.errors)")
    let layers = try [".fathom", "calm"].map { try export("layers", store: $0) }
    #expect(layers[0].split(separator: "\n").count == 1 + 3 * trial.layers)
    #expect(layers[0] == layers[1])
    let trials = try [".fathom", "calm"].map {
      try RunTests.withoutCircumstances(export("trials", store: $0))
    }
    #expect(trials[0].count == 2)
    #expect(trials[0] == trials[1])
    let rows = try export("trials", store: ".fathom", format: "json")
    let row = try JSONSerialization.jsonObject(with: Data(rows.utf8)) as? [[String: Any]]
    if let attempts { #expect(row?.first?["attempt"] as? Int == attempts) }
  }

  private func export(_ table: String, store: String, format: String = "csv") throws -> String {
    let ending = try Program.run(
      "fathom", ["export", "--table", table, "--format", format, "--store", store], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    return ending.output
  }
}

extension ProcessTable {
  /// Processor time of a process in hundredths of a second.
  static func ticks(_ id: pid_t) -> Int {
    stat(id).map { (Int($0[11]) ?? 0) + (Int($0[12]) ?? 0) } ?? 0
  }
}
