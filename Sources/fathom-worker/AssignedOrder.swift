internal import Coordination
internal import Experiments
internal import SweepModel

/// What an assignment asks for, read and checked.
struct AssignedOrder {
  let spec: Specification
  let manner: CommandManner?
  let attempt: Int
  let dataPath: String

  /// - Throws: `TrialFailure`.
  init(_ assignment: Assignment) throws {
    guard let text = AssignedText.read(assignment.specification) else {
      throw TrialFailure("How the trial's program is to be run cannot be read.")
    }
    var hash = ContentHash()
    hash.update(text.specification)
    guard hash.finish() == assignment.lease.trial else {
      throw TrialFailure("The specification's hash is not the trial's id.")
    }
    do { spec = try Specification(canonical: text.specification) } catch {
      throw TrialFailure("The specification cannot be read: \(error)")
    }
    (manner, attempt, dataPath) = (text.manner, assignment.lease.attempt.number, assignment.dataPath)
  }
}
