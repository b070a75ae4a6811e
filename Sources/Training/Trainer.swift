internal import CKernels
package import LinearAlgebra
package import SweepModel

/// How an epoch ended.
package enum EpochOutcome: Hashable, Sendable {
  /// The mean loss over the epoch's steps, each taken before its update.
  case finite(meanLoss: Double)
  /// Training was given up in this epoch, counted from 1.
  case diverged(epoch: Int)
}

/// Trains one trial's network: SGD with momentum and coupled weight decay on the mean squared error.
///
/// - Loss: the mean over all rows and target columns of (prediction - target)^2, as PyTorch's `MSELoss`.
/// - Step: g = gradient + decay * w; v = momentum * v + g; w = w - rate * v, as PyTorch's `SGD`.
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
  /// The sum of the learning rates of all steps.
  private var rateSum = 0.0
  /// `nil` until the first epoch starts.
  private var startLoss: Double?

  /// A network with `weights` (out x in, first layer to last) or, without them, the plan's initial ones.
  ///
  /// Sets this process's BLAS to one thread.
  /// - Throws: when `weights` do not fit the plan.
  package init(_ plan: TrainingPlan, data: TrainingData, weights: [Matrix<Float>]? = nil)
    throws(TrainingError)
  {
    precondition(plan.inputs == data.inputs && plan.outputs == data.outputs, "a plan is made for its data")
    if let weights { try plan.check(weights) }
    BLAS.useOneThread()
    self.plan = plan
    self.data = data
    memory = NetworkMemory(plan)
    order = (0..<Int32(data.train.rows)).map { $0 }
    shuffling = RandomStream(seed: plan.seed, for: .shuffling)
    write(weights ?? plan.initialWeights()) { $0.weights }
  }

  package convenience init(_ spec: TrialSpec, data: TrainingData, weights: [Matrix<Float>]? = nil)
    throws(TrainingError)
  {
    try self.init(TrainingPlan(spec, data: data), data: data, weights: weights)
  }

  /// The weights, out x in, first layer to last.
  package var weights: [Matrix<Float>] { read { $0.weights } }

  /// The sum over all steps done of rate * decay / (1 - momentum): what the loss does not use has shrunk by
  /// e to the minus this.
  package var decayBudget: Double { rateSum * plan.weightDecay / (1 - plan.momentum) }

  /// One pass over the train rows. `progress` is called after every step.
  ///
  /// Ends at once when a step's loss is not finite, and reports divergence also when the weights are not finite at
  /// the end or the mean loss exceeds `divergenceFactor` times the loss before training.
  package func trainEpoch(progress: () -> Void = {}) -> EpochOutcome {
    let limit = Self.divergenceFactor * lossAtStart()
    arrangeRows()
    let sum = runSteps(at: plan.learningRate(epoch: epoch), progress)
    epoch += 1
    let mean = sum / Double(data.train.targets.entries.count)
    guard mean.isFinite, mean <= limit, weightsAreFinite() else { return .diverged(epoch: epoch) }
    return .finite(meanLoss: mean)
  }

  private func lossAtStart() -> Double {
    if let startLoss { return startLoss }
    let loss = loss(on: data.train)
    startLoss = loss
    return loss
  }

  /// Every epoch's permutation is drawn afresh, so that it depends on the stream alone.
  private func arrangeRows() {
    for row in order.indices { order[row] = Int32(row) }
    if plan.shuffle { shuffling.shuffle(&order) }
  }

  /// All steps of an epoch; returns the sum of squared errors, which is not finite if training was given up.
  private func runSteps(at rate: Double, _ progress: () -> Void) -> Double {
    let rule = StepRule(rate: Float(rate), momentum: Float(plan.momentum), decay: Float(plan.weightDecay))
    let (rows, batch) = (data.train.rows, plan.batchRows)
    return data.train.withPointers { inputs, targets in
      order.withUnsafeBufferPointer { order in
        guard let order = order.baseAddress else { return 0 }
        var sum = 0.0
        var start = 0
        while start < rows, sum.isFinite {
          let count = min(batch, rows - start)
          sum += memory.step(rule, inputs, targets, order + start, count)
          start += count
          rateSum += rate
          steps += 1
          progress()
        }
        return sum
      }
    }
  }

  private func weightsAreFinite() -> Bool {
    let network = memory.network
    return (0..<network.depth).allSatisfy { index in
      let layer = network.layers[index]
      return kernels_squared_norm(layer.weights, layer.weights, layer.count, 0).isFinite
    }
  }
}

extension Trainer {
  /// A copy of all that training changes.
  package var state: TrainingState {
    TrainingState(
      epoch: epoch, steps: steps, rateSum: rateSum, startLoss: startLoss, shuffling: shuffling,
      weights: weights, velocity: read { $0.velocity })
  }

  /// Goes on from `state`: the same bits follow as where it was taken.
  package func restore(_ state: TrainingState) throws(TrainingError) {
    try plan.check(state.weights)
    try plan.check(state.velocity)
    write(state.weights) { $0.weights }
    write(state.velocity) { $0.velocity }
    (epoch, steps, rateSum) = (state.epoch, state.steps, state.rateSum)
    (startLoss, shuffling) = (state.startLoss, state.shuffling)
  }

  private func read(_ array: (Layer) -> UnsafeMutablePointer<Float>) -> [Matrix<Float>] {
    (0..<plan.depth).map { index in
      let layer = memory.network.layers[index]
      let entries = Array(UnsafeBufferPointer(start: array(layer), count: layer.count))
      return Matrix(rows: layer.outputs, columns: layer.inputs, entries: entries)
    }
  }

  private func write(_ matrices: [Matrix<Float>], to array: (Layer) -> UnsafeMutablePointer<Float>) {
    for (index, matrix) in matrices.enumerated() {
      let layer = memory.network.layers[index]
      array(layer).update(from: matrix.entries, count: layer.count)
    }
  }
}
