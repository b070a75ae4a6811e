internal import CKernels
package import Datasets
package import LinearAlgebra
internal import SweepModel

/// How an epoch ended.
package enum EpochOutcome: Hashable, Sendable {
  /// The mean loss over the epoch's steps, each taken before its update.
  case finite(meanLoss: Double)
  /// Training was given up in this epoch, counted from 1.
  case diverged(epoch: Int)
}

/// Trains one trial's network by the plan's optimiser on the plan's objective.
///
/// - Loss: see `Objective`. The mean squared error is the mean over all rows and target columns, as PyTorch's `MSELoss`.
/// - Step: those of PyTorch's `SGD`, `Adam` and `AdamW`, with its order of operations; an epoch of L-BFGS is one move.
/// - Precision: single, losses summed in double. The same plan and data give the same bits on one BLAS core type.
/// - Not to be shared between threads, as it is one piece of mutable memory.
package final class Trainer {
  /// A mean loss above this multiple of the loss before training counts as diverged.
  package static let divergenceFactor = 1e3

  package let plan: TrainingPlan
  package let data: TrainingData
  /// Epochs done.
  package private(set) var epoch = 0
  /// Steps done: rises while an epoch runs.
  package private(set) var steps = 0

  let memory: NetworkMemory
  private var order: [Int32]
  private var shuffling: RandomStream
  /// `shuffling` before the order of the epoch under way was drawn.
  private(set) var epochStream: RandomStream
  /// Rows trained on in the epoch under way, and the sum of their losses' terms.
  private(set) var rowsDone = 0
  private(set) var lossSum = 0.0
  /// The sum of the learning rates of all steps.
  private(set) var rateSum = 0.0
  /// `nil` until the first epoch starts.
  private(set) var startLoss: Double?
  var quasiNewton = LBFGS()
  /// Whether training began with batch normalisation's own first statistics, mean 0 and variance 1.
  var startsFresh = true
  /// The running statistics while others stand in their place.
  var trainedStatistics: [Float]?

  /// A network with `weights` (out x in, first layer to last) or, without them, the plan's initial ones.
  ///
  /// Sets this process's BLAS to one thread.
  /// - Throws: when `weights` do not fit the plan.
  package init(
    _ plan: TrainingPlan, data: TrainingData, weights: [Matrix<Float>]? = nil, biases: [[Float]]? = nil
  ) throws(TrainingError) {
    precondition(
      plan.network.inputs == data.inputs && plan.network.outputs == data.outputs,
      "a plan is made for its data")
    if let weights { try plan.check(weights.map { [$0.rows, $0.columns] }, of: .matrix) }
    if let biases { try plan.check(biases.map { [$0.count] }, of: .bias) }
    BLAS.useOneThread()
    (self.plan, self.data) = (plan, data)
    memory = NetworkMemory(plan)
    order = (0..<Int32(data.train.rows)).map { $0 }
    shuffling = RandomStream(seed: plan.seed, for: .shuffling)
    epochStream = shuffling
    memory.arrays.scatter(plan.network.firstParameters(seed: plan.seed).flatMap { $0 }) { $0.values }
    for (role, numbers) in [(ArrayRole.matrix, weights?.map(\.entries)), (.bias, biases)] {
      for (array, numbers) in zip(memory.arrays(role), numbers ?? []) {
        array.values.update(from: numbers, count: array.count)
      }
    }
  }

  /// What the loss does not use has shrunk by e to the minus this: with SGD the sum over all steps done of
  /// rate * decay / (1 - momentum), with AdamW of rate * decay. `nil` for Adam and L-BFGS, whose decay has no such rate.
  package var decayBudget: Double? {
    switch plan.optimizer {
    case .sgd: rateSum * plan.weightDecay / (1 - plan.momentum)
    case .adamw: rateSum * plan.weightDecay
    case .adam, .lbfgs: nil
    }
  }

  /// One pass over the train rows. `progress` is called after every step; where it throws, the epoch stops at that step,
  /// or for L-BFGS at the end of its move, and the next call goes on with it.
  ///
  /// Ends at once when a step's loss is not finite, and reports divergence also when the weights are not finite at
  /// the end or the mean loss exceeds `divergenceFactor` times the loss before training.
  package func trainEpoch(progress: () throws -> Void) rethrows -> EpochOutcome {
    let limit = Self.divergenceFactor * lossAtStart()
    arrangeRows()
    if plan[.restartOptimizer] == true, rowsDone == 0 { forgetMoments() }
    try runSteps(at: plan.rates.rate(epoch: epoch), progress)
    let mean = lossSum / Double(memory.objective.terms(rows: epochRows))
    epoch += 1
    (rowsDone, lossSum, epochStream) = (0, 0, shuffling)
    guard mean.isFinite, mean <= limit, weightsAreFinite() else { return .diverged(epoch: epoch) }
    return .finite(meanLoss: mean)
  }

  package func trainEpoch() -> EpochOutcome { trainEpoch {} }

  private func lossAtStart() -> Double {
    if let startLoss { return startLoss }
    let loss = loss(on: data.train)
    startLoss = loss
    return loss
  }

  /// Every epoch's permutation is drawn afresh, so that it depends on the stream alone.
  private func arrangeRows() {
    for row in order.indices { order[row] = Int32(row) }
    shuffling = epochStream
    if plan.shuffle { shuffling.shuffle(&order) }
  }

  /// Rows that an epoch trains on.
  private var epochRows: Int {
    let rows = data.train.rows
    return plan[.dropLast] == true ? rows - rows % plan.batchRows : rows
  }

  /// The number of the next step, from 1, as the optimiser counts.
  private var step: Int { (plan[.restartOptimizer] == true ? rowsDone / plan.batchRows : steps) + 1 }

  /// The steps left in an epoch; ends early, with a sum that is not finite, where training is given up.
  private func runSteps(at rate: Double, _ progress: () throws -> Void) rethrows {
    let (rows, batch) = (epochRows, plan.batchRows)
    guard rowsDone < rows else { return }
    try data.train.withPointers { inputs, targets in
      guard plan.optimizer != .lbfgs else {
        return try moveOnce(inputs, targets, firstLength: rate, progress)
      }
      try order.withUnsafeBufferPointer { order in
        guard let order = order.baseAddress else { return }
        while rowsDone < rows, lossSum.isFinite, let rule = plan.rule(rate: rate, step: step) {
          let count = min(batch, rows - rowsDone)
          lossSum += memory.step(rule, inputs, targets, order + rowsDone, count)
          rowsDone += count
          rateSum += rate
          steps += 1
          try progress()
        }
      }
    }
  }

  /// One move of L-BFGS; `progress` is told of every evaluation, between which there is nothing to go on from.
  private func moveOnce(
    _ inputs: InputSource, _ targets: UnsafePointer<Float>, firstLength: Double,
    _ progress: () throws -> Void
  ) rethrows {
    let (rows, memory, decay) = (data.train.rows, memory, plan.weightDecay)
    withoutActuallyEscaping(progress) { progress in
      let problem = LBFGS.Problem(arrays: memory.arrays) {
        let (mean, sum) = memory.fillGradients(inputs, targets, rows)
        // An interruption waits for the end of the move, where `progress` is asked again.
        try? progress()
        return (mean + memory.addDecay(decay), sum)
      }
      lossSum = quasiNewton.iterate(problem, firstLength: firstLength)
    }
    rowsDone = rows
    rateSum += firstLength
    steps += 1
    try progress()
  }

  private func weightsAreFinite() -> Bool {
    memory.arrays.allSatisfy { kernels_squared_norm($0.values, $0.values, $0.count, 0).isFinite }
  }

  func adopt(_ state: TrainingState) {
    (epoch, steps, rateSum, startLoss) = (state.epoch, state.steps, state.rateSum, state.startLoss)
    (epochStream, shuffling) = (state.shuffling, state.shuffling)
    (rowsDone, lossSum) = (state.rowsDone, state.lossSum)
  }
}
