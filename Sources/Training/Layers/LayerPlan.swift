package import SweepModel

/// One layer of a network, before it has memory.
///
/// Another type of layer is a case here and in `Layer`, and a file of its own with its facts and its passes.
package enum LayerPlan: Hashable, Sendable {
  case affine(AffinePlan)
  case normalization(NormalizationPlan)
  case activation(ActivationPlan)
  case convolution(ConvolutionPlan)
  case pool(PoolPlan)
  case add(AddPlan)

  package var facts: any LayerFacts {
    switch self {
    case .affine(let plan): plan
    case .normalization(let plan): plan
    case .activation(let plan): plan
    case .convolution(let plan): plan
    case .pool(let plan): plan
    case .add(let plan): plan
    }
  }

  /// `nil` where the layer has no such array.
  package func shape(of role: ArrayRole) -> [Int]? { facts.arrays.first { $0.role == role }?.shape }

  /// `input` is the output that it takes; for the first layer the gathered rows of a batch. `added` is what it adds.
  func layer(
    _ memory: LayerMemory, input: UnsafeMutablePointer<Float>, added: UnsafeMutablePointer<Float>?
  ) -> Layer {
    switch self {
    case .affine(let plan): return .affine(AffineLayer(plan, memory))
    case .normalization(let plan): return .normalization(NormalizationLayer(plan, memory, input: input))
    case .activation(let plan): return .activation(ActivationLayer(plan, memory, input: input))
    case .convolution(let plan): return .convolution(ConvolutionLayer(plan, memory))
    case .pool(let plan): return .pool(PoolLayer(plan, memory))
    case .add(let plan):
      guard let added else { preconditionFailure("a sum names what it adds") }
      return .add(AddLayer(plan, input: input, added: added))
    }
  }
}

/// What every type of layer says of itself.
package protocol LayerFacts: Sendable {
  /// As PyTorch's modules are named.
  var name: String { get }
  var input: TensorShape { get }
  var output: TensorShape { get }
  /// The earlier layer whose output it takes; `nil` for the layer before.
  var source: String? { get }
  /// The earlier layer whose output it adds to that.
  var added: String? { get }
  /// What is learned or remembered, in the order of checkpoints.
  var arrays: [ArrayPlan] { get }
  /// The numbers that a pass over `rows` rows keeps, one entry an array.
  func buffers(rows: Int) -> [Int]
  /// Numbers of work memory, shared with all other layers, that a pass over `rows` rows needs.
  func scratch(rows: Int) -> Int
  /// Whether it writes over what it takes, which then only it may read.
  var overwritesInput: Bool { get }
  /// Whether the way back needs what it gave.
  var readsOutputBackward: Bool { get }
  /// Whether the gradient of what it takes replaces that of what it gives.
  var handsBackInPlace: Bool { get }
  /// Floating-point operations of its products for one sample on the way forward; the way back has twice as many.
  var operations: Int { get }
  /// What is measured of it; `nil` where nothing is.
  var view: FeatureView? { get }
}

extension LayerFacts {
  package var arrays: [ArrayPlan] { [] }
  package var source: String? { nil }
  package var added: String? { nil }
  package func scratch(rows: Int) -> Int { 0 }
  package var overwritesInput: Bool { false }
  package var readsOutputBackward: Bool { false }
  package var handsBackInPlace: Bool { true }
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
  case convolution(ConvolutionLayer)
  case pool(PoolLayer)
  case add(AddLayer)

  /// chunk x out: what the layer gives.
  var output: UnsafeMutablePointer<Float> {
    switch self {
    case .affine(let layer): layer.output
    case .normalization(let layer): layer.output
    case .activation(let layer): layer.output
    case .convolution(let layer): layer.output
    case .pool(let layer): layer.output
    case .add(let layer): layer.output
    }
  }

  /// Fills `output` for `rows` rows of `input` (rows x in), the output that it takes.
  func forward(_ rows: Int, from input: UnsafePointer<Float>, _ statistics: NormalizationLayer.Statistics) {
    switch self {
    case .affine(let layer): layer.forward(rows, from: input)
    case .normalization(let layer): layer.forward(rows, statistics)
    case .activation(let layer): layer.forward(rows)
    case .convolution(let layer): layer.forward(rows, from: input)
    case .pool(let layer): layer.forward(rows, from: input)
    case .add(let layer): layer.forward(rows)
    }
  }

  /// Carries `delta` (rows x out) back to the layer's inputs, in place or into `other`, as its plan says, and fills the
  /// gradients of its arrays on the way. Without `other` nobody asks for the gradient of the inputs.
  func backward(
    _ rows: Int, delta: UnsafeMutablePointer<Float>, into other: UnsafeMutablePointer<Float>?,
    features: UnsafePointer<Float>, accumulate: Bool
  ) {
    switch self {
    case .affine(let layer):
      layer.backward(rows, delta: delta, into: other, features: features, accumulate: accumulate)
    case .convolution(let layer):
      layer.backward(rows, delta: delta, into: other, features: features, accumulate: accumulate)
    case .normalization(let layer): layer.backward(rows, delta: delta, accumulate: accumulate)
    case .activation(let layer): layer.backward(rows, delta: delta)
    case .pool(let layer): layer.backward(rows, delta: delta, into: other)
    case .add: break
    }
  }

  func step(_ rule: StepRule) {
    switch self {
    case .affine(let layer):
      rule.step(layer.matrix)
      if let bias = layer.bias { rule.step(bias) }
    case .normalization(let layer):
      rule.step(layer.scale)
      rule.step(layer.shift)
    case .convolution(let layer):
      rule.step(layer.kernel)
      if let bias = layer.bias { rule.step(bias) }
    case .activation, .pool, .add: break
    }
  }

  /// Takes work over from the layer before where one pass over the rows can do it for both.
  mutating func join(_ before: inout Layer) {
    guard case .activation(var activation) = self else { return }
    switch before {
    case .affine(var layer):
      activation.take(layer.bias)
      layer.leavesBias = true
      before = .affine(layer)
    case .convolution(var layer):
      activation.take(layer.bias)
      layer.leavesBias = true
      before = .convolution(layer)
    case .add(var layer):
      activation.take(&layer)
      before = .add(layer)
    default: return
    }
    self = .activation(activation)
  }
}
