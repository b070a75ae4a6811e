internal import CKernels
package import SweepModel

/// PyTorch's `BatchNorm1d`, `BatchNorm2d` or `LayerNorm` (over channels), with a learned scale and shift.
///
/// Of a map of places, each place is a row of its own.
package struct NormalizationPlan: LayerFacts, Hashable {
  package let name: String
  package let kind: Normalization
  package let input: TensorShape
  package var output: TensorShape { input }

  package var arrays: [ArrayPlan] {
    let roles: [ArrayRole] =
      kind == .batch ? [.scale, .shift, .runningMean, .runningVariance] : [.scale, .shift]
    return roles.map { ArrayPlan(role: $0, shape: [input.channels]) }
  }

  /// What it gives, means by columns, and inverse deviations by columns or by rows.
  package func buffers(rows: Int) -> [Int] {
    let (channels, inverses) = (input.channels, kind == .batch ? 0 : rows * input.places)
    return [rows * input.count, channels, max(inverses, channels)]
  }

  package var overwritesInput: Bool { true }
}

struct NormalizationLayer {
  let places: Int
  let channels: Int
  let kind: Normalization
  let scale: ParameterArray
  let shift: ParameterArray
  /// chunk x channels: what enters, and in its place what is normalised but neither scaled nor shifted.
  let normal: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>
  /// Of the batch by columns, or (only `inverse`) of each row.
  let mean: UnsafeMutablePointer<Float>
  let inverse: UnsafeMutablePointer<Float>
  /// Only with batch normalisation.
  let running: (mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>)?

  /// What batch normalisation takes for mean and variance.
  enum Statistics {
    case running
    /// Those of the rows at hand; the running ones move towards them by this share.
    case batch(share: Float)
    /// As PyTorch's default.
    static let training = batch(share: 0.1)
    /// Those of the batch, and nothing is remembered.
    static let trial = batch(share: 0)
  }

  init(_ plan: NormalizationPlan, _ memory: LayerMemory, input: UnsafeMutablePointer<Float>) {
    (places, channels, kind) = (plan.input.places, plan.input.channels, plan.kind)
    (scale, shift) = (memory[.scale], memory[.shift])
    normal = input
    (output, mean, inverse) = (memory.buffers[0], memory.buffers[1], memory.buffers[2])
    let remembered = [.runningMean, .runningVariance].compactMap { memory.remembered[$0]?.baseAddress }
    running = remembered.count == 2 ? (remembered[0], remembered[1]) : nil
  }

  func forward(_ samples: Int, _ statistics: Statistics) {
    let rows = samples * places
    guard let running else {
      return kernels_layer_normalize(normal, output, inverse, scale.values, shift.values, rows, channels)
    }
    switch statistics {
    case .running: kernels_running_statistics(running.mean, running.variance, mean, inverse, channels)
    case .batch(let share):
      kernels_batch_statistics(normal, mean, inverse, running.mean, running.variance, rows, channels, share)
    }
    kernels_batch_normalize(normal, output, mean, inverse, scale.values, shift.values, rows, channels)
  }

  func backward(_ samples: Int, delta: UnsafeMutablePointer<Float>, accumulate: Bool) {
    let rows = samples * places
    kernels_normal_gradients(
      delta, normal, scale.gradient, shift.gradient, rows, channels, accumulate ? 1 : 0)
    guard running != nil else {
      return kernels_layer_backward(delta, normal, inverse, scale.values, rows, channels)
    }
    precondition(!accumulate, "batch normalisation sees a batch as a whole")
    kernels_batch_backward(
      delta, normal, inverse, scale.values, scale.gradient, shift.gradient, rows, channels)
  }
}
