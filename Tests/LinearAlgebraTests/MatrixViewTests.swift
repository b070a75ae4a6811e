import LinearAlgebra
import SweepModel
import Testing

private func matrix(_ rows: Int, _ columns: Int) -> Matrix<Float> {
  var stream = RandomStream(seed: rows + columns, for: .test)
  return Matrix(
    rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in Float(stream.normal()) })
}

/// Shapes above 2^18 entries take several chunks.
@Test(arguments: [(3, 2), (1, 5), (2_000, 300), (300, 2_000), (1, 300_000), (300_000, 1)])
func `chunks cover every entry once, less its column's offset`(_ rows: Int, _ columns: Int) {
  let matrix = matrix(rows, columns)
  let offsets = (0..<columns).map { Double($0 % 3) }
  let expected = (0..<rows * columns).map { Double(matrix.entries[$0]) - offsets[$0 % columns] }
  matrix.withView { view in
    var (byRows, byColumns) = (
      [Double](repeating: .nan, count: expected.count), [Double](repeating: .nan, count: expected.count)
    )
    view.forEachRowChunk(minus: offsets) { start, count, chunk in
      for place in 0..<count * columns { byRows[start * columns + place] = chunk[place] }
    }
    view.forEachColumnChunk(minus: offsets) { start, count, chunk in
      for row in 0..<rows {
        for place in 0..<count { byColumns[row * columns + start + place] = chunk[row * count + place] }
      }
    }
    #expect(byRows == expected)
    #expect(byColumns == expected)
  }
}

@Test(arguments: [(1_500, 400), (400, 1_500), (5, 5), (1, 1), (0, 3), (3, 0)])
func `principal directions rebuild the matrix from either side`(_ rows: Int, _ columns: Int) throws {
  BLAS.useOneThread()
  let matrix = matrix(rows, columns)
  try matrix.withView { view in
    let means = view.columnMeans()
    let principal = try PrincipalDirections(of: view, minus: means)
    let total = (0..<rows * columns).reduce(0.0) {
      let entry = Double(matrix.entries[$1]) - means[$1 % columns]
      return $0 + entry * entry
    }
    #expect(abs(principal.values.reduce(0, +) - total) <= 1e-12 * total)
    let count = min(3, principal.rank)
    let directions = try principal.leading(count)
    for row in 0..<count {
      var squares = 0.0
      for sample in 0..<rows {
        let score = (0..<columns).reduce(0.0) { $0 + (view[sample, $1] - means[$1]) * directions[row, $1] }
        squares += score * score
      }
      #expect(abs(squares - principal.values[row]) <= 1e-11 * principal.values[row])
    }
  }
}

@Test func `singular values of a matrix solved by hand`() throws {
  let found = try Matrix(rows: 2, columns: 3, entries: [3, 0, 0, 0, 0, 4.0]).singularValues()
  for (value, exact) in zip(found, [4.0, 3]) { #expect(abs(value - exact) < 1e-14) }
  #expect(try Matrix(rows: 0, columns: 3, entries: [Double]()).singularValues() == [])
}
