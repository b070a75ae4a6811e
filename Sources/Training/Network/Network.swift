internal import CKernels

/// The layers and the two passes through them. Plain pointers only: a step neither allocates nor counts references.
/// The owner keeps the memory alive.
struct Network {
  let depth: Int
  let layers: UnsafeMutablePointer<Layer>
  /// chunk x widest layer, each; they swap roles from layer to layer.
  let delta: UnsafeMutablePointer<Float>
  let otherDelta: UnsafeMutablePointer<Float>

  var last: Layer { layers[depth - 1] }

  /// Fills every layer's output for `rows` rows of `input` (rows x inputs).
  func forward(_ rows: Int, from input: UnsafePointer<Float>, _ statistics: Layer.Statistics) {
    var features = input
    for index in 0..<depth {
      let layer = layers[index]
      layer.forward(rows, from: features, statistics)
      features = UnsafePointer(layer.output)
    }
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
    for index in stride(from: depth - 1, through: 0, by: -1) {
      let layer = layers[index]
      let features = index == 0 ? input : UnsafePointer(layers[index - 1].output)
      layer.undo(rows, delta: current, accumulate: accumulate)
      layer.weightGradient(rows, delta: current, features: features, accumulate: accumulate)
      if index > 0 {
        layer.inputGradient(rows, delta: current, into: other)
        if index == depth - 1, featurePull != 0 {
          kernels_add_scaled(other, features, rows * layer.inputs, featurePull)
        }
        swap(&current, &other)
      }
      if let rule {
        rule.step(layer.weights)
        rule.step(layer.bias)
        rule.step(layer.scale)
        rule.step(layer.shift)
      }
    }
  }
}
