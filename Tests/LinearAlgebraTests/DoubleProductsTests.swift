import LinearAlgebra
import SweepModel
import Testing

/// Products in double precision: OpenBLAS's and our own.
struct DoubleProductsTests {
  struct Case {
    var m, n, k: Int
    var transposeA, transposeB: BLAS.Transpose
    var beta: Double
    /// Numbers that A, B and C begin after an allocation's start, and that each row has beyond its entries.
    var offset: Int
    var a: [Double] = []
    var b: [Double] = []
    var lda: Int { (transposeA == .no ? k : m) + offset }
    var ldb: Int { (transposeB == .no ? n : k) + offset }
    var ldc: Int { n + offset }

    init(
      _ shape: (Int, Int, Int), _ transposeA: BLAS.Transpose, _ transposeB: BLAS.Transpose, beta: Double,
      offset: Int
    ) {
      (m, n, k) = shape
      (self.transposeA, self.transposeB, self.beta, self.offset) = (transposeA, transposeB, beta, offset)
      var stream = RandomStream(seed: m + 3 * n + 7 * k, for: .test)
      a = (0..<(transposeA == .no ? m : k) * lda + offset).map { _ in 2 * stream.uniform() - 1 }
      b = (0..<(transposeB == .no ? k : n) * ldb + offset).map { _ in 2 * stream.uniform() - 1 }
    }

    func left(_ row: Int, _ term: Int) -> Double {
      a[offset + (transposeA == .no ? row * lda + term : term * lda + row)]
    }

    func right(_ term: Int, _ column: Int) -> Double {
      b[offset + (transposeB == .no ? term * ldb + column : column * ldb + term)]
    }

    func product(by products: Products) -> [Double] {
      var c = (0..<m * ldc + offset).map { Double($0 % 5) }
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

    /// Entries further from a sum in extended precision than k rounded terms below 1 may be; and entries outside C that
    /// changed.
    func faults(in c: [Double]) -> Int {
      var count = 0
      for place in 0..<m * ldc + offset {
        let (row, column) = place < offset ? (0, n) : (place - offset).quotientAndRemainder(dividingBy: ldc)
        if column >= n || row >= m {
          if c[place] != Double(place % 5) { count += 1 }
          continue
        }
        let start: Double = beta == 0 ? 0 : Double(place % 5)
        let exact = DoubleSum(k, from: start) { (left(row, $0), right($0, column)) }
        if !exact.isNear(c[place]) { count += 1 }
      }
      return count
    }
  }

  @Test(arguments: Products.available, [BLAS.Transpose.no, .yes])
  func `a product is the exact sum over every shape, either beta and unaligned rows`(
    _ products: Products, _ transposeA: BLAS.Transpose
  ) {
    for shape in ProductsTests.shapes where shape.0 * shape.1 * shape.2 <= 1 << 20 {
      for transposeB in [BLAS.Transpose.no, .yes] {
        for (beta, offset) in [(0.0, 1), (1, 3), (0, 0)] {
          let product = Case(shape, transposeA, transposeB, beta: beta, offset: offset)
          let faults = product.faults(in: product.product(by: products))
          #expect(faults == 0, "\(shape) \(transposeA) \(transposeB) beta \(beta) offset \(offset)")
        }
      }
    }
  }

  @Test func `our products round as fused multiply-adds in order do`() {
    guard Products.available.contains(.fathom) else { return }
    for (m, n, k) in [(13, 33, 300), (7, 10, 20), (32, 17, 256)] {
      let product = Case((m, n, k), .no, .yes, beta: 0, offset: 0)
      let step = k > 256 ? (k + 1) / 2 : k
      let c = product.product(by: .fathom)
      for row in 0..<m {
        for column in 0..<n {
          var total: Double?
          for start in stride(from: 0, to: k, by: step) {
            var sum = 0.0
            for term in start..<min(k, start + step) {
              sum.addProduct(product.left(row, term), product.right(term, column))
            }
            total = total.map { $0 + sum } ?? sum
          }
          #expect(c[row * n + column] == total)
        }
      }
    }
  }

  @Test func `rows and columns have the same bits in whatever company`() {
    guard Products.available.contains(.fathom) else { return }
    let whole = Case((40, 70, 90), .no, .no, beta: 0, offset: 0)
    let all = whole.product(by: .fathom)
    var rows = whole
    rows.m = 5
    #expect(rows.product(by: .fathom) == Array(all[..<(5 * 70)]))
    let column = Case((40, 1, 90), .no, .no, beta: 0, offset: 0)
    var single = column
    (single.a, single.b) = (whole.a, (0..<90).map { whole.b[$0 * 70 + 3] })
    #expect(single.product(by: .fathom) == (0..<40).map { all[$0 * 70 + 3] })
  }

  @Test(arguments: Products.available, [1, 5, 16, 17, 40])
  func `a column Gram has the sums of products in its upper triangle`(_ products: Products, _ order: Int) {
    var stream = RandomStream(seed: order, for: .test)
    let (height, stride) = (300, order + 2)
    let a = (0..<height * stride).map { _ in 2 * stream.uniform() - 1 }
    var c = [Double](repeating: 1, count: order * order)
    BLAS.addColumnGram(order, height, a, stride, to: &c, by: products)
    for row in 0..<order {
      for column in row..<order {
        let exact = DoubleSum(height, from: 1) { (a[$0 * stride + row], a[$0 * stride + column]) }
        #expect(exact.isNear(c[row * order + column]), "\(row) \(column)")
      }
    }
  }

  @Test func `each sample's factors scale its rows alone`() {
    var rows: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    BLAS.scaleRows(2, 2, 3, [1, 10, 0, 2, -1, 3], &rows)
    #expect(rows == [1, 20, 0, 4, 50, 0, 14, -8, 27, 20, -11, 36])
  }
}

/// A sum of products by Neumaier's compensation, with products split exactly: right to double's last place.
private struct DoubleSum {
  private var sum: Double
  private var lost = 0.0
  private let terms: Int

  init(_ terms: Int, from start: Double, _ factors: (Int) -> (Double, Double)) {
    (sum, self.terms) = (start, terms)
    for term in 0..<terms {
      let (x, y) = factors(term)
      let product = x * y
      add(product)
      add((-product).addingProduct(x, y))
    }
  }

  private mutating func add(_ value: Double) {
    let next = sum + value
    lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  /// Within what rounding of as many terms below 1 adds up to.
  func isNear(_ found: Double) -> Bool { abs(found - (sum + lost)) <= Double(terms + 8) * 0x1p-52 }
}
