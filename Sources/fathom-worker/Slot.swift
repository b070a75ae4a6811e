internal import Coordination
internal import Foundation
internal import Glibc
internal import Messaging
internal import SweepModel
internal import Training

/// Runs assignments and says how they go.
struct Slot {
  /// How often at most a running trial says that it moved.
  static let moveInterval = Duration.milliseconds(100)
  /// How often at most it notes where its losses stand; the end is always noted.
  static let noteInterval = Duration.seconds(1)

  private var writer: PipeWriter
  private let runner = TrialRunner()
  private let settings: Settings
  private var checkpoints: CheckpointFolder?

  struct Settings {
    /// Folder of the checkpoints; `nil` for none.
    var checkpoints: String?
    /// How often a running trial writes one; `nil` for only when the agent goes.
    var interval: Duration?
    /// Whether the agent has gone, or wants this process to end.
    var isReleased: () -> Bool
  }

  /// Thrown out of a trial when the slot is to end.
  struct Released: Error {}

  init(writer: PipeWriter, _ settings: Settings) {
    self.writer = writer
    self.settings = settings
    checkpoints = settings.checkpoints.map { CheckpointFolder($0, tell: Self.tell) }
  }

  mutating func say(_ message: SlotMessage) throws { try writer.write(message.frame()) }

  /// Says what `run` kept back.
  mutating func flush() throws { if writer.isBehind { try writer.flush() } }

  /// Runs a trial and keeps its outcome for `flush()`. All is said before a trial that may take long or crash.
  mutating func run(_ assignment: Assignment) throws {
    writer.add(try outcome(of: assignment).frame())
  }

  private mutating func outcome(of assignment: Assignment) throws -> SlotMessage {
    var hash = ContentHash()
    hash.update(assignment.specification)
    guard hash.finish() == assignment.lease.trial else {
      return .failed(.badInput, "The specification's hash is not the trial's id.")
    }
    do {
      let spec = try TrialSpec(canonical: assignment.specification)
      guard spec.experiment != .noop else {
        return .finished(try ResultCodec.encode(TrialResult(provenance: TrialRunner.provenance())))
      }
      note("Attempt \(assignment.lease.attempt) starts on \(Self.place).")
      try flush()
      let result = try spec.experiment.trainsNetwork ? finish(spec, assignment) : model(spec, assignment)
      if let epoch = result.divergedEpoch { note("Diverged in epoch \(epoch).") }
      return .finished(try ResultCodec.encode(result))
    } catch let error as TrialRunner.Failure {
      note(error.description)
      return .failed(error.isLocal ? .crashed : .badInput, error.description)
    }
  }

  /// Puts a line into the trial's log, to be said with what is said next.
  private mutating func note(_ line: String) {
    // A line is cut to its bound, so that no frame of it is refused.
    if let frame = try? SlotMessage.noted(line).frame() { writer.add(frame) }
  }

  private static let place = "\(ProcessInfo.processInfo.hostName), process \(getpid())"

  /// - Throws: `Released` when the slot is to end; where the trial stands is then on the disk.
  private mutating func finish(_ spec: TrialSpec, _ assignment: Assignment) throws -> TrialResult {
    var run = try runner.start(spec, dataPath: assignment.dataPath)
    resume(&run, spec, assignment.lease.trial)
    let start = ContinuousClock.now
    do {
      let result = try train(&run, from: start)
      // So short a report is kept in memory alone, and the agent leaves the checkpoint to this process.
      let spoolFrom = WorkerSession.Settings().reports.spoolFrom
      if ContinuousClock.now - start < spoolFrom * 2 { checkpoints?.forget(assignment.lease.trial) }
      return result
    } catch let released as Released {
      if run.trainer.steps > 0 { checkpoints?.keep(run.checkpoint) }
      throw released
    }
  }

  private mutating func train(
    _ run: inout TrialRun, from start: ContinuousClock.Instant
  ) throws -> TrialResult {
    var clock = CheckpointClock(settings.interval, startingAt: start)
    var moves = Moves(from: start)
    var lastNote = start
    return try run.result {
      try moved(&moves)
    } epochEnded: { run in
      let now = ContinuousClock.now
      if let point = run.newPoint, now - lastNote >= Self.noteInterval || run.isOver {
        note(Self.line(point, of: run, after: now - start))
        try deliver()
        lastNote = now
      }
      guard clock.isDue(at: now) else { return }
      checkpoints?.keep(run.checkpoint)
      clock.wrote(from: now, to: .now)
    }
  }

  /// Such as `Epoch 50 of 300 after 1.2 s: train loss 0.0123, test loss 0.0145.`
  private static func line(_ point: CurvePoint, of run: TrialRun, after time: Duration) -> String {
    let losses = [("train", point.trainLoss), ("test", point.testLoss)].compactMap { set, loss in
      loss.map { String(format: "\(set) loss %.4g", $0) }
    }
    let seconds = String(format: "%.1f", time / .seconds(1))
    return "Epoch \(point.epoch) of \(run.epochs) after \(seconds) s: \(losses.joined(separator: ", "))."
  }

  /// A trial without a network: it keeps no checkpoint, and an interrupted one starts over.
  private mutating func model(_ spec: TrialSpec, _ assignment: Assignment) throws -> TrialResult {
    var moves = Moves(from: .now)
    return try runner.result(spec, dataPath: assignment.dataPath) { try moved(&moves) }
  }

  private struct Moves {
    var steps = 0
    var lastSaid: ContinuousClock.Instant

    init(from start: ContinuousClock.Instant) { lastSaid = start }
  }

  /// Counts a step, and says so now and then.
  private mutating func moved(_ moves: inout Moves) throws {
    moves.steps += 1
    if settings.isReleased() { throw Released() }
    let now = ContinuousClock.now
    guard now - moves.lastSaid >= Self.moveInterval else { return }
    moves.lastSaid = now
    writer.add(try SlotMessage.moved(steps: moves.steps).frame())
    try deliver()
  }

  private mutating func deliver() throws {
    do { try flush() } catch MessagingError.pipeClosed { throw Released() }
  }

  /// Goes on from the checkpoint of an earlier attempt on this machine, where there is one.
  private func resume(_ run: inout TrialRun, _ spec: TrialSpec, _ trial: TrialID) {
    guard let checkpoint = checkpoints?.checkpoint(of: trial, on: TrialRunner.provenance()) else { return }
    do throws(TrainingError) {
      try run.resume(from: checkpoint)
      Self.tell("Trial \(trial.short) goes on after epoch \(run.trainer.epoch) of \(spec.epochs).")
    } catch {
      checkpoints?.refuse(trial, error.description)
    }
  }

  /// An agent that is gone reads no more, and then nobody is told.
  private static func tell(_ sentence: String) {
    let line = Array("\(sentence)\n".utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }
}
