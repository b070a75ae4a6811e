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
  private let pulse: Pulse
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
    pulse = Pulse(writer.descriptor)
    self.checkpoints = checkpoints.map { CheckpointFolder($0, tell: Output.say) }
  }

  mutating func say(_ message: SlotMessage) throws { try writer.write(message.frame()) }

  /// Says what `run` kept back.
  mutating func flush() throws { if writer.isBehind { try writer.flush() } }

  /// Runs a trial and keeps its outcome for `flush()`. All is said before a trial that may take long or crash.
  ///
  /// - Parameter together: one trial, or those that share a process; what each of them ended with is said as soon as it has.
  mutating func run(_ together: [Assignment]) throws {
    let orders = together.map { assignment in (assignment, Result { try AssignedOrder(assignment) }) }
    // What cannot be read is told below.
    if orders.count == 1, (try? orders[0].1.get())?.manner?.batch == nil {
      return writer.add(try outcome(of: orders[0].1).frame())
    }
    var members: [AssignedOrder] = []
    for (assignment, order) in orders {
      do { members.append(try order.get()) } catch let error as TrialFailure {
        let outcome = Report.Outcome.failure(error.failure, error.description)
        writer.add(try SlotMessage.ended(assignment.lease.trial, outcome).frame())
      }
    }
    writer.add(try (members.isEmpty ? .free : outcome(of: members)).frame())
  }

  private mutating func outcome(of members: [AssignedOrder]) throws -> SlotMessage {
    note(
      "\(members.count) \(members.count == 1 ? "trial starts" : "trials start") in one process on \(place(of: members[0]))."
    )
    try flush()
    tidy()
    do {
      let batch = try CommandBatch(
        members.map { ($0.spec, $0.attempt) }, members[0].manner ?? CommandManner(), on: host,
        dataPath: members[0].dataPath, machine: .ofThisMachine)
      var (steps, lastSaid) = (0, ContinuousClock.now)
      try batch.run {
        steps += 1
        try moved(steps, nil, &lastSaid)
      } ended: { trial, ending in
        writer.add(try SlotMessage.ended(trial, Self.outcome(ending)).frame())
        try deliver()
      }
      return .free
    } catch let error as TrialFailure {
      note(error.description)
      return .failed(error.failure, error.description)
    } catch let error as HandedBack {
      note(error.description)
      return .putOff(error.description)
    }
  }

  private static func outcome(_ ending: CommandBatch.Ending) throws -> Report.Outcome {
    switch ending {
    case .success(let result): .result(try ResultCodec.encode(result))
    case .failure(let failure): .failure(failure.failure, failure.description)
    }
  }

  private mutating func outcome(of order: Result<AssignedOrder, any Error>) throws -> SlotMessage {
    do {
      let order = try order.get()
      let spec = order.spec
      let isInstant = Programs[spec.kind].isInstant
      if !isInstant {
        note("Attempt \(order.attempt) starts on \(place(of: order)).")
        try flush()
      }
      if spec.kind.takesArguments { tidy() }
      let place = host.map { CommandOrder($0, attempt: order.attempt) }
      let start = { [programs] in
        try programs.start(spec, dataPath: order.dataPath, order: place, manner: order.manner)
      }
      let result = try isInstant ? start().run() : finish(spec.id, start)
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

  /// Such as `node7, process 12, GPU 3`.
  private func place(of order: AssignedOrder) -> String {
    let gpus = order.manner.flatMap { host?.gpus(of: $0) } ?? []
    return Self.place + (gpus.isEmpty ? "" : ", GPU \(gpus.joined(separator: ", "))")
  }

  private static let place = "\(ProcessInfo.processInfo.hostName), process \(getpid())"

  /// - Throws: `Released` when the slot is to end; where the trial stands is then on the disk.
  private mutating func finish(_ trial: TrialID, _ begin: () throws -> any TrialProgram) throws -> TrialResult
  {
    let (program, steps) = try pulse.beating {
      let program = try begin()
      resume(program, trial)
      return program
    }
    let start = ContinuousClock.now
    do {
      let result = try run(program, trial, from: start, after: steps)
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
    _ program: any TrialProgram, _ trial: TrialID, from start: ContinuousClock.Instant, after steps: Int
  ) throws -> TrialResult {
    var clock = CheckpointClock(interval, startingAt: start)
    var (steps, lastSaid, lastNote) = (steps, start, start)
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
