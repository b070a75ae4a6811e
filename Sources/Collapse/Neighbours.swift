internal import LinearAlgebra

/// Distances from samples to their nearest neighbours, by comparing every pair.
///
/// Candidates come from products of centred rows in double, |x|^2 + |y|^2 - 2<x, y>; as that cancels for near rows, the
/// distances of the candidates are then summed again from differences.
///
/// - Duplicates count once. Of more than 10,000 distinct samples, 10,000 at even steps are taken.
/// - Cost: 2 n^2 h floating-point operations; memory for n x h and 256 x n doubles.
struct Neighbours {
  /// For each sample the distances to its 20 nearest neighbours (to all others if there are fewer), ascending.
  ///
  /// A sample whose nearest neighbour is closer than 2^-23 of the sample's own length has no line: at that distance
  /// single precision's rounding is measured, which fills every dimension.
  let distances: [[Double]]

  private static let limit = 10_000
  private static let count = 20
  /// Candidates beyond `count`, so that rounding in the products cannot push a neighbour out.
  private static let spare = 8
  private static let blockRows = 256

  init(of view: MatrixView) {
    let distinct = Self.distinctRows(view)
    let step = max(1, Double(distinct.count) / Double(Self.limit))
    let rows = (0..<min(distinct.count, Self.limit)).map { distinct[Int(Double($0) * step)] }
    let (count, width) = (rows.count, view.columns)
    guard count > 1 else {
      distances = []
      return
    }
    var centred = [Double](repeating: 0, count: count * width)
    let means = view.columnMeans()
    centred.withUnsafeMutableBufferPointer { target in
      for (place, row) in rows.enumerated() {
        view.copy(row..<row + 1, 0..<width, minus: means, into: target.baseAddress! + place * width)
      }
    }
    let floors = rows.map { row in
      0x1p-23 * Spectrum.norm((0..<width).lazy.map { view[row, $0] })
    }
    distances = centred.withUnsafeBufferPointer {
      Self.search($0.baseAddress!, count, width, floors)
    }
  }

  private static func search(_ points: UnsafePointer<Double>, _ count: Int, _ width: Int, _ floors: [Double])
    -> [[Double]]
  {
    let squares = (0..<count).map { squaredLength(points + $0 * width, width) }
    let wanted = min(Self.count, count - 1)
    let products = UnsafeMutablePointer<Double>.allocate(capacity: min(blockRows, count) * count)
    defer { products.deallocate() }
    var found: [[Double]] = []
    for start in stride(from: 0, to: count, by: blockRows) {
      let height = min(blockRows, count - start)
      BLAS.multiply(
        height, count, width, points + start * width, width, .no, points, width, .yes, into: products, count)
      for row in 0..<height {
        let sample = start + row
        let near = candidates(
          products + row * count, squares, besides: sample, min(wanted + spare, count - 1))
        let exact = near.map { distance(points + sample * width, points + $0 * width, width) }.sorted()
        if exact[0] > floors[sample] { found.append(Array(exact.prefix(wanted))) }
      }
    }
    return found
  }

  /// The places of the `count` least values of squares[j] - 2 products[j], without that of the sample itself.
  private static func candidates(
    _ products: UnsafePointer<Double>, _ squares: [Double], besides sample: Int, _ count: Int
  ) -> [Int] {
    var values = [Double](repeating: .infinity, count: count)
    var places = [Int](repeating: 0, count: count)
    for other in squares.indices where other != sample {
      let value = squares[other] - 2 * products[other]
      if value >= values[count - 1] { continue }
      var place = count - 1
      while place > 0, values[place - 1] > value {
        values[place] = values[place - 1]
        places[place] = places[place - 1]
        place -= 1
      }
      values[place] = value
      places[place] = other
    }
    return places
  }

  /// The first of each set of equal rows, ascending.
  private static func distinctRows(_ view: MatrixView) -> [Int] {
    var kept: [Int: [Int]] = [:]
    return (0..<view.rows).filter { row in
      var hasher = Hasher()
      for column in 0..<view.columns { hasher.combine(view[row, column]) }
      let hash = hasher.finalize()
      let equal = kept[hash, default: []].contains { other in
        (0..<view.columns).allSatisfy { view[row, $0] == view[other, $0] }
      }
      if !equal { kept[hash, default: []].append(row) }
      return !equal
    }
  }

  private static func squaredLength(_ point: UnsafePointer<Double>, _ width: Int) -> Double {
    (0..<width).reduce(0) { $0 + point[$1] * point[$1] }
  }

  private static func distance(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, _ width: Int)
    -> Double
  {
    (0..<width).reduce(0) { $0 + (left[$1] - right[$1]) * (left[$1] - right[$1]) }.squareRoot()
  }
}
