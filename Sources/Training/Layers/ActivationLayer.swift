internal import CKernels
package import SweepModel

/// The same function of every entry.
package struct ActivationPlan: LayerFacts, Hashable {
  package let name: String
  package let activation: Activation
  package let input: TensorShape
  package var output: TensorShape { input }

  /// GELU's slope needs what entered, the others' what they give; these work in place.
  package func buffers(rows: Int) -> [Int] { activation == .gelu ? [rows * input.count] : [] }
}

struct ActivationLayer {
  let width: Int
  let activation: kernels_activation
  let input: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>
  /// Of the layer before, added on the way.
  private var bias: UnsafeMutablePointer<Float>?

  init(_ plan: ActivationPlan, _ memory: LayerMemory, input: UnsafeMutablePointer<Float>) {
    (width, activation) = (plan.input.count, plan.activation.kernel)
    (self.input, output) = (input, memory.buffers.first ?? input)
  }

  /// From here on this layer adds the bias, which saves a pass.
  mutating func takeBias(of before: inout AffineLayer) {
    bias = before.bias?.values
    before.leavesBias = true
  }

  func forward(_ rows: Int) {
    switch (activation == kernels_gelu, bias) {
    case (true, let bias?): kernels_bias_gelu(output, input, bias, rows, width)
    case (true, nil): kernels_gelu_activate(output, input, rows * width)
    case (false, let bias?): kernels_bias_activate(output, bias, rows, width, activation)
    case (false, nil): kernels_activate(output, rows * width, activation)
    }
  }

  func backward(_ rows: Int, delta: UnsafeMutablePointer<Float>) {
    kernels_activation_backward(delta, output, input, rows * width, activation)
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
