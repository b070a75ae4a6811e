import Collapse
import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

/// Values that the paper prints for the 14 inputs alone, whatever network follows.
@Test func `the SGEMM design has 241,600 rows and the paper's nrc1`() throws {
  BLAS.useOneThread()
  #expect(SGEMMDesign.rows.count == 241_600 * 14)
  let spec = try trial(design(samples: 241_600, ["test_fraction": 0.0]))
  let data = try TrainingData.teacher(spec)
  let weights = Matrix<Double>(rows: 1, columns: 14, repeating: 1)
  for (rank, printed) in [(1, 0.8982), (4, 0.6100)] {
    let found = try data.train.targets.withView { targets in
      try data.train.inputs.withView { features in
        try weights.withView {
          try LayerArrays(number: 1, features: features, weights: $0)
            .metrics(against: Targets(targets, knownRank: rank), groups: [.nrc])
        }
      }
    }
    #expect(abs(try #require(found[.nrc1Rank]) - printed) < 2e-4)
  }
}

@Test func `no row of the design is drawn twice, and the data seed draws others`() throws {
  func rows(_ seed: Int) throws -> [[Float]] {
    let data = try TrainingData.teacher(
      try trial(design(samples: 3000, ["standardize": false, "test_fraction": 0.0, "data_seed": seed])))
    return (0..<data.train.rows).map { row in (0..<14).map { data.train.inputs[row, $0] } }
  }
  let (first, second) = (try rows(0), try rows(1))
  #expect(Set(first).count == 3000)
  #expect(first != second)
  #expect(first == (try rows(0)))
  // Every row of both meets the kernel's first rule, MWG % (MDIMC * VWM) = 0.
  for row in first + second { #expect(Int(row[0]) % (Int(row[3]) * Int(row[8])) == 0) }
}

@Test func `the surrogate's four targets are one up to sign and noise`() throws {
  let data = try TrainingData.teacher(
    try trial(design(samples: 3000, ["target_rank": 1, "teacher_width": 8, "noise": 0.01])))
  let targets = try data.train.targets.withView { try Targets($0) }
  let rank = try #require(targets.metrics[.targetStableRank])
  #expect(rank > 1 && rank < 1.001)
}

private func design(samples: Int, _ others: [String: Any] = [:]) -> [String: Any] {
  let fields: [String: Any] = ["input_design": "sgemm", "inputs": 14, "samples": samples]
  return fields.merging(others) { $1 }
}
