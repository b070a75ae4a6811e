internal import LinearAlgebra

/// Which points may be among the nearest of each point.
enum NeighbourSearch {
  private static let blockRows = 256
  /// Kept beyond those wanted while the blocks pass by: room for those that rounding cannot tell from the nearest.
  private static let room = 12
  /// Beyond those wanted, where products are in double and their rounding is not bounded.
  private static let spare = 8

  /// For each point the places of all that may be among its `wanted` nearest, and few more.
  ///
  /// - Parameter windows: for each point the range of those that are no neighbours of it, itself among them; all others are
  ///   at least `wanted`, and who is none of another's is none of the other's.
  static func candidates(_ points: CentredPoints, _ wanted: Int, _ windows: [Range<Int>]) -> [[Int32]] {
    var nearest = NearestLists(points: points.count, capacity: min(wanted + room, points.count - 1))
    compare(points, &nearest, windows)
    var unclear: [Int] = []
    var found = (0..<points.count).map { point in
      let near = clearCandidates(point, points, nearest, wanted, others: points.count - windows[point].count)
      if near == nil { unclear.append(point) }
      return near ?? []
    }
    for start in stride(from: 0, to: unclear.count, by: blockRows) {
      let places = unclear[start..<min(start + blockRows, unclear.count)]
      for (place, near) in zip(places, compareInDouble(points, places, wanted, windows)) {
        found[place] = near
      }
    }
    return found
  }

  /// The candidates of a point, or `nil` when rounding may have pushed a neighbour out of its list.
  ///
  /// A product of h terms is off by at most (h + 2) u |x| |y|, u = 2^-24, and so a squared distance by (h + 8) u (|x|^2 +
  /// |y|^2), the rounding of points and squares included. `reach` bounds the squared distance of the last
  /// neighbour; whoever is as near has |y|^2 <= 2 |x|^2 + 2 reach.
  private static func clearCandidates(
    _ point: Int, _ points: CentredPoints, _ nearest: NearestLists, _ wanted: Int, others: Int
  ) -> [Int32]? {
    let unit = Double(points.width + 8) * 0x1p-24
    let own = points.squares[point]
    let list = nearest.list(point).prefix(others)
    let reach = list.prefix(wanted).reduce(0.0) { reach, near in
      max(reach, Double(near.value) + unit * (own + points.squares[Int(near.place)]))
    }
    let limit = reach + unit * (3 * own + 2 * reach) + 0x1p-100
    let isWhole = list.count == others
    guard isWhole || Double(list.last?.value ?? 0) > limit else { return nil }
    return list.prefix { Double($0.value) <= limit }.map(\.place)
  }

  /// Every pair once: blocks of products on and above the diagonal serve the points of their rows and of their columns.
  private static func compare(
    _ points: CentredPoints, _ nearest: inout NearestLists, _ windows: [Range<Int>]
  ) {
    let (count, width) = (points.count, points.width)
    let squares = points.squares.map(Float.init)
    let block = UnsafeMutablePointer<Float>.allocate(capacity: blockRows * blockRows)
    defer { block.deallocate() }
    points.entries.withUnsafeBufferPointer { entries in
      squares.withUnsafeBufferPointer { squares in
        guard let squares = squares.baseAddress else { return }
        // Without columns there are no products and no entries; such points are all equal and never get here.
        guard let entries = entries.baseAddress else { return }
        for top in stride(from: 0, to: count, by: blockRows) {
          let height = min(blockRows, count - top)
          for left in stride(from: top, to: count, by: blockRows) {
            let breadth = min(blockRows, count - left)
            BLAS.multiply(
              height, breadth, width, entries + top * width, width, .no, entries + left * width, width, .yes,
              into: block, blockRows, alpha: -2)
            nearest.take(
              block, blockRows, top..<top + height, left..<left + breadth, squares,
              windows)
          }
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
