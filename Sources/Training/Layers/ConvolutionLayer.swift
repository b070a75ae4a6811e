internal import CKernels
package import LinearAlgebra
package import SweepModel

/// PyTorch's `Conv2d` with square kernels. Its weights lie as kernel x kernel x in x out.
package struct ConvolutionPlan: LayerFacts, Hashable {
  package let name: String
  package let convolution: Convolution
  package let hasBias: Bool
  package let isMeasured: Bool
  package let source: String?

  package init(
    name: String, input: TensorShape, filters: Int, kernel: Int, stride: Int = 1, padding: Int,
    hasBias: Bool = false, isMeasured: Bool = true, source: String? = nil
  ) {
    (self.name, self.hasBias, self.isMeasured, self.source) = (name, hasBias, isMeasured, source)
    convolution = Convolution(
      height: input.height, width: input.width, channels: input.channels, filters: filters, kernel: kernel,
      stride: stride, padding: padding)
  }

  package var input: TensorShape {
    TensorShape(height: convolution.height, width: convolution.width, channels: convolution.channels)
  }
  package var output: TensorShape {
    TensorShape(
      height: convolution.outputHeight, width: convolution.outputWidth, channels: convolution.filters)
  }
  package var arrays: [ArrayPlan] {
    let (size, filters) = (convolution.kernel, convolution.filters)
    return [ArrayPlan(role: .kernel, shape: [size, size, convolution.channels, filters])]
      + (hasBias ? [ArrayPlan(role: .bias, shape: [filters])] : [])
  }

  package func buffers(rows: Int) -> [Int] { [rows * output.count] }
  /// With room for one more gradient, which is then added to that of earlier chunks.
  package func scratch(rows: Int) -> Int { convolution.workEnd(rows) + convolution.weightCount }
  package var handsBackInPlace: Bool { false }
  package var operations: Int { 2 * convolution.weightCount * output.places }

  /// Inputs averaged over places, and weights as (out x kernel x kernel) x in.
  package var view: FeatureView? {
    guard isMeasured else { return nil }
    let size = convolution.kernel
    return FeatureView(inputs: convolution.channels, outputs: convolution.filters * size * size)
  }
}

struct ConvolutionLayer {
  let convolution: Convolution
  let kernel: ParameterArray
  let bias: ParameterArray?
  let output: UnsafeMutablePointer<Float>
  private let scratch: UnsafeMutablePointer<Float>
  /// Whether the layer that follows adds the bias.
  var leavesBias = false

  init(_ plan: ConvolutionPlan, _ memory: LayerMemory) {
    convolution = plan.convolution
    (kernel, bias) = (memory[.kernel], plan.hasBias ? memory[.bias] : nil)
    (output, scratch) = (memory.buffers[0], memory.scratch)
  }

  private var places: Int { convolution.outputHeight * convolution.outputWidth }

  func forward(_ rows: Int, from input: UnsafePointer<Float>) {
    convolution.forward(rows, from: input, weights: kernel.values, into: output, scratch: scratch)
    guard let bias, !leavesBias else { return }
    kernels_bias_activate(output, bias.values, rows * places, convolution.filters, kernels_identity)
  }

  func backward(
    _ rows: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>?,
    features: UnsafePointer<Float>, accumulate: Bool
  ) {
    if let bias {
      kernels_column_sums(bias.gradient, delta, rows * places, convolution.filters, accumulate ? 1 : 0)
    }
    let gradient = accumulate ? scratch + convolution.workEnd(rows) : kernel.gradient
    convolution.weightGradient(rows, from: features, delta: delta, into: gradient, scratch: scratch)
    if accumulate { kernels_add_scaled(kernel.gradient, gradient, kernel.count, 1) }
    guard let result else { return }
    convolution.inputGradient(
      rows, delta: delta, weights: kernel.values, into: result, scratch: scratch)
  }
}

extension Convolution {
  /// Where its own work memory ends, on a cache line.
  fileprivate func workEnd(_ images: Int) -> Int { (scratch(images: images) + 15) / 16 * 16 }
}
