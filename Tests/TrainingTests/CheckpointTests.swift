import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

private let kinds: [[String: any Sendable]] = [
  [:], ["nesterov": true, "bias": true], ["optimizer": "adam", "learning_rate": 0.002, "bias": true],
  ["optimizer": "adamw", "normalization": "layer"],
  ["normalization": "batch", "bias": true, "schedule": "cosine"],
  ["optimizer": "lbfgs", "batch_size": "full", "learning_rate": 1],
]

private func trainer(_ kind: [String: any Sendable], seed: Int = 0) throws -> Trainer {
  let spec = try trial(kind.merging(["seed": seed]) { $1 })
  return try Trainer(spec, data: .teacher(trial(kind)))
}

struct CheckpointTests {
  @Test(arguments: kinds)
  func `a trial that goes on from a checkpoint of any step ends with the same bits`(
    kind: [String: any Sendable]
  ) throws {
    let whole = try trainer(kind)
    var checkpoints: [(epoch: Int, bytes: Data)] = [(0, try whole.state.checkpoint())]
    var outcomes: [EpochOutcome] = []
    for epoch in 0..<4 {
      var failure: (any Error)?
      outcomes.append(
        whole.trainEpoch {
          // L-BFGS reports evaluations as well, between which there is nothing to go on from.
          guard whole.plan.optimizer != .lbfgs else { return }
          do { checkpoints.append((epoch, try whole.state.checkpoint())) } catch { failure = error }
        })
      if let failure { throw failure }
      checkpoints.append((epoch + 1, try whole.state.checkpoint()))
    }
    #expect(checkpoints.count == (whole.plan.optimizer == .lbfgs ? 5 : 1 + 4 * 6))
    for (epoch, bytes) in checkpoints {
      // Another seed, so that nothing but the checkpoint can bring the bits.
      let other = try trainer(kind, seed: 9)
      try other.restore(TrainingState(checkpoint: bytes))
      #expect((epoch..<4).map { _ in other.trainEpoch() } == Array(outcomes[epoch...]))
      #expect(other.state == whole.state)
      #expect(try other.state.checkpoint() == whole.state.checkpoint())
      #expect(other.losses() == whole.losses())
    }
  }

  @Test(arguments: kinds)
  func `an epoch that is interrupted goes on where it stopped, here and elsewhere`(
    kind: [String: any Sendable]
  ) throws {
    struct Interruption: Error {}
    let whole = try trainer(kind)
    let outcomes = (0..<3).map { _ in whole.trainEpoch() }
    let interrupted = try trainer(kind)
    #expect(interrupted.trainEpoch() == outcomes[0])
    let steps = interrupted.steps
    #expect(throws: Interruption.self) { try interrupted.trainEpoch { throw Interruption() } }
    #expect(interrupted.steps == steps + 1)
    #expect(interrupted.epoch == 1)
    let other = try trainer(kind, seed: 9)
    try other.restore(interrupted.state)
    for trainer in [interrupted, other] {
      #expect((1..<3).map { _ in trainer.trainEpoch() } == Array(outcomes[1...]))
      #expect(trainer.state == whole.state)
    }
  }

  @Test func `a checkpoint is little more than the numbers it holds`() throws {
    let trainer = try trainer(["optimizer": "adam", "width": 64])
    _ = trainer.trainEpoch()
    let numbers = 3 * trainer.weights.reduce(0) { $0 + $1.entries.count }
    #expect(try trainer.state.checkpoint().count < 4 * numbers + 1000)
  }

  @Test func `a checkpoint that was cut off, altered or is something else is refused`() throws {
    let bytes = try trainer([:]).state.checkpoint()
    var altered = bytes
    altered[bytes.count / 2] ^= 1
    for (bad, reason) in [
      (bytes.dropLast(), "it was cut off or altered"), (altered, "it was cut off or altered"),
      (bytes.prefix(30), "it was cut off or altered"),
      (Data("PK".utf8), "it does not start as this version's checkpoints do"),
      (Data(), "it does not start as this version's checkpoints do"),
    ] {
      #expect(throws: TrainingError.unreadableCheckpoint(reason)) { try TrainingState(checkpoint: Data(bad)) }
    }
  }

  /// Earlier versions kept a mean and a variance of 0 for a last hidden layer that is not normalised.
  @Test func `zeros after the running statistics are no part of them`() throws {
    let kind: [String: any Sendable] = ["normalization": "batch", "last_activation": false]
    let whole = try trainer(kind)
    _ = whole.trainEpoch()
    var state = whole.state
    #expect(state.statistics.entries.count == 2 * 2 * whole.plan.dense.width)
    state.statistics.entries += Array(repeating: 0, count: 2 * whole.plan.dense.width)
    let other = try trainer(kind, seed: 9)
    try other.restore(state)
    #expect(other.state == whole.state)
    state.statistics.entries += [1]
    #expect(throws: TrainingError.self) { try other.restore(state) }
  }

  @Test(
    arguments: [
      ["width": 15], ["bias": true], ["optimizer": "adam"], ["normalization": "batch"], ["depth": 3],
    ] as [[String: any Sendable]])
  func `a checkpoint of another network or optimiser is refused`(kind: [String: any Sendable]) throws {
    let state = try trainer([:]).state
    let other = try trainer(kind)
    let before = other.state
    #expect(throws: TrainingError.self) { try other.restore(state) }
    #expect(other.state == before)
  }
}
