internal import LinearAlgebra

/// Which points may be among the nearest of each point.
enum NeighbourSearch {
  private static let blockRows = NearestLists.mostTogether
  /// Kept beyond those wanted while the blocks pass by: room for those that rounding cannot tell from the nearest.
  private static let room = 12
  /// Beyond those wanted, where products are in double and their rounding is not bounded.
  private static let spare = 8

  /// For each point the places of all that may be among its `wanted` nearest, and few more, in no order.
  ///
  /// A product of h terms is off by at most (h + 2) u |x| |y|, u = 2^-24, and so a squared distance by (h + 8) u (|x|^2 +
  /// |y|^2), the rounding of points and squares included.
  /// - Parameter windows: for each point the range of those that are no neighbours of it, itself among them; all others are
  ///   at least `wanted`, and who is none of another's is none of the other's.
  static func candidates(_ points: CentredPoints, _ wanted: Int, _ windows: [Range<Int>]) -> [[Int32]] {
    let nearest = NearestLists(squares: points.squares.map(Float.init), windows: windows, keep: wanted + room)
    compare(points, nearest)
    let rounding = Double(points.width + 8) * 0x1p-24
    var unclear: [Int] = []
    var found = points.squares.withUnsafeBufferPointer { squares in
      windows.indices.map { point -> [Int32] in
        guard let squares = squares.baseAddress,
          let near = nearest.candidates(
            point, wanted, of: points.count - windows[point].count, rounding: rounding, squares: squares)
        else {
          unclear.append(point)
          return []
        }
        return near
      }
    }
    for start in stride(from: 0, to: unclear.count, by: blockRows) {
      let places = unclear[start..<min(start + blockRows, unclear.count)]
      for (place, near) in zip(places, compareInDouble(points, places, wanted, windows)) {
        found[place] = near
      }
    }
    return found
  }

  /// Every pair once, in blocks on the diagonal and then above it.
  private static func compare(_ points: CentredPoints, _ nearest: NearestLists) {
    let width = points.width
    let block = UnsafeMutablePointer<Float>.allocate(capacity: blockRows * blockRows)
    defer { block.deallocate() }
    let blocks = stride(from: 0, to: points.count, by: blockRows).map {
      $0..<min($0 + blockRows, points.count)
    }
    points.entries.withUnsafeBufferPointer { entries in
      // Without columns there are no products and no entries; such points are all equal and never get here.
      guard let entries = entries.baseAddress else { return }
      func multiply(_ rows: Range<Int>, _ columns: Range<Int>) {
        BLAS.multiply(
          rows.count, columns.count, width, entries + rows.lowerBound * width, width, .no,
          entries + columns.lowerBound * width, width, .yes, into: block, blockRows, alpha: -2)
      }
      for some in blocks {
        multiply(some, some)
        nearest.start(some, block, blockRows)
      }
      for (number, rows) in blocks.enumerated() {
        for columns in blocks[(number + 1)...] {
          multiply(rows, columns)
          nearest.take(rows, columns, block, blockRows)
        }
      }
    }
  }

  private static func compareInDouble(
    _ points: CentredPoints, _ places: ArraySlice<Int>, _ wanted: Int, _ windows: [Range<Int>]
  ) -> [[Int32]] {
    let (count, width, height) = (points.count, points.width, places.count)
    var values = [Double](repeating: 0, count: height * count)
    points.forEachDoubleChunk(places) { some, start, chunk in
      values.withUnsafeMutableBufferPointer { target in
        guard let target = target.baseAddress else { return }
        BLAS.multiply(
          height, chunk.count / width, width, some, width, .no, chunk, width, .yes, into: target + start,
          count, alpha: -2)
      }
    }
    return places.enumerated().map { row, point in
      let line = values[row * count..<(row + 1) * count]
      let window = windows[point]
      return least(line, points.squares, besides: window, min(wanted + spare, count - window.count))
    }
  }

  /// The places of the `count` least values of squares[j] + products[j], without those of a window.
  private static func least(
    _ products: ArraySlice<Double>, _ squares: [Double], besides window: Range<Int>, _ count: Int
  ) -> [Int32] {
    var (values, places) = ([Double](repeating: .infinity, count: count), [Int32](repeating: 0, count: count))
    for (other, product) in products.enumerated() where !window.contains(other) {
      let value = squares[other] + product
      if value >= values[count - 1] { continue }
      var place = count - 1
      while place > 0, values[place - 1] > value {
        (values[place], places[place]) = (values[place - 1], places[place - 1])
        place -= 1
      }
      (values[place], places[place]) = (value, Int32(other))
    }
    return places
  }
}
