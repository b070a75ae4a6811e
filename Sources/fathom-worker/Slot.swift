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

  mutating func run(_ assignment: Assignment) throws {
    do {
      let text = String(decoding: assignment.specification, as: UTF8.self)
      let spec = try TrialSpec(canonical: text)
      guard spec.id == assignment.lease.trial else {
        return try say(.failed(.badInput, "The specification's hash is not the trial's id."))
      }
      let result = try finish(spec, dataPath: assignment.dataPath)
      try say(.finished(ResultCodec.encode(result)))
    } catch let error as TrialRunner.Failure {
      try say(.failed(.badInput, error.description))
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
