import LinearAlgebra
import SweepModel
import Testing

/// Low orders are ours and not LAPACK's: held against it, and to the definition.
struct SmallSpectrumTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    /// The eigenvalues, given an order.
    let values: @Sendable (Int) -> [Double]
    var testDescription: String { name }
  }

  static let kinds = [
    Kind(name: "even") { order in (0..<order).map { Double($0 + 1) } },
    Kind(name: "of both signs") { order in (0..<order).map { Double($0) - Double(order) / 2 } },
    Kind(name: "falling by fours") { order in
      (0..<order).map { Double(sign: .plus, exponent: -2 * $0, significand: 1) }
    },
    Kind(name: "of low rank") { order in (0..<order).map { $0 < 3 ? Double(3 - $0) : 0 } },
    Kind(name: "almost equal") { order in (0..<order).map { 1 + 1e-14 * Double($0) } },
    Kind(name: "two clusters") { order in (0..<order).map { $0 % 2 == 0 ? 1 : 1e-8 } },
    Kind(name: "zero") { order in Array(repeating: 0, count: order) },
    Kind(name: "tiny") { order in (0..<order).map { 1e-290 * Double($0 + 1) } },
    Kind(name: "huge") { order in (0..<order).map { 1e290 * Double($0 + 1) } },
  ]

  static let orders = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 50, 63, 64, 65]

  @Test(arguments: kinds, orders)
  func `values are LAPACK's, and vectors orthonormal and their own`(_ kind: Kind, _ order: Int) throws {
    let size = kind.values(order).map(\.magnitude).max() ?? 0
    try Self.check(Self.matrix(kind.values(order), seed: order), size)
  }

  /// Reflections that are all but none lose their digits where the sign is chosen wrongly.
  @Test(arguments: [1e-3, 1e-9, 1e-16, 1e-30], [1.0, -1]) func `an almost tridiagonal matrix is solved`(
    _ rest: Double, _ sign: Double
  ) throws {
    var matrix = Matrix(rows: 24, columns: 24, repeating: rest)
    for place in 0..<24 { matrix[place, place] = Double(place % 5) }
    for place in 0..<23 { (matrix[place, place + 1], matrix[place + 1, place]) = (sign, sign) }
    try Self.check(matrix, 6)
  }

  private static func check(_ matrix: Matrix<Double>, _ size: Double) throws {
    let order = matrix.rows
    let bound = Double(order + 4) * 0x1p-52
    let ours = try SymmetricSpectrum(upper: matrix.entries, order: order)
    let theirs = try SymmetricSpectrum(upper: matrix.entries, order: order, byLAPACK: true)
    let alone = try SymmetricSpectrum(upper: matrix.entries, order: order, valuesAlone: true)
    #expect(ours.values == ours.values.sorted(by: >))
    #expect(alone.values == ours.values, "the same bits without vectors")
    for (one, other) in zip(ours.values, theirs.values) { #expect(abs(one - other) <= 2 * bound * size) }
    let vectors = try ours.leadingVectors(order)
    for row in 0..<order {
      for other in 0..<order {
        let product = zip(vectors.row(row), vectors.row(other)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (row == other ? 1 : 0)) <= 4 * bound)
      }
      for column in 0..<order {
        let image = (0..<order).reduce(0) { $0 + vectors[row, $1] * (matrix[$1, column] / max(size, 1e-300)) }
        let own = ours.values[row] / max(size, 1e-300) * vectors[row, column]
        #expect(abs(image - own) <= 4 * bound, "vector \(row)")
      }
    }
  }

  @Test func `the lower triangle is not read, and a permutation of rows changes no value beyond rounding`()
    throws
  {
    let matrix = Self.matrix((0..<12).map { Double($0 * $0) }, seed: 1)
    var (lowerless, turned) = (matrix, matrix)
    for row in 0..<12 {
      for column in 0..<12 {
        if column < row { lowerless[row, column] = .nan }
        turned[row, column] = matrix[11 - row, 11 - column]
      }
    }
    let values = try SymmetricSpectrum(upper: matrix.entries, order: 12).values
    #expect(try SymmetricSpectrum(upper: lowerless.entries, order: 12).values == values)
    for (one, other) in zip(try SymmetricSpectrum(upper: turned.entries, order: 12).values, values) {
      #expect(abs(one - other) < 12 * 0x1p-52 * 121)
    }
  }

  @Test func `twice the matrix has twice the values to the last bit`() throws {
    let matrix = Self.matrix((0..<20).map { 1 / Double($0 + 1) }, seed: 3)
    let values = try SymmetricSpectrum(upper: matrix.entries, order: 20).values
    for factor in [2.0, 0x1p-500, 0x1p600] {
      let scaled = try SymmetricSpectrum(upper: matrix.entries.map { $0 * factor }, order: 20)
      #expect(scaled.values == values.map { $0 * factor })
    }
  }

  @Test func `matrices that fall apart are solved by hand`() throws {
    // Two blocks, 3 and 1 of the first, 5 and -1 of the second, and a 4 alone.
    let entries: [Double] = [
      2, 0, 1, 0, 0,
      0, 2, 0, 3, 0,
      1, 0, 2, 0, 0,
      0, 3, 0, 2, 0,
      0, 0, 0, 0, 4,
    ]
    let values = try SymmetricSpectrum(upper: entries, order: 5).values
    for (found, exact) in zip(values, [5.0, 4, 3, 1, -1]) { #expect(abs(found - exact) < 1e-14) }
    // Wilkinson's matrix of order 21, whose largest two values agree to 14 digits.
    var wilkinson = Matrix(rows: 21, columns: 21, repeating: 0.0)
    for place in 0..<21 { wilkinson[place, place] = abs(Double(place) - 10) }
    for place in 0..<20 { wilkinson[place, place + 1] = 1 }
    let found = try SymmetricSpectrum(upper: wilkinson.entries, order: 21).values
    #expect(abs(found[0] - 10.746194182903393) < 1e-13 && abs(found[1] - 10.746194182903322) < 1e-13)
    #expect(abs(found[20] + 1.125441522119984) < 1e-13)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `entries that are not finite are an error`(_ entry: Double) {
    #expect(throws: LinearAlgebraError.self) {
      try SymmetricSpectrum(upper: [1, 0, 0, 0, 1, entry, 0, 0, 1], order: 3)
    }
  }

  /// Q diag(values) Q' for a random rotation Q, computed with products of reflections.
  private static func matrix(_ values: [Double], seed: Int) -> Matrix<Double> {
    let order = values.count
    var stream = RandomStream(seed: seed, for: .test)
    var matrix = Matrix(rows: order, columns: order, repeating: 0.0)
    for (place, value) in values.enumerated() { matrix[place, place] = value }
    for _ in 0..<3 {
      let vector = (0..<order).map { _ in stream.normal() }
      let square = vector.reduce(0) { $0 + $1 * $1 }
      // H A H with H = I - 2 v v' / v'v.
      for _ in 0..<2 {
        for column in 0..<order {
          let along = (0..<order).reduce(0) { $0 + vector[$1] * matrix[$1, column] }
          for row in 0..<order { matrix[row, column] -= 2 * along / square * vector[row] }
        }
        matrix = matrix.transposed
      }
    }
    for row in 0..<order { for column in 0..<row { matrix[row, column] = matrix[column, row] } }
    return matrix
  }
}

extension Matrix where Scalar == Double {
  fileprivate func row(_ row: Int) -> ArraySlice<Double> { entries[row * columns..<(row + 1) * columns] }
}
