internal import CKernels
internal import SweepModel

/// One array of a network's parameters with its gradient and what the optimiser remembers of it. Plain pointers into
/// the network's arena.
struct ParameterArray {
  let count: Int
  let values: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  /// SGD's velocity, or Adam's mean of gradients.
  let first: UnsafeMutablePointer<Float>
  /// Adam's mean of squared gradients; the same as `first` for the others, which do not use it.
  let second: UnsafeMutablePointer<Float>
  let isDecayed: Bool

  var entries: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }
}

/// How one step changes parameters.
enum StepRule {
  case sgd(rate: Float, momentum: Float, decay: Float, nesterov: Bool)
  case adam(kernels_adam_rule)

  func step(_ array: ParameterArray) {
    switch self {
    case .sgd(let rate, let momentum, let decay, false):
      kernels_sgd(
        array.values, array.first, array.gradient, array.count, rate, momentum, array.isDecayed ? decay : 0)
    case .sgd(let rate, let momentum, let decay, true):
      kernels_sgd_nesterov(
        array.values, array.first, array.gradient, array.count, rate, momentum, array.isDecayed ? decay : 0)
    case .adam(var rule):
      if !array.isDecayed { (rule.decay, rule.shrinkage) = (0, 1) }
      kernels_adam(array.values, array.first, array.second, array.gradient, array.count, rule)
    }
  }
}

extension TrainingPlan {
  /// The rule of step number `step`, counted from 1, at this learning rate; `nil` for L-BFGS, which has no rule.
  func rule(rate: Double, step: Int) -> StepRule? {
    switch optimizer {
    case .sgd:
      return .sgd(rate: Float(rate), momentum: Float(momentum), decay: Float(weightDecay), nesterov: nesterov)
    case .adam, .adamw:
      let isCoupled = optimizer == .adam
      return .adam(
        kernels_adam_rule(
          rate: Float(rate / (1 - power(momentum, step))), first_share: Float(1 - momentum),
          second_kept: Float(beta2), second_share: Float(1 - beta2),
          root_correction: Float(1 / (1 - power(beta2, step)).squareRoot()), epsilon: 1e-8,
          decay: isCoupled ? Float(weightDecay) : 0,
          shrinkage: isCoupled ? 1 : Float(1 - rate * weightDecay)))
    case .lbfgs: return nil
    }
  }

  /// `base` to the `exponent` by squaring, whose bits do not depend on a library.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}
