import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

/// Singular values of the centred columns, descending, by one-sided Jacobi rotations in double precision.
private func singularValues(_ matrix: Matrix<Float>) -> [Double] {
  var columns = (0..<matrix.columns).map { column in
    let values = (0..<matrix.rows).map { Double(matrix[$0, column]) }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  for _ in 0..<30 {
    for p in columns.indices {
      for q in columns.indices where q > p {
        let (a, b, c) = (
          dot(columns[p], columns[p]), dot(columns[q], columns[q]), dot(columns[p], columns[q])
        )
        if abs(c) <= 1e-15 * (a * b).squareRoot() { continue }
        let z = (b - a) / (2 * c)
        let t = (z < 0 ? -1 : 1) / (abs(z) + (1 + z * z).squareRoot())
        let cosine = 1 / (1 + t * t).squareRoot()
        let (x, y) = (columns[p], columns[q])
        columns[p] = zip(x, y).map { cosine * ($0 - t * $1) }
        columns[q] = zip(x, y).map { cosine * (t * $0 + $1) }
      }
    }
  }
  return columns.map { dot($0, $0).squareRoot() }.sorted(by: >)
}

struct TeacherTests {
  @Test(arguments: [(1, nil), (2, nil), (3, 3), (3, 8), (6, nil), (6, 10)] as [(Int, Int?)], [0, 1, 2, 3])
  func `targets have the rank asked for`(shape: (rank: Int, width: Int?), dataSeed: Int) throws {
    var fields: [String: Any] = [
      "samples": 600, "inputs": 10, "target_dim": 6, "target_rank": shape.rank, "data_seed": dataSeed,
      "test_fraction": 0,
    ]
    fields["teacher_width"] = shape.width
    let targets = try TrainingData.teacher(trial(fields)).train.targets
    let values = singularValues(targets)
    #expect(values[shape.rank - 1] > 3e-4 * values[0], "rank at least \(shape.rank)")
    if shape.rank < 6 { #expect(values[shape.rank] < 1e-6 * values[0], "rank at most \(shape.rank)") }
  }

  /// A square teacher's weakest direction is often below a thousandth of its strongest: such draws are dropped.
  @Test(arguments: 0..<12)
  func `a high rank is no nominal one`(dataSeed: Int) throws {
    let spec = try trial([
      "samples": 400, "inputs": 24, "target_dim": 24, "target_rank": 24, "data_seed": dataSeed,
      "standardize": false, "test_fraction": 0,
    ])
    let values = singularValues(try TrainingData.teacher(spec).train.targets)
    #expect(values[23] > 3e-4 * values[0])
  }

  @Test func `a teacher of rank 1 is alive for every seed`() throws {
    for seed in 0..<100 {
      let spec = try trial(["target_rank": 1, "data_seed": seed, "samples": 100])
      let targets = try TrainingData.teacher(spec).train.targets
      #expect(targets.entries.contains { abs($0) > 0.5 }, "data_seed \(seed)")
    }
  }

  @Test func `the trial's seed leaves the data alone and data_seed changes them`() throws {
    let data = try TrainingData.teacher(trial())
    #expect(try TrainingData.teacher(trial(["seed": 5])) == data)
    #expect(try TrainingData.teacher(trial(["data_seed": 5])).train.inputs != data.train.inputs)
    #expect(try TrainingData.teacher(trial(["data_seed": 5])).train.targets != data.train.targets)
  }

  @Test func `inputs are standard normal and the first rows train`() throws {
    let all = try TrainingData.teacher(
      trial(["samples": 5000, "standardize": false, "test_fraction": 0])
    ).train.inputs
    let entries = all.entries.map(Double.init)
    let mean = entries.reduce(0, +) / Double(entries.count)
    let square = entries.reduce(0) { $0 + $1 * $1 } / Double(entries.count)
    // 40,000 draws: standard errors 0.005 and 0.007.
    #expect(abs(mean) < 0.02 && abs(square - 1) < 0.03)
    let split = try TrainingData.teacher(trial(["samples": 5000, "standardize": false]))
    #expect(split.train.rows == 4000)
    #expect(split.train.inputs.entries == Array(all.entries.prefix(4000 * 8)))
  }

  @Test func `noise is in units of each target's own deviation`() throws {
    let fields: [String: Any] = ["samples": 5000, "standardize": false, "test_fraction": 0]
    let clean = try TrainingData.teacher(trial(fields)).train
    let noisy = try TrainingData.teacher(trial(fields.merging(["noise": 0.5]) { $1 })).train
    #expect(clean.inputs == noisy.inputs)
    for column in 0..<4 {
      let values = (0..<5000).map { Double(clean.targets[$0, column]) }
      let mean = values.reduce(0, +) / 5000
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5000
      let noise = (0..<5000).reduce(0.0) {
        let difference = Double(noisy.targets[$1, column] - clean.targets[$1, column])
        return $0 + difference * difference / 5000
      }
      // The standard error of a variance from 5,000 draws is 2 %.
      #expect(abs(noise / variance / 0.25 - 1) < 0.1)
    }
  }

  @Test(
    arguments: [
      (["target_rank": 5], "target_rank"), (["target_rank": 3, "inputs": 2], "target_rank"),
      (["target_rank": 3, "teacher_width": 2], "teacher_width"),
    ] as [([String: Int], String)])
  func `sizes that cannot be are refused by name`(change: [String: Int], parameter: String) throws {
    #expect {
      try TrainingData.teacher(trial(change))
    } throws: { error in
      guard case .outOfRange(parameter, _, _)? = error as? TrainingError else { return false }
      return true
    }
  }
}
