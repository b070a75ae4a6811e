internal import Answers
internal import Coordination
internal import Experiments
internal import Foundation
internal import Glibc
internal import Messaging
internal import Sessions
internal import SweepModel

/// Runs assignments and says how they go.
struct Slot {
  /// How often at most a running trial says that it moved.
  static let moveInterval = Duration.milliseconds(100)
  /// How often at most it notes where its losses stand; the end is always noted.
  static let noteInterval = Duration.seconds(1)

  private var writer: PipeWriter
  private let programs = Programs(on: .ofThisMachine)
  private var checkpoints: CheckpointFolder?
  private let interval: Duration?
  private let host: CommandHost?
  private let isReleased: () -> Bool
  private var lastTidying: ContinuousClock.Instant?

  /// Thrown out of a trial when the slot is to end.
  struct Released: Error {}

  /// - `checkpoints`: their folder; `nil` for none.
  /// - `interval`: how often a running trial writes one; `nil` for only when the agent goes.
  /// - `host`: where programs of users run; `nil` where they do not.
  /// - `isReleased`: whether the agent has gone, or wants this process to end.
  init(
    writer: PipeWriter, checkpoints: String?, interval: Duration?, host: CommandHost?,
    isReleased: @escaping () -> Bool
  ) {
    (self.writer, self.interval, self.host, self.isReleased) = (writer, interval, host, isReleased)
    self.checkpoints = checkpoints.map { CheckpointFolder($0, tell: Output.say) }
  }

  mutating func say(_ message: SlotMessage) throws { try writer.write(message.frame()) }

  /// Says what `run` kept back.
  mutating func flush() throws { if writer.isBehind { try writer.flush() } }

  /// Runs a trial and keeps its outcome for `flush()`. All is said before a trial that may take long or crash.
  mutating func run(_ assignment: Assignment) throws {
    writer.add(try outcome(of: assignment).frame())
  }

  private mutating func outcome(of assignment: Assignment) throws -> SlotMessage {
    guard let text = AssignedText.read(assignment.specification) else {
      return .failed(.badInput, "How the trial's program is to be run cannot be read.")
    }
    var hash = ContentHash()
    hash.update(text.specification)
    guard hash.finish() == assignment.lease.trial else {
      return .failed(.badInput, "The specification's hash is not the trial's id.")
    }
    do {
      let spec = try Specification(canonical: text.specification)
      let isInstant = Programs[spec.kind].isInstant
      if !isInstant {
        note("Attempt \(assignment.lease.attempt) starts on \(Self.place).")
        try flush()
      }
      if spec.kind.takesArguments { tidy() }
      let order = host.map { CommandOrder($0, attempt: Int(assignment.lease.attempt.number)) }
      let program = try programs.start(
        spec, dataPath: assignment.dataPath, order: order, manner: text.manner)
      let result = try isInstant ? program.run() : finish(program, assignment.lease.trial)
      if let epoch = result.divergedEpoch { note("Diverged in epoch \(epoch).") }
      return .finished(try ResultCodec.encode(result))
    } catch let error as TrialFailure {
      note(error.description)
      return .failed(error.failure, error.description)
    } catch let error as HandedBack {
      note(error.description)
      return .putOff(error.description)
    }
  }

  /// Puts a line into the trial's log, to be said with what is said next.
  private mutating func note(_ line: String) {
    // A line is cut to its bound, so that no frame of it is refused.
    if let frame = try? SlotMessage.noted(line).frame() { writer.add(frame) }
  }

  /// Looks now and then for what trials of programs have left on this machine.
  private mutating func tidy() {
    let now = ContinuousClock.now
    if let lastTidying, now - lastTidying < .seconds(3_600) { return }
    lastTidying = now
    host?.tidy()
  }

  private static let place = "\(ProcessInfo.processInfo.hostName), process \(getpid())"

  /// - Throws: `Released` when the slot is to end; where the trial stands is then on the disk.
  private mutating func finish(_ program: any TrialProgram, _ trial: TrialID) throws -> TrialResult {
    resume(program, trial)
    let start = ContinuousClock.now
    do {
      let result = try run(program, trial, from: start)
      // So short a report is kept in memory alone, and the agent leaves the checkpoint to this process.
      let spoolFrom = WorkerSession.Settings().reports.spoolFrom
      if ContinuousClock.now - start < spoolFrom * 2 { checkpoints?.forget(trial) }
      return result
    } catch let released as Released {
      checkpoints?.keep(trial, program.checkpoint)
      throw released
    }
  }

  private mutating func run(
    _ program: any TrialProgram, _ trial: TrialID, from start: ContinuousClock.Instant
  ) throws -> TrialResult {
    var clock = CheckpointClock(interval, startingAt: start)
    var (steps, lastSaid, lastNote) = (0, start, start)
    var news: TrialNews?
    return try program.run {
      steps += 1
      try moved(steps, news, &lastSaid)
    } passed: { milestone in
      let now = ContinuousClock.now
      news = milestone.epoch.map { TrialNews(epoch: $0, loss: milestone.loss) }
      if let line = milestone.line, now - lastNote >= Self.noteInterval || milestone.isLast {
        note(line)
        try deliver()
        lastNote = now
      }
      guard clock.isDue(at: now) else { return }
      checkpoints?.keep(trial, program.checkpoint)
      clock.wrote(from: now, to: .now)
    }
  }

  /// Says now and then how many steps were made, and how far they brought the trial.
  private mutating func moved(
    _ steps: Int, _ news: TrialNews?, _ lastSaid: inout ContinuousClock.Instant
  ) throws {
    if isReleased() { throw Released() }
    let now = ContinuousClock.now
    guard now - lastSaid >= Self.moveInterval else { return }
    lastSaid = now
    writer.add(try SlotMessage.moved(steps: steps, news).frame())
    try deliver()
  }

  private mutating func deliver() throws {
    do { try flush() } catch MessagingError.pipeClosed { throw Released() }
  }

  /// Goes on from the checkpoint of an earlier attempt on this machine, where there is one.
  private func resume(_ program: any TrialProgram, _ trial: TrialID) {
    guard let checkpoint = checkpoints?.checkpoint(of: trial, on: .ofThisMachine) else { return }
    do {
      let place = try program.resume(from: checkpoint)
      Output.say("Trial \(trial.short) goes on after \(place).")
    } catch {
      checkpoints?.refuse(trial, "\(error)")
    }
  }
}
