internal import Coordination
internal import Messaging
internal import SweepModel

/// Runs assignments and says how they go.
struct Slot {
  /// How often at most a running trial says that it moved.
  static let moveInterval = Duration.milliseconds(100)

  private var writer: PipeWriter
  private let runner = TrialRunner()

  init(writer: PipeWriter) { self.writer = writer }

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
      if spec.experiment != .noop { try flush() }
      return .finished(try ResultCodec.encode(finish(spec, dataPath: assignment.dataPath)))
    } catch let error as TrialRunner.Failure {
      return .failed(error.isLocal ? .crashed : .badInput, error.description)
    }
  }

  private mutating func finish(_ spec: TrialSpec, dataPath: String) throws -> TrialResult {
    var steps = 0
    var lastSaid = ContinuousClock.now
    return try runner.run(spec, dataPath: dataPath) {
      steps += 1
      let now = ContinuousClock.now
      guard now - lastSaid >= Self.moveInterval else { return }
      lastSaid = now
      try say(.moved(steps: steps))
    }
  }
}
