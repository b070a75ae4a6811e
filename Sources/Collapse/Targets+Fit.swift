package import LinearAlgebra

/// What a network has learnt of the targets, direction by direction.
extension Targets {
  /// In how many eigen-directions u of the targets' covariance the predictions F tell more than half of the variance:
  /// 1 - ||(F - Y) u||^2 / ||Yc u||^2 > 1/2. Directions count whose eigenvalue is above 1e-6 of the largest.
  ///
  /// - Shapes: both N x t, of the same rows in the same order.
  /// - Returns: `nil` when the targets do not vary or a prediction is not finite.
  /// - Throws: a `LinearAlgebraError` should LAPACK not converge.
  package static func fittedRank(_ predictions: MatrixView, of targets: MatrixView) throws -> Int? {
    precondition(
      predictions.rows == targets.rows && predictions.columns == targets.columns,
      "each sample has a target and a prediction of the same dimension")
    let directions = try PrincipalDirections(of: targets, minus: targets.columnMeans())
    guard let largest = directions.values.first, largest > 0 else { return nil }
    let count = directions.values.count { $0 > 1e-6 * largest }
    var errors = Matrix<Double>(rows: targets.rows, columns: targets.columns, repeating: 0)
    for row in 0..<targets.rows {
      for column in 0..<targets.columns {
        errors[row, column] = predictions[row, column] - targets[row, column]
      }
    }
    let along = errors.times(try directions.leading(count), transposed: true)
    var squares = [Double](repeating: 0, count: count)
    for row in 0..<along.rows {
      for direction in 0..<count { squares[direction] += along[row, direction] * along[row, direction] }
    }
    guard squares.allSatisfy(\.isFinite) else { return nil }
    return zip(squares, directions.values).count { $0 < $1 / 2 }
  }
}
