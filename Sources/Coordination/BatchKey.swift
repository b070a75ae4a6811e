package import SweepModel

/// What trials have in common that may share a process: the program, how it is run, and the parameters that the sweep wants
/// equal.
package struct BatchKey: Hashable, Sendable {
  /// Trials of one process at most.
  package let most: Int
  private let limits: AttemptLimits
  private let words: [String]
  private let same: [ParameterValue.Member]
  private let environment: [ParameterValue.Member]
  private let code: DataID?

  /// `nil` where a trial has a process of its own, or nobody can read it.
  ///
  /// - Parameters:
  ///   - specification: canonical, without a line of its manner.
  ///   - limits: with the manner.
  package init?(_ specification: [UInt8], _ limits: AttemptLimits) {
    // What cannot be read is refused with a sentence by the slot.
    guard let batch = limits.manner?.batch, let spec = try? Specification(canonical: specification),
      let trial = CommandTrial(spec)
    else { return nil }
    (most, self.limits) = (min(batch.max, CommandManner.Batch.most), limits)
    (words, environment, code) = (trial.words, trial.environment, trial.code)
    same = trial.arguments(among: batch.same)
  }

  package init?(_ assignment: Assignment) {
    guard assignment.limits.manner?.batch != nil, let text = AssignedText.read(assignment.specification)
    else {
      return nil
    }
    self.init(text.specification, assignment.limits)
  }
}
