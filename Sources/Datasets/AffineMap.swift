internal import SweepModel

/// x -> W x + b in double precision, for data that must have the same bits on every machine.
///
/// Weights are held in x out, so that the inner loop runs over outputs and the order of additions is fixed.
struct AffineMap {
  let inputs: Int
  let outputs: Int
  var weights: [Double]
  var bias: [Double]

  /// All entries 0.
  init(inputs: Int, outputs: Int) {
    (self.inputs, self.outputs) = (inputs, outputs)
    weights = Array(repeating: 0, count: inputs * outputs)
    bias = Array(repeating: 0, count: outputs)
  }

  /// PyTorch's default for a linear layer: weights and bias uniform in +-1/sqrt(inputs).
  init(inputs: Int, outputs: Int, drawnFrom stream: inout RandomStream) {
    self.init(inputs: inputs, outputs: outputs)
    for unit in 0..<outputs { drawUnit(unit, from: &stream) }
  }

  /// Draws one output's weights and then its bias.
  mutating func drawUnit(_ unit: Int, from stream: inout RandomStream) {
    let bound = 1 / Double(inputs).squareRoot()
    for input in 0..<inputs { weights[input * outputs + unit] = (2 * stream.uniform() - 1) * bound }
    bias[unit] = (2 * stream.uniform() - 1) * bound
  }

  /// One output on each of `count` rows of inputs.
  func unit(_ unit: Int, on rows: [Double], _ count: Int) -> [Double] {
    (0..<count).map { row in
      var sum = bias[unit]
      for input in 0..<inputs { sum += rows[row * inputs + input] * weights[input * outputs + unit] }
      return sum
    }
  }

  /// count x outputs from count x inputs.
  func callAsFunction(_ rows: [Double], _ count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count * outputs)
    result.withUnsafeMutableBufferPointer { result in
      rows.withUnsafeBufferPointer { rows in
        weights.withUnsafeBufferPointer { weights in
          for row in 0..<count {
            let out = row * outputs
            for unit in 0..<outputs { result[out + unit] = bias[unit] }
            for input in 0..<inputs {
              let factor = rows[row * inputs + input]
              let line = input * outputs
              for unit in 0..<outputs { result[out + unit] += factor * weights[line + unit] }
            }
          }
        }
      }
    }
    return result
  }
}
