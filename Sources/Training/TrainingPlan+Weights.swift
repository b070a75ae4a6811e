package import LinearAlgebra
internal import SweepModel

extension TrainingPlan {
  /// The weights that training starts from, out x in, first layer to last, drawn in that order row by row.
  ///
  /// Uniform in +-`initGain` * bound; bound is 1/sqrt(in) for `pytorch` (its default for linear layers) and
  /// sqrt(6/in) for `he_uniform`.
  package func initialWeights() -> [Matrix<Float>] {
    var stream = RandomStream(seed: seed, for: .initialization)
    return layerShapes.map { shape in
      let variance = initialization == .heUniform ? 6.0 : 1.0
      let bound = initGain * (variance / Double(shape.inputs)).squareRoot()
      let entries = (0..<shape.inputs * shape.outputs).map { _ in Float((2 * stream.uniform() - 1) * bound) }
      return Matrix(rows: shape.outputs, columns: shape.inputs, entries: entries)
    }
  }
}
