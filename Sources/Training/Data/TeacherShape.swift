internal import SweepModel

/// The sizes of a teacher, checked: 1 <= rank <= min(outputs, inputs), rank <= width.
struct TeacherShape {
  let rows: Int
  let inputs: Int
  let width: Int
  let outputs: Int
  let rank: Int

  init(_ spec: TrialSpec) throws(TrainingError) {
    rows = try Self.positive(spec.samples, "samples")
    inputs = try Self.positive(spec.inputs, "inputs")
    outputs = try Self.positive(spec.targetDim, "target_dim")
    rank = try Self.positive(spec.targetRank, "target_rank")
    width = try Self.positive(spec.teacherWidth ?? rank, "teacher_width")
    guard rank <= min(outputs, inputs) else {
      throw .outOfRange(
        parameter: "target_rank", value: "\(rank)",
        expected: "at most \(min(outputs, inputs)), the smaller of 'target_dim' and 'inputs'")
    }
    guard width >= rank else {
      throw .outOfRange(
        parameter: "teacher_width", value: "\(width)", expected: "at least 'target_rank', which is \(rank)")
    }
    guard spec.noise >= 0, spec.noise.isFinite else {
      throw .outOfRange(parameter: "noise", value: "\(spec.noise)", expected: "0 or more")
    }
    guard rows > rank else { throw .tooFewRows(found: rows, needed: rank + 1, purpose: "rank \(rank)") }
  }

  private static func positive(_ value: Int?, _ name: String) throws(TrainingError) -> Int {
    guard let value else { throw .missing(parameter: name) }
    guard value > 0 else { throw .outOfRange(parameter: name, value: "\(value)", expected: "1 or more") }
    return value
  }
}
