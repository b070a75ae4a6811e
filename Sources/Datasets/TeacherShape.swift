internal import SweepModel

/// The sizes of a teacher, checked: 1 <= rank <= min(outputs, inputs), rank <= width.
struct TeacherShape {
  let rows: Int
  let inputs: Int
  let width: Int
  let outputs: Int
  let rank: Int

  init(_ spec: Specification) throws(TrainingError) {
    rows = try spec.required(.samples)
    inputs = try spec.required(.inputs)
    outputs = try spec.required(.targetDim)
    rank = try spec.required(.targetRank)
    width = spec[.teacherWidth] ?? rank
    guard rank <= min(outputs, inputs) else {
      throw .outOfRange(
        parameter: Parameter.targetRank.name, value: "\(rank)",
        expected: "at most \(min(outputs, inputs)), the smaller of 'target_dim' and 'inputs'")
    }
    guard width >= rank else {
      throw .outOfRange(
        parameter: Parameter.teacherWidth.name, value: "\(width)",
        expected: "at least 'target_rank', which is \(rank)")
    }
    guard rows > rank else { throw .tooFewRows(found: rows, needed: rank + 1, purpose: "rank \(rank)") }
  }
}
