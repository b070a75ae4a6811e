/// One layer of a network, before it has memory.
///
/// Another type of layer is a case here and in `Layer`, and a file of its own with its facts and its passes.
package enum LayerPlan: Hashable, Sendable {
  case affine(AffinePlan)
  case normalization(NormalizationPlan)
  case activation(ActivationPlan)

  package var facts: any LayerFacts {
    switch self {
    case .affine(let plan): plan
    case .normalization(let plan): plan
    case .activation(let plan): plan
    }
  }

  /// `nil` where the layer has no such array.
  package func shape(of role: ArrayRole) -> [Int]? { facts.arrays.first { $0.role == role }?.shape }

  /// `input` is what the layer before gives; for the first layer the gathered rows of a batch.
  func layer(_ memory: LayerMemory, input: UnsafeMutablePointer<Float>) -> Layer {
    switch self {
    case .affine(let plan): .affine(AffineLayer(plan, memory))
    case .normalization(let plan): .normalization(NormalizationLayer(plan, memory, input: input))
    case .activation(let plan): .activation(ActivationLayer(plan, memory, input: input))
    }
  }
}

/// What every type of layer says of itself.
package protocol LayerFacts: Sendable {
  /// As PyTorch's modules are named.
  var name: String { get }
  var input: TensorShape { get }
  var output: TensorShape { get }
  /// What is learned or remembered, in the order of checkpoints.
  var arrays: [ArrayPlan] { get }
  /// The numbers that a pass over `rows` rows keeps, one entry an array.
  func buffers(rows: Int) -> [Int]
  /// Floating-point operations of its products for one sample on the way forward; the way back has twice as many.
  var operations: Int { get }
  /// What is measured of it; `nil` where nothing is.
  var view: FeatureView? { get }
}

extension LayerFacts {
  package var arrays: [ArrayPlan] { [] }
  package var operations: Int { 0 }
  package var view: FeatureView? { nil }

  var learned: [ArrayPlan] { arrays.filter(\.role.isLearned) }
  var remembered: [ArrayPlan] { arrays.filter { !$0.role.isLearned } }
}

/// A layer with the memory that a pass over a chunk of rows needs. Plain pointers and plain choices, so that a pass
/// neither allocates nor counts references.
enum Layer {
  case affine(AffineLayer)
  case normalization(NormalizationLayer)
  case activation(ActivationLayer)

  /// chunk x out: what the layer gives.
  var output: UnsafeMutablePointer<Float> {
    switch self {
    case .affine(let layer): layer.output
    case .normalization(let layer): layer.output
    case .activation(let layer): layer.output
    }
  }

  /// Fills `output` for `rows` rows of `input` (rows x in), which is the output of the layer before, but for the first.
  func forward(_ rows: Int, from input: UnsafePointer<Float>, _ statistics: NormalizationLayer.Statistics) {
    switch self {
    case .affine(let layer): layer.forward(rows, from: input)
    case .normalization(let layer): layer.forward(rows, statistics)
    case .activation(let layer): layer.forward(rows)
    }
  }

  /// Carries `delta` (rows x out) back to the layer's inputs, in place or into `other`, and fills the gradients of its
  /// arrays on the way. Without `other` nobody asks for the gradient of the inputs.
  ///
  /// Returns whether the gradient of the inputs is in `other`.
  func backward(
    _ rows: Int, delta: UnsafeMutablePointer<Float>, into other: UnsafeMutablePointer<Float>?,
    features: UnsafePointer<Float>, accumulate: Bool
  ) -> Bool {
    switch self {
    case .affine(let layer):
      return layer.backward(rows, delta: delta, into: other, features: features, accumulate: accumulate)
    case .normalization(let layer): layer.backward(rows, delta: delta, accumulate: accumulate)
    case .activation(let layer): layer.backward(rows, delta: delta)
    }
    return false
  }

  func step(_ rule: StepRule) {
    switch self {
    case .affine(let layer):
      rule.step(layer.matrix)
      if let bias = layer.bias { rule.step(bias) }
    case .normalization(let layer):
      rule.step(layer.scale)
      rule.step(layer.shift)
    case .activation: break
    }
  }

  /// Takes work over from the layer before where one pass over the rows can do it for both.
  mutating func join(_ before: inout Layer) {
    guard case .activation(var activation) = self, case .affine(var affine) = before else { return }
    activation.takeBias(of: &affine)
    (self, before) = (.activation(activation), .affine(affine))
  }
}
