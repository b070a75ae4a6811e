internal import CKernels
package import SweepModel

/// The same function of every entry.
package struct ActivationPlan: LayerFacts, Hashable {
  package let name: String
  package let activation: Activation
  package let input: TensorShape
  package var output: TensorShape { input }

  package var overwritesInput: Bool { activation != .gelu }
  package var readsOutputBackward: Bool { activation != .gelu }

  /// GELU's slope needs what entered, the others' what they give; these work in place.
  package func buffers(rows: Int) -> [Int] { activation == .gelu ? [rows * input.count] : [] }
}

struct ActivationLayer {
  let places: Int
  let channels: Int
  let activation: kernels_activation
  let input: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>
  /// Of the layer before, added on the way.
  private var bias: UnsafeMutablePointer<Float>?
  /// What is added on the way, in a residual block.
  private var added: UnsafePointer<Float>?

  init(_ plan: ActivationPlan, _ memory: LayerMemory, input: UnsafeMutablePointer<Float>) {
    (places, channels) = (plan.input.places, plan.input.channels)
    activation = plan.activation.kernel
    (self.input, output) = (input, memory.buffers.first ?? input)
  }

  /// From here on this layer adds what the one before adds; only a ReLU can.
  mutating func take(_ sum: inout AddLayer) {
    guard activation == kernels_relu_activation else { return }
    (added, sum.leavesSum) = (sum.added, true)
  }

  /// From here on this layer adds the bias of the one before, which saves a pass.
  mutating func take(_ bias: ParameterArray?) { self.bias = bias?.values }

  func forward(_ samples: Int) {
    let rows = samples * places
    if let added { return kernels_add_relu(output, added, rows * channels) }
    switch (activation == kernels_gelu, bias) {
    case (true, let bias?): kernels_bias_gelu(output, input, bias, rows, channels)
    case (true, nil): kernels_gelu_activate(output, input, rows * channels)
    case (false, let bias?): kernels_bias_activate(output, bias, rows, channels, activation)
    case (false, nil): kernels_activate(output, rows * channels, activation)
    }
  }

  func backward(_ samples: Int, delta: UnsafeMutablePointer<Float>) {
    kernels_activation_backward(delta, output, input, samples * places * channels, activation)
  }
}

extension Activation {
  fileprivate var kernel: kernels_activation {
    switch self {
    case .relu: kernels_relu_activation
    case .leakyReLU: kernels_leaky_relu
    case .tanh: kernels_tanh
    case .gelu: kernels_gelu
    case .identity: kernels_identity
    }
  }
}
