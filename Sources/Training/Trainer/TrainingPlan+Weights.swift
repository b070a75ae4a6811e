package import LinearAlgebra
internal import SweepModel

extension TrainingPlan {
  /// The weights that training starts from, out x in, first layer to last, drawn in that order row by row, all of them
  /// times `initGain`.
  ///
  /// | `init` | |
  /// |---|---|
  /// | `pytorch` | uniform in +-1/sqrt(in), its default for linear layers |
  /// | `he_uniform`, `he_normal` | uniform in +-sqrt(6/in); normal with variance 2/in |
  /// | `xavier_uniform` | uniform in +-sqrt(6/(in + out)) |
  /// | `orthogonal` | the shorter side's rows or columns orthonormal, from normal numbers |
  package func initialWeights() -> [Matrix<Float>] {
    var stream = RandomStream(seed: seed, for: .initialization)
    return shapes(of: .matrix).map { initialMatrix($0, &stream) }
  }

  /// Biases that training starts from, layer by layer: uniform in +-1/sqrt(in) for `pytorch`, its default, and 0 for the
  /// others. They are drawn after all weights, so that a net has the same weights with and without them.
  func initialBiases() -> [[Float]] {
    guard network.initialization == .pytorch else {
      return shapes(of: .bias).map { Array(repeating: 0, count: $0[0]) }
    }
    var stream = RandomStream(seed: seed, for: .initialization)
    for shape in shapes(of: .matrix) { _ = initialMatrix(shape, &stream) }
    return layers.compactMap { layer in
      guard let matrix = layer.shape(of: .matrix), let bias = layer.shape(of: .bias) else { return nil }
      let bound = (1 / Double(matrix[1])).squareRoot()
      return (0..<bias[0]).map { _ in Float((2 * stream.uniform() - 1) * bound) }
    }
  }

  private func initialMatrix(_ shape: [Int], _ stream: inout RandomStream) -> Matrix<Float> {
    let (outputs, inputs) = (shape[0], shape[1])
    let count = inputs * outputs
    let entries: [Float]
    switch network.initialization {
    case .pytorch: entries = uniform(count, 1.0 / Double(inputs), &stream)
    case .heUniform: entries = uniform(count, 6.0 / Double(inputs), &stream)
    case .xavierUniform: entries = uniform(count, 6.0 / Double(inputs + outputs), &stream)
    case .heNormal:
      let deviation = network.initGain * (2 / Double(inputs)).squareRoot()
      entries = (0..<count).map { _ in Float(stream.normal() * deviation) }
    case .orthogonal: entries = orthogonal(outputs, inputs, &stream)
    }
    return Matrix(rows: outputs, columns: inputs, entries: entries)
  }

  private func uniform(_ count: Int, _ squaredBound: Double, _ stream: inout RandomStream) -> [Float] {
    let bound = network.initGain * squaredBound.squareRoot()
    return (0..<count).map { _ in Float((2 * stream.uniform() - 1) * bound) }
  }

  private func orthogonal(_ outputs: Int, _ inputs: Int, _ stream: inout RandomStream) -> [Float] {
    let (few, many) = (min(inputs, outputs), max(inputs, outputs))
    let directions = OrthonormalRows.random(few, of: many, from: &stream)
    return (0..<outputs).flatMap { row in
      (0..<inputs).map { column in
        let (direction, place) = outputs <= inputs ? (row, column) : (column, row)
        return Float(network.initGain * directions[direction * many + place])
      }
    }
  }
}

/// Orthonormal directions drawn evenly: normal rows, made orthogonal one after the other.
enum OrthonormalRows {
  /// `count` x `length`, row-major, with count <= length.
  ///
  /// Each row is freed twice from those before it: once leaves rounding errors as large as the row is small.
  static func random(_ count: Int, of length: Int, from stream: inout RandomStream) -> [Double] {
    var rows = (0..<count * length).map { _ in stream.normal() }
    var products = [Double](repeating: 0, count: count)
    rows.withUnsafeMutableBufferPointer { rows in
      guard let all = rows.baseAddress else { return }
      for index in 0..<count {
        let row = all + index * length
        for _ in 0..<2 where index > 0 {
          BLAS.multiply(index, 1, length, all, length, .no, row, 1, .no, into: &products, 1)
          BLAS.multiply(
            1, length, index, products, index, .no, all, length, .no, into: row, length, alpha: -1, beta: 1)
        }
        let norm = (0..<length).reduce(0) { $0 + row[$1] * row[$1] }.squareRoot()
        for place in 0..<length { row[place] /= norm }
      }
    }
    return rows
  }
}
