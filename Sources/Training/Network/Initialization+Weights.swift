internal import LinearAlgebra
internal import SweepModel

/// A law by which first weights are drawn, all of them times a factor.
///
/// | `init` | |
/// |---|---|
/// | `pytorch` | uniform in +-1/sqrt(in), its default for linear layers |
/// | `he_uniform`, `he_normal` | uniform in +-sqrt(6/in); normal with variance 2/in |
/// | `xavier_uniform` | uniform in +-sqrt(6/(in + out)) |
/// | `orthogonal` | the shorter side's rows or columns orthonormal, from normal numbers |
extension Initialization {
  /// A linear layer's weights, out x in, drawn row by row.
  func matrix(_ shape: [Int], gain: Double, _ stream: inout RandomStream) -> [Float] {
    let (outputs, inputs) = (shape[0], shape[1])
    let count = inputs * outputs
    switch self {
    case .pytorch: return uniform(count, 1.0 / Double(inputs), gain, &stream)
    case .heUniform: return uniform(count, 6.0 / Double(inputs), gain, &stream)
    case .xavierUniform: return uniform(count, 6.0 / Double(inputs + outputs), gain, &stream)
    case .heNormal:
      let deviation = gain * (2 / Double(inputs)).squareRoot()
      return (0..<count).map { _ in Float(stream.normal() * deviation) }
    case .orthogonal: return orthogonal(outputs, inputs, gain, &stream)
    }
  }

  /// Its bias: uniform in +-1/sqrt(in) for `pytorch`, its default, and 0 for the others.
  func bias(_ count: Int, inputs: Int, _ stream: inout RandomStream) -> [Float] {
    guard self == .pytorch else { return Array(repeating: 0, count: count) }
    return uniform(count, 1.0 / Double(inputs), 1, &stream)
  }

  private func uniform(_ count: Int, _ squaredBound: Double, _ gain: Double, _ stream: inout RandomStream)
    -> [Float]
  {
    let bound = gain * squaredBound.squareRoot()
    return (0..<count).map { _ in Float((2 * stream.uniform() - 1) * bound) }
  }

  private func orthogonal(_ outputs: Int, _ inputs: Int, _ gain: Double, _ stream: inout RandomStream)
    -> [Float]
  {
    let (few, many) = (min(inputs, outputs), max(inputs, outputs))
    let directions = OrthonormalRows.random(few, of: many, from: &stream)
    return (0..<outputs).flatMap { row in
      (0..<inputs).map { column in
        let (direction, place) = outputs <= inputs ? (row, column) : (column, row)
        return Float(gain * directions[direction * many + place])
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
