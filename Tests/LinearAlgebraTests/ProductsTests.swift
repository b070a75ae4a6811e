import LinearAlgebra
import SweepModel
import Testing

struct ProductsTests {
  static let sizes = [1, 2, 3, 7, 10, 17, 20, 31, 33, 64, 127, 255, 257]

  /// Every size in each place, with sizes that share no tile in the other two; above the block of 256 terms as well.
  static let shapes: [(Int, Int, Int)] =
    sizes.enumerated().flatMap { place, size in
      let (next, other) = (sizes[(place + 5) % sizes.count], sizes[(place + 9) % sizes.count])
      return [(size, next, other), (next, other, size), (size, size, size)]
    } + [(600, 70, 300), (3, 1100, 5)]

  struct Case {
    var m, n, k: Int
    var transposeA, transposeB: BLAS.Transpose
    var beta: Float
    /// Floats that A, B and C begin after an allocation's start, and that each row has beyond its entries.
    var offset = 1
    var a: [Float] = []
    var b: [Float] = []
    var lda: Int { (transposeA == .no ? k : m) + offset }
    var ldb: Int { (transposeB == .no ? n : k) + offset }
    var ldc: Int { n + offset }

    init(
      _ shape: (Int, Int, Int), _ transposeA: BLAS.Transpose, _ transposeB: BLAS.Transpose, beta: Float,
      offset: Int
    ) {
      (m, n, k) = shape
      (self.transposeA, self.transposeB, self.beta, self.offset) = (transposeA, transposeB, beta, offset)
      var stream = RandomStream(seed: m + 3 * n + 7 * k, for: .test)
      a = (0..<(transposeA == .no ? m : k) * lda + offset).map { _ in Float(2 * stream.uniform() - 1) }
      b = (0..<(transposeB == .no ? k : n) * ldb + offset).map { _ in Float(2 * stream.uniform() - 1) }
    }

    func product(by products: Products) -> [Float] {
      var c = (0..<m * ldc + offset).map { Float($0 % 5) }
      if beta == 0 { for row in 0..<m { for column in 0..<n { c[offset + row * ldc + column] = .nan } } }
      c.withUnsafeMutableBufferPointer { c in
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            BLAS.multiply(
              m, n, k, a.baseAddress! + offset, lda, transposeA, b.baseAddress! + offset, ldb, transposeB,
              into: c.baseAddress! + offset, ldc, beta: beta, by: products)
          }
        }
      }
      return c
    }

    /// Entries off by more than a sum of k rounded terms, each below 1, may be; and entries outside C that changed.
    func faults(in c: [Float]) -> Int {
      var count = 0
      for place in 0..<m * ldc + offset {
        let (row, column) = place < offset ? (0, n) : (place - offset).quotientAndRemainder(dividingBy: ldc)
        if column >= n || row >= m {
          if c[place] != Float(place % 5) { count += 1 }
          continue
        }
        var exact = beta == 0 ? 0 : Double(place % 5)
        for term in 0..<k {
          let left = a[offset + (transposeA == .no ? row * lda + term : term * lda + row)]
          exact +=
            Double(left) * Double(b[offset + (transposeB == .no ? term * ldb + column : column * ldb + term)])
        }
        if !(abs(Double(c[place]) - exact) <= 1e-6 * Double(k) + 1e-6) { count += 1 }
      }
      return count
    }
  }

  @Test(arguments: Products.available, [BLAS.Transpose.no, .yes])
  func `a product is the sum in double over every shape, either beta and unaligned rows`(
    _ products: Products, _ transposeA: BLAS.Transpose
  ) {
    for shape in Self.shapes {
      for transposeB in [BLAS.Transpose.no, .yes] {
        for (beta, offset) in [(Float(0), 1), (1, 3), (0, 0)] {
          let product = Case(shape, transposeA, transposeB, beta: beta, offset: offset)
          let faults = product.faults(in: product.product(by: products))
          #expect(faults == 0, "\(shape) \(transposeA) \(transposeB) beta \(beta) offset \(offset)")
        }
      }
    }
  }

  /// The law that makes bits independent of the machine: fused multiply-adds in the order of k, in blocks of 256.
  @Test func `our products round as fused multiply-adds in order do`() {
    guard Products.available.contains(.fathom) else { return }
    for (m, n, k) in [(13, 65, 300), (7, 10, 20), (64, 33, 256)] {
      let product = Case((m, n, k), .no, .yes, beta: 0, offset: 0)
      let step = k > 256 ? (k + 1) / 2 : k
      let c = product.product(by: .fathom)
      for row in 0..<m {
        for column in 0..<n {
          var total: Float?
          for start in stride(from: 0, to: k, by: step) {
            var sum: Float = 0
            for term in start..<min(k, start + step) {
              sum.addProduct(product.a[row * k + term], product.b[column * k + term])
            }
            total = total.map { $0 + sum } ?? sum
          }
          #expect(c[row * n + column] == total)
        }
      }
    }
  }

  @Test func `the same product has the same bits twice and wherever its memory begins`() {
    for products in Products.available {
      let one = Case((130, 70, 90), .no, .no, beta: 0, offset: 0)
      #expect(one.product(by: products) == one.product(by: products))
    }
    guard Products.available.contains(.fathom) else { return }
    let whole = Case((130, 70, 90), .no, .no, beta: 0, offset: 0)
    var part = whole
    part.m = 37
    #expect(part.product(by: .fathom) == Array(whole.product(by: .fathom)[..<(37 * 70)]))
  }

  @Test func `a scaled product falls back to OpenBLAS`() {
    var c: [Float] = [1, 1]
    BLAS.multiply(2, 1, 1, [2, 3], 1, .no, [5], 1, .no, into: &c, 1, alpha: 2, beta: 3)
    #expect(c == [23, 33])
  }

  @Test func `the environment's name is taken or refused, and kernels say who computes`() throws {
    #expect(try Products(named: nil) == Products.available[0])
    #expect(try Products(named: "openblas") == .openBLAS)
    #expect(throws: LinearAlgebraError.unknownProducts("mkl")) { try Products(named: "mkl") }
    #expect(
      LinearAlgebraError.unknownProducts("mkl").description
        == "'FATHOM_PRODUCTS' is 'mkl'. Choose 'fathom' or 'openblas', or unset it.")
    #expect(BLAS.kernels(coreType: "Haswell", products: .openBLAS) == "Haswell")
    #expect(BLAS.kernels(coreType: "Haswell", products: .fathom) == "Haswell+fathom")
  }
}
