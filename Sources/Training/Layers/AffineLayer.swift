internal import CKernels
internal import LinearAlgebra
package import SweepModel

/// x -> W x + b: PyTorch's `Linear`.
package struct AffinePlan: LayerFacts, Hashable {
  package let name: String
  package let input: TensorShape
  package let output: TensorShape
  package let hasBias: Bool

  package var arrays: [ArrayPlan] {
    [ArrayPlan(role: .matrix, shape: [output.count, input.count])]
      + (hasBias ? [ArrayPlan(role: .bias, shape: [output.count])] : [])
  }

  package func buffers(rows: Int) -> [Int] { [rows * output.count] }
  package var handsBackInPlace: Bool { false }
  package var operations: Int { 2 * input.count * output.count }
  package var view: FeatureView? { FeatureView(inputs: input.count, outputs: output.count) }
}

struct AffineLayer {
  let inputs: Int
  let outputs: Int
  let matrix: ParameterArray
  let bias: ParameterArray?
  let output: UnsafeMutablePointer<Float>
  /// Whether the layer that follows adds the bias.
  var leavesBias = false

  init(_ plan: AffinePlan, _ memory: LayerMemory) {
    (inputs, outputs) = (plan.input.count, plan.output.count)
    (matrix, bias) = (memory[.matrix], plan.hasBias ? memory[.bias] : nil)
    output = memory.buffers[0]
  }

  func forward(_ rows: Int, from input: UnsafePointer<Float>) {
    product(rows, from: input)
    guard let bias, !leavesBias else { return }
    kernels_bias_activate(output, bias.values, rows, outputs, kernels_identity)
  }

  func backward(
    _ rows: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>?,
    features: UnsafePointer<Float>, accumulate: Bool
  ) {
    if let bias { kernels_column_sums(bias.gradient, delta, rows, outputs, accumulate ? 1 : 0) }
    weightGradient(rows, delta: delta, features: features, accumulate: accumulate)
    guard let result else { return }
    inputGradient(rows, delta: delta, into: result)
  }
}

/// The three matrix products of a step.
extension AffineLayer {
  /// output = input W' for `rows` rows of `input` (rows x in).
  func product(_ rows: Int, from input: UnsafePointer<Float>) {
    BLAS.multiply(
      rows, outputs, inputs, input, inputs, .no, matrix.values, inputs, .yes, into: output, outputs)
  }

  /// gradient = delta' features, added to what is there if `accumulate`; delta is rows x out, features rows x in.
  func weightGradient(
    _ rows: Int, delta: UnsafePointer<Float>, features: UnsafePointer<Float>, accumulate: Bool
  ) {
    BLAS.multiply(
      outputs, inputs, rows, delta, outputs, .yes, features, inputs, .no, into: matrix.gradient, inputs,
      beta: accumulate ? 1 : 0)
  }

  /// result = delta W, rows x in from rows x out.
  func inputGradient(_ rows: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    BLAS.multiply(
      rows, inputs, outputs, delta, outputs, .no, matrix.values, inputs, .no, into: result, inputs)
  }
}
