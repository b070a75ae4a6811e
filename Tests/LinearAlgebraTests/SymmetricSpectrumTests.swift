import LinearAlgebra
import SweepModel
import Testing

@Test func `a matrix solved by hand has its eigenvalues and vectors`() throws {
  // Eigenvalues 3 along (1, 1) and 1 along (1, -1); the lower triangle is not read.
  let spectrum = try SymmetricSpectrum(upper: [2, 1, .nan, 2], order: 2)
  for (found, exact) in zip(spectrum.values, [3.0, 1]) { #expect(abs(found - exact) < 1e-14) }
  let vectors = try spectrum.leadingVectors(2)
  #expect(abs(abs(vectors[0, 0] + vectors[0, 1]) - 2.0.squareRoot()) < 1e-14)
  #expect(abs(vectors[1, 0] + vectors[1, 1]) < 1e-14)
}

/// Few vectors and many take different routes through LAPACK.
@Test(arguments: [1, 2, 3, 40], [0, 1, 3, 5, 40])
func `leading vectors are orthonormal and belong to their values`(_ order: Int, _ count: Int) throws {
  guard count <= order else { return }
  var stream = RandomStream(seed: order, for: .test)
  let matrix = symmetric(order, &stream)
  let spectrum = try SymmetricSpectrum(upper: matrix.entries, order: order)
  let vectors = try spectrum.leadingVectors(count)
  #expect(
    distance(vectors.times(vectors, transposed: true), diagonal(Array(repeating: 1, count: count))) < 1e-12)
  let images = vectors.times(matrix).times(vectors, transposed: true)
  #expect(distance(images, diagonal(Array(spectrum.values.prefix(count)))) < 1e-11)
  #expect(spectrum.values == spectrum.values.sorted(by: >))
}

@Test(arguments: [2, 20])
func `scaling along the leading vectors equals their explicit sum`(_ count: Int) throws {
  var stream = RandomStream(seed: 5, for: .test)
  let spectrum = try SymmetricSpectrum(upper: symmetric(30, &stream).entries, order: 30)
  let rows = Matrix(rows: 4, columns: 30, entries: (0..<120).map { _ in stream.normal() })
  let weights = (0..<count).map { 1 / Double(1 + $0) }
  let vectors = try spectrum.leadingVectors(count)
  let expected = rows.times(vectors, transposed: true).times(diagonal(weights)).times(vectors)
  #expect(distance(try spectrum.scale(rows, alongLeading: weights), expected) < 1e-12)
}

@Test func `equal eigenvalues and the empty matrix are decomposed`() throws {
  for order in [0, 1, 17] {
    for value in [0.0, 1] {
      let spectrum = try SymmetricSpectrum(
        upper: diagonal(Array(repeating: value, count: order)).entries, order: order)
      #expect(spectrum.values == Array(repeating: value, count: order))
      #expect(try spectrum.leadingVectors(min(order, 2)).rows == min(order, 2))
    }
  }
}

@Test(arguments: [(5, 3), (3, 5), (4, 4), (1, 6), (6, 1)])
func `right singular vectors diagonalise the Gram matrix`(_ rows: Int, _ columns: Int) throws {
  var stream = RandomStream(seed: 5, for: .test)
  let matrix = Matrix(
    rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in stream.normal() })
  let (values, vectors) = try matrix.rightSingularVectors()
  let images = vectors.times(matrix, transposed: true)
  let squares = diagonal(values.map { $0 * $0 })
  #expect(distance(images.times(images, transposed: true), squares) < 1e-13)
  #expect(distance(vectors.times(vectors, transposed: true), diagonal(values.map { _ in 1 })) < 1e-14)
  #expect(zip(values, try matrix.singularValues()).allSatisfy { abs($0 - $1) < 1e-14 })
}

@Test func `right singular vectors tell a small value from zero`() throws {
  let (values, vectors) = try Matrix(rows: 2, columns: 2, entries: [1, 0, 0, 1e-12]).rightSingularVectors()
  #expect(values == [1, 1e-12])
  #expect(vectors.entries.map(abs) == [1, 0, 0, 1])
  #expect(try Matrix(rows: 0, columns: 3, entries: [Double]()).rightSingularVectors().values == [])
}

@Test func `entries that are not finite are an error, not an answer`() {
  #expect(throws: LinearAlgebraError.self) { try SymmetricSpectrum(upper: [1, .nan, 0, 1], order: 2) }
}

private func symmetric(_ order: Int, _ stream: inout RandomStream) -> Matrix<Double> {
  let half = Matrix(rows: order, columns: order, entries: (0..<order * order).map { _ in stream.normal() })
  return half.times(half, transposed: true)
}

private func diagonal(_ values: [Double]) -> Matrix<Double> {
  var matrix = Matrix(rows: values.count, columns: values.count, repeating: 0.0)
  for (place, value) in values.enumerated() { matrix[place, place] = value }
  return matrix
}

private func distance(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double {
  zip(left.entries, right.entries).map { abs($0 - $1) }.max() ?? 0
}
