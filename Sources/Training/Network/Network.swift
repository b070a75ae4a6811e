internal import CKernels

/// The layers and the two passes through them. Plain pointers only: a step neither allocates nor counts references.
/// The owner keeps the memory alive.
struct Network {
  let count: Int
  let layers: UnsafeMutablePointer<Layer>
  /// Entries of one sample: as it enters the first layer, as it enters the last, and as it leaves that.
  let inputs: Int
  let features: Int
  let outputs: Int
  /// chunk x widest layer, each; they swap roles from layer to layer.
  let delta: UnsafeMutablePointer<Float>
  let otherDelta: UnsafeMutablePointer<Float>

  init(
    _ plans: [LayerPlan], _ memories: [LayerMemory], input: UnsafeMutablePointer<Float>,
    delta: UnsafeMutablePointer<Float>, otherDelta: UnsafeMutablePointer<Float>
  ) {
    (count, self.delta, self.otherDelta) = (plans.count, delta, otherDelta)
    layers = .allocate(capacity: plans.count)
    for (index, plan) in plans.enumerated() {
      let input = index == 0 ? input : layers[index - 1].output
      (layers + index).initialize(to: plan.layer(memories[index], input: input))
      if index > 0 { layers[index].join(&layers[index - 1]) }
    }
    let (first, last) = (plans[0].facts, plans[count - 1].facts)
    (inputs, features, outputs) = (first.input.count, last.input.count, last.output.count)
  }

  var predictions: UnsafePointer<Float> { UnsafePointer(layers[count - 1].output) }

  /// What enters the last layer; `nil` where that is what enters the network.
  var lastFeatures: UnsafePointer<Float>? { count > 1 ? UnsafePointer(layers[count - 2].output) : nil }

  /// Fills the outputs of all layers, or of those in `part`, for `rows` rows of `input`, and returns the last one's.
  @discardableResult func forward(
    _ rows: Int, through part: Range<Int>? = nil, from input: UnsafePointer<Float>,
    _ statistics: NormalizationLayer.Statistics
  ) -> UnsafePointer<Float> {
    var features = input
    for index in part ?? 0..<count {
      layers[index].forward(rows, from: features, statistics)
      features = UnsafePointer(layers[index].output)
    }
    return features
  }

  /// Carries `delta` (rows x outputs, the loss's gradient) back to every layer's gradients.
  ///
  /// `accumulate` adds to the gradients instead of replacing them. `featurePull` times the last layer's inputs is added
  /// to their gradient. With a `rule`, each layer is stepped as soon as nothing else needs its weights: its gradient is
  /// then still in cache.
  func backward(
    _ rows: Int, from input: UnsafePointer<Float>, accumulate: Bool, featurePull: Float, rule: StepRule?
  ) {
    var (current, other) = (delta, otherDelta)
    for index in stride(from: count - 1, through: 0, by: -1) {
      let features = index == 0 ? input : UnsafePointer(layers[index - 1].output)
      let isInOther = layers[index].backward(
        rows, delta: current, into: index > 0 ? other : nil, features: features, accumulate: accumulate)
      if isInOther { swap(&current, &other) }
      if index == count - 1, index > 0, featurePull != 0 {
        kernels_add_scaled(current, features, rows * self.features, featurePull)
      }
      if let rule { layers[index].step(rule) }
    }
  }
}
