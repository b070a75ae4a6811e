internal import CKernels
package import SweepModel

/// The sum of what the layer before gives and of what an earlier one, `added`, gave: the end of a residual block.
package struct AddPlan: LayerFacts, Hashable {
  package let name: String
  package let input: TensorShape
  package let added: String?
  package var output: TensorShape { input }

  package init(name: String, input: TensorShape, added: String) {
    (self.name, self.input, self.added) = (name, input, added)
  }

  package func buffers(rows: Int) -> [Int] { [] }
  package var overwritesInput: Bool { true }
}

/// Works in place. Both that it adds get its gradient as it is, which is the network's to hand out.
struct AddLayer {
  let count: Int
  let output: UnsafeMutablePointer<Float>
  let added: UnsafePointer<Float>

  init(_ plan: AddPlan, input: UnsafeMutablePointer<Float>, added: UnsafePointer<Float>) {
    (count, output, self.added) = (plan.input.count, input, added)
  }

  /// Whether the ReLU that follows adds.
  var leavesSum = false

  func forward(_ rows: Int) {
    if !leavesSum { kernels_add_scaled(output, added, rows * count, 1) }
  }
}
