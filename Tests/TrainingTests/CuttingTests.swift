import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

private func trained(_ changes: [String: Any] = [:]) throws -> Trainer {
  BLAS.useOneThread()
  let spec = try trial(["test_fraction": 0.25, "bias": true].merging(changes) { $1 })
  let trainer = try Trainer(spec, data: TrainingData.teacher(spec))
  for _ in 0..<3 { _ = trainer.trainEpoch() }
  return trainer
}

/// Maps ((3, 0), (0, 1)) and ((0, 2), (5, 0)): cut to rank 1 they are ((3, 0), (0, 0)) and ((0, 0), (5, 0)).
@Test func `a cut network is solved by hand`() throws {
  let samples = Samples(
    inputs: Matrix(rows: 2, columns: 2, entries: [1, 1, 2, 1]),
    targets: Matrix(rows: 2, columns: 2, entries: [2, 15, 2, 30]))
  let spec = try trial([
    "depth": 2, "width": 2, "activation": "identity", "batch_size": 2, "samples": 2, "standardize": false,
  ])
  let weights = [
    Matrix<Float>(rows: 2, columns: 2, entries: [3, 0, 0, 1]),
    Matrix<Float>(rows: 2, columns: 2, entries: [0, 2, 5, 0]),
  ]
  let trainer = try Trainer(spec, data: TrainingData(train: samples), weights: weights)
  #expect(trainer.losses().train == 0)
  // Whole: (2, 15) and (2, 30). Cut: (0, 15) and (0, 30), so two of four entries are off by 2.
  let cut = try trainer.whileCut(to: 1) { (trainer.losses().train, trainer.weights.map(\.entries)) }
  #expect(abs(cut.0 - 2) < 1e-6)
  for (found, hand) in zip(cut.1.flatMap { $0 }, [3, 0, 0, 0, 0, 0, 5, 0] as [Float]) {
    #expect(abs(found - hand) < 1e-6)
  }
}

@Test(arguments: [1, 2, 5]) func `training goes on from the whole weights, to the same bits`(_ rank: Int)
  throws
{
  let (plain, cut) = (try trained(), try trained())
  let seen = try cut.whileCut(to: rank) { cut.losses().train }
  #expect(seen > plain.losses().train)
  #expect(cut.weights == plain.weights)
  _ = (plain.trainEpoch(), cut.trainEpoch())
  #expect(cut.weights == plain.weights)
}

@Test func `a rank that no matrix exceeds cuts nothing, and each higher one keeps more`() throws {
  let trainer = try trained()
  let whole = trainer.losses().train
  #expect(try trainer.whileCut(to: 16) { trainer.losses().train } == whole)
  let distances = try [1, 2, 4, 8, 15].map { rank in
    try trainer.whileCut(to: rank) { trainer.weights }.enumerated().reduce(0.0) { sum, item in
      zip(item.element.entries, trainer.weights[item.offset].entries).reduce(sum) {
        $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
      }
    }
  }
  #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 > $1 })
  #expect(try #require(distances.last) > 0)
}

@Test func `the weights are whole again when the body throws`() throws {
  struct Stop: Error {}
  let trainer = try trained()
  let weights = trainer.weights
  #expect(throws: Stop.self) { try trainer.whileCut(to: 1) { throw Stop() } }
  #expect(trainer.weights == weights)
}
