internal import LinearAlgebra

extension Trainer {
  /// What `body` finds with each weight matrix replaced by the nearest of rank `rank`; training then goes on as it was.
  ///
  /// - Precision: singular vectors in `Double`, the cut matrix rounded to `Float`. A matrix of no higher rank stays as it is.
  /// - Throws: a `LinearAlgebraError` should LAPACK not converge, and what `body` throws.
  package func whileCut<Found>(to rank: Int, _ body: () throws -> Found) throws -> Found {
    let (arrays, whole) = (memory.arrays(.matrix), weights)
    defer {
      for (array, matrix) in zip(arrays, whole) {
        array.values.update(from: matrix.entries, count: array.count)
      }
    }
    for (array, matrix) in zip(arrays, whole) where rank < min(matrix.rows, matrix.columns) {
      let weights = Matrix<Double>(matrix)
      let (_, vectors) = try weights.rightSingularVectors()
      let rows = Matrix(
        rows: rank, columns: vectors.columns, entries: Array(vectors.entries.prefix(rank * vectors.columns)))
      let cut = weights.times(rows, transposed: true).times(rows)
      array.values.update(from: cut.entries.map { Float($0) }, count: array.count)
    }
    return try body()
  }
}
