import LinearAlgebra
import SweepModel
import Testing

/// Few singular values come from rotations of our own: held against LAPACK's, which the vectors still take.
struct SingularValuesTests {
  @Test(arguments: [
    (1, 1), (1, 7), (7, 1), (2, 2), (4, 16), (16, 4), (10, 64), (16, 16), (16, 40), (17, 40), (40, 40),
  ])
  func `values are LAPACK's`(_ rows: Int, _ columns: Int) throws {
    var stream = RandomStream(seed: rows + 100 * columns, for: .test)
    for scale in [1.0, 1e-200, 1e200] {
      let matrix = Matrix(
        rows: rows, columns: columns, entries: (0..<rows * columns).map { _ in scale * stream.normal() })
      let (found, theirs) = (try matrix.singularValues(), try matrix.rightSingularVectors().values)
      #expect(found.count == min(rows, columns) && found == found.sorted(by: >))
      #expect(zip(found, theirs).allSatisfy { abs($0 - $1) <= 64 * 0x1p-52 * theirs[0] })
      #expect(
        zip(found, try matrix.transposed.singularValues()).allSatisfy {
          abs($0 - $1) <= 64 * 0x1p-52 * found[0]
        })
    }
  }

  @Test func `a small value beside a large one keeps its digits, where the rows tell it`() throws {
    // Rows of lengths 1e-9, 2 and 3 at right angles.
    let matrix = Matrix<Double>(
      rows: 3, columns: 4,
      entries: [
        0, 0, 0, 1e-9, 2 / 2.0.squareRoot(), 2 / 2.0.squareRoot(), 0, 0, 3 / 2.0.squareRoot(),
        -3 / 2.0.squareRoot(), 0, 0,
      ])
    let values = try matrix.singularValues()
    for (found, exact) in zip(values, [3, 2, 1e-9]) { #expect(abs(found / exact - 1) < 1e-15) }
  }

  @Test func `zeros, equal rows and no rows`() throws {
    #expect(try Matrix<Double>(rows: 0, columns: 5, entries: []).singularValues() == [])
    #expect(try Matrix<Double>(rows: 3, columns: 4, repeating: 0).singularValues() == [0, 0, 0])
    let values = try Matrix<Double>(rows: 3, columns: 3, repeating: 1).singularValues()
    #expect(abs(values[0] - 3) < 1e-15 && values[1] < 1e-15 && values[2] < 1e-15)
    #expect(try Matrix.identity(16).singularValues() == Array(repeating: 1, count: 16))
  }

  @Test(arguments: [Double.nan, .infinity]) func `entries that are not finite are an error`(_ entry: Double) {
    #expect(throws: LinearAlgebraError.self) {
      try Matrix<Double>(rows: 2, columns: 2, entries: [1, entry, 0, 1]).singularValues()
    }
  }
}
