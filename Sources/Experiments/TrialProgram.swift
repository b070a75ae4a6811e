package import SweepModel

/// One trial under way: the only thing that slots, `train` and recomputation know of an experiment.
///
/// A program that waits for others (a process, a device) calls `moved` whenever they got on, and ends them when `moved`
/// throws. What it cannot give as bytes it may keep in files of its own; its checkpoint then says where.
package protocol TrialProgram: AnyObject, SendableMetatype {
  /// Whether a trial is over at once: it trains nothing, and nothing is said of it on the way.
  static var isInstant: Bool { get }

  /// The heading of the layers' metrics as they were after `epoch`.
  static func heading(ofLayersAfter epoch: Int) -> String

  /// At the trial's beginning, with all that it needs.
  ///
  /// - Throws: `TrialFailure`, or an error of `Training` or `ArrayFiles`, for what cannot be run.
  init(_ setup: TrialSetup) throws

  /// Where the run is, such as `epoch 3 of 10`; `nil` where it cannot tell.
  var place: String? { get }

  /// Goes on from where another run of the same trial stood, and answers after what that was.
  ///
  /// - Throws: why the checkpoint is of no use, and then nothing has changed.
  func resume(from checkpoint: TrialCheckpoint) throws -> String

  /// Where the trial stands: between two moves, and also after `run` has thrown. `nil` where nothing would be lost.
  func checkpoint() throws -> TrialCheckpoint?

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - moved: called after every small step; what it throws is thrown at once.
  ///   - passed: called at milestones, where a checkpoint is worth most.
  func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult
}

/// A program whose first weights can be given and whose trained ones can be saved.
package protocol WeightedProgram: TrialProgram {
  func saveWeights(to path: String) throws

  /// What a reader of the measures at the end has to know of how they were taken; `nil` for nothing.
  var remark: String? { get }
}

/// A point of a run between two parts of it, such as the end of an epoch.
package struct Milestone {
  /// What it shows, for the trial's log; `nil` where nothing was measured.
  package let line: String?
  package let isLast: Bool
  /// The epoch that ended here, and the mean loss over its steps; `nil` where there are no epochs.
  package let epoch: Int?
  package let loss: Double?

  package init(line: String?, isLast: Bool, epoch: Int? = nil, loss: Double? = nil) {
    (self.line, self.isLast, self.epoch, self.loss) = (line, isLast, epoch, loss)
  }
}

/// A program that keeps no checkpoint, whose interrupted trial starts over, unless it says otherwise.
extension TrialProgram {
  package static var isInstant: Bool { false }
  package static func heading(ofLayersAfter epoch: Int) -> String { "layers" }

  package var place: String? { nil }

  package func resume(from checkpoint: TrialCheckpoint) throws -> String {
    throw TrialFailure("Its experiment keeps no checkpoints.")
  }

  package func checkpoint() throws -> TrialCheckpoint? { nil }

  package func run() throws -> TrialResult { try run(moved: {}, passed: { _ in }) }
}
