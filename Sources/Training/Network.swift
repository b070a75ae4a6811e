internal import CKernels
internal import LinearAlgebra

/// One linear map with the memory that a pass over a chunk of rows needs. Pointers belong to the network's arena.
struct Layer {
  let inputs: Int
  let outputs: Int
  /// out x in, row-major, like its gradient and its velocity.
  let weights: UnsafeMutablePointer<Float>
  let velocity: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  /// chunk x out: after the ReLU, except for the last layer.
  let output: UnsafeMutablePointer<Float>

  var count: Int { inputs * outputs }
}

/// How one step changes the weights.
struct StepRule {
  let rate: Float
  let momentum: Float
  let decay: Float
}

/// Linear maps with ReLU between them, and the two passes. Plain pointers only: a step neither allocates nor counts
/// references. The owner keeps the memory alive.
struct Network {
  let depth: Int
  let layers: UnsafeMutablePointer<Layer>
  /// chunk x widest layer, each; they swap roles from layer to layer.
  let delta: UnsafeMutablePointer<Float>
  let otherDelta: UnsafeMutablePointer<Float>

  var last: Layer { layers[depth - 1] }

  /// Fills every layer's output for `rows` rows of `input` (rows x inputs).
  func forward(_ rows: Int, from input: UnsafePointer<Float>) {
    var features = input
    for index in 0..<depth {
      let layer = layers[index]
      layer.forward(rows, from: features, rectify: index < depth - 1)
      features = UnsafePointer(layer.output)
    }
  }

  /// Carries `delta` (rows x outputs, the loss's gradient) back to every layer's gradient.
  ///
  /// `accumulate` adds to the gradients instead of replacing them. With a `rule`, each layer is stepped as soon as
  /// nothing else needs its weights: its gradient is then still in cache.
  func backward(_ rows: Int, from input: UnsafePointer<Float>, accumulate: Bool, rule: StepRule?) {
    var (current, other) = (delta, otherDelta)
    for index in stride(from: depth - 1, through: 0, by: -1) {
      let layer = layers[index]
      let features = index == 0 ? input : UnsafePointer(layers[index - 1].output)
      layer.weightGradient(rows, delta: current, features: features, accumulate: accumulate)
      if index > 0 {
        layer.inputGradient(rows, delta: current, into: other)
        kernels_relu_backward(other, features, rows * layer.inputs)
        swap(&current, &other)
      }
      if let rule {
        kernels_sgd(
          layer.weights, layer.velocity, layer.gradient, layer.count, rule.rate, rule.momentum, rule.decay)
      }
    }
  }
}

extension Layer {
  /// output = input W', rectified or not, for `rows` rows of `input` (rows x inputs).
  func forward(_ rows: Int, from input: UnsafePointer<Float>, rectify: Bool) {
    BLAS.multiply(
      rows, outputs, inputs, input, inputs, .no, weights, inputs, .yes, into: output, outputs)
    if rectify { kernels_relu(output, rows * outputs) }
  }

  /// gradient = delta' features, added to what is there if `accumulate`; delta is rows x out, features rows x in.
  func weightGradient(
    _ rows: Int, delta: UnsafePointer<Float>, features: UnsafePointer<Float>, accumulate: Bool
  ) {
    BLAS.multiply(
      outputs, inputs, rows, delta, outputs, .yes, features, inputs, .no, into: gradient, inputs,
      beta: accumulate ? 1 : 0)
  }

  /// result = delta W, rows x in from rows x out.
  func inputGradient(_ rows: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) {
    BLAS.multiply(rows, inputs, outputs, delta, outputs, .no, weights, inputs, .no, into: result, inputs)
  }
}
