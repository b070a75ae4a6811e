internal import CKernels
internal import LinearAlgebra
internal import SweepModel

/// One linear map and what follows it (normalisation, then activation), with the memory that a pass over a chunk of
/// rows needs. Pointers belong to the network's arena; choices are plain enums, so that a pass neither allocates nor
/// counts references.
struct Layer {
  let inputs: Int
  let outputs: Int
  /// out x in, row-major.
  let weights: ParameterArray
  /// One entry an output each, or none.
  let bias: ParameterArray
  let scale: ParameterArray
  let shift: ParameterArray
  let normalization: Normalization
  let activation: kernels_activation
  /// chunk x out each. `linear` is what the linear map gives and, once normalised, the normalised values; `before` is
  /// what enters the activation and `output` what leaves it. Where nothing needs the one, it is the next one.
  let linear: UnsafeMutablePointer<Float>
  let before: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>
  /// Of the batch by columns, or (only `inverse`) of each row.
  let mean: UnsafeMutablePointer<Float>
  let inverse: UnsafeMutablePointer<Float>
  let runningMean: UnsafeMutablePointer<Float>
  let runningVariance: UnsafeMutablePointer<Float>

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

  /// Fills `output` for `rows` rows of `input` (rows x inputs).
  func forward(_ rows: Int, from input: UnsafePointer<Float>, _ statistics: Statistics) {
    product(rows, from: input)
    guard normalization != .none else { return activate(rows) }
    if !bias.isEmpty { kernels_bias_activate(linear, bias.values, rows, outputs, kernels_identity) }
    if normalization == .layer {
      kernels_layer_normalize(linear, before, inverse, scale.values, shift.values, rows, outputs)
    } else {
      if case .batch(let share) = statistics {
        kernels_batch_statistics(linear, mean, inverse, runningMean, runningVariance, rows, outputs, share)
      } else {
        kernels_running_statistics(runningMean, runningVariance, mean, inverse, outputs)
      }
      kernels_batch_normalize(linear, before, mean, inverse, scale.values, shift.values, rows, outputs)
    }
    activateAlone(rows)
  }

  private func activate(_ rows: Int) {
    if bias.isEmpty { return activateAlone(rows) }
    if activation == kernels_gelu {
      kernels_bias_gelu(output, before, bias.values, rows, outputs)
    } else {
      kernels_bias_activate(output, bias.values, rows, outputs, activation)
    }
  }

  private func activateAlone(_ rows: Int) {
    if activation == kernels_gelu {
      kernels_gelu_activate(output, before, rows * outputs)
    } else {
      kernels_activate(output, rows * outputs, activation)
    }
  }

  /// Carries `delta` (rows x out) back from the output to what the linear map gave, and fills the gradients of bias,
  /// scale and shift on the way.
  func undo(_ rows: Int, delta: UnsafeMutablePointer<Float>, accumulate: Bool) {
    kernels_activation_backward(delta, output, before, rows * outputs, activation)
    if normalization != .none {
      kernels_normal_gradients(
        delta, linear, scale.gradient, shift.gradient, rows, outputs, accumulate ? 1 : 0)
      if normalization == .layer {
        kernels_layer_backward(delta, linear, inverse, scale.values, rows, outputs)
      } else {
        precondition(!accumulate, "batch normalisation sees a batch as a whole")
        kernels_batch_backward(
          delta, linear, inverse, scale.values, scale.gradient, shift.gradient, rows, outputs)
      }
    }
    if !bias.isEmpty { kernels_column_sums(bias.gradient, delta, rows, outputs, accumulate ? 1 : 0) }
  }
}

/// The three matrix products of a step.
extension Layer {
  /// linear = input W' for `rows` rows of `input` (rows x inputs).
  func product(_ rows: Int, from input: UnsafePointer<Float>) {
    BLAS.multiply(
      rows, outputs, inputs, input, inputs, .no, weights.values, inputs, .yes, into: linear, outputs)
  }

  /// gradient = delta' features, added to what is there if `accumulate`; delta is rows x out, features rows x in.
  func weightGradient(
    _ rows: Int, delta: UnsafePointer<Float>, features: UnsafePointer<Float>, accumulate: Bool
  ) {
    BLAS.multiply(
      outputs, inputs, rows, delta, outputs, .yes, features, inputs, .no, into: weights.gradient, inputs,
      beta: accumulate ? 1 : 0)
  }

  /// result = delta W, rows x in from rows x out.
  func inputGradient(_ rows: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    BLAS.multiply(
      rows, inputs, outputs, delta, outputs, .no, weights.values, inputs, .no, into: result, inputs)
  }
}

extension Activation {
  var kernel: kernels_activation {
    switch self {
    case .relu: kernels_relu_activation
    case .leakyReLU: kernels_leaky_relu
    case .tanh: kernels_tanh
    case .gelu: kernels_gelu
    case .identity: kernels_identity
    }
  }
}
