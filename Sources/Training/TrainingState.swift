package import LinearAlgebra
package import SweepModel

/// All that training changes, between two epochs: enough to go on elsewhere with the same bits.
package struct TrainingState: Equatable, Sendable {
  package var epoch: Int
  package var steps: Int
  /// The sum of the learning rates of all steps.
  package var rateSum: Double
  /// The train loss before the first epoch; `nil` if none was started.
  package var startLoss: Double?
  package var shuffling: RandomStream
  /// Out x in, first layer to last; so is `velocity`.
  package var weights: [Matrix<Float>]
  package var velocity: [Matrix<Float>]
}

extension TrainingPlan {
  /// - Throws: when the matrices are not one out x in matrix for each layer.
  func check(_ matrices: [Matrix<Float>]) throws(TrainingError) {
    guard matrices.count == depth else { throw .wrongDepth(found: matrices.count, expected: depth) }
    for (index, shape) in layerShapes.enumerated() {
      let found = [matrices[index].rows, matrices[index].columns]
      guard found == [shape.outputs, shape.inputs] else {
        throw .wrongShape(layer: index + 1, found: found, expected: [shape.outputs, shape.inputs])
      }
    }
  }
}
