/// A dense matrix, row-major, with value semantics.
@usableFromInline package struct Matrix<Scalar: Sendable>: Sendable {
  @usableFromInline package let rows: Int
  @usableFromInline package let columns: Int
  /// `rows * columns` entries; entry (i, j) is at `i * columns + j`.
  @usableFromInline package var entries: [Scalar]

  package init(rows: Int, columns: Int, entries: [Scalar]) {
    precondition(entries.count == rows * columns, "a matrix of \(rows) x \(columns) has that many entries")
    (self.rows, self.columns, self.entries) = (rows, columns, entries)
  }

  package init(rows: Int, columns: Int, repeating value: Scalar) {
    self.init(rows: rows, columns: columns, entries: Array(repeating: value, count: rows * columns))
  }

  /// Inlined in other modules too: as a call it looks up the type of `Scalar` for every entry.
  @inlinable package subscript(row: Int, column: Int) -> Scalar {
    get { entries[row * columns + column] }
    set { entries[row * columns + column] = newValue }
  }
}

extension Matrix where Scalar == Double {
  package var transposed: Self {
    var result = Self(rows: columns, columns: rows, repeating: 0)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }

  /// A'A, both triangles.
  package var columnGram: Self {
    var gram = Self(rows: columns, columns: columns, repeating: 0)
    BLAS.addGram(columns, rows, entries, columns, .yes, to: &gram.entries)
    gram.mirrorUpper()
    return gram
  }

  /// Copies what is above the diagonal to below it.
  package mutating func mirrorUpper() {
    for row in 0..<rows {
      for column in 0..<row { self[row, column] = self[column, row] }
    }
  }

  /// The first `count` rows.
  package func leadingRows(_ count: Int) -> Self {
    Self(rows: count, columns: columns, entries: Array(entries.prefix(count * columns)))
  }

  package static func identity(_ order: Int) -> Self {
    var matrix = Self(rows: order, columns: order, repeating: 0)
    for place in 0..<order { matrix[place, place] = 1 }
    return matrix
  }

  package init(_ single: Matrix<Float>) {
    self.init(rows: single.rows, columns: single.columns, entries: single.entries.map { Double($0) })
  }
}

extension Matrix: Equatable where Scalar: Equatable {}
