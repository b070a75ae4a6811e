import LinearAlgebra
import SweepModel
import Testing

/// Lists that are started and filled block by block, against all pairs.
@Suite struct NearestListsTests {
  private struct Points {
    let count, width: Int
    let entries: [Float]
    let squares: [Double]

    init(_ count: Int, _ width: Int, _ entry: (Int) -> Float) {
      (self.count, self.width) = (count, width)
      let entries = (0..<count * width).map(entry)
      self.entries = entries
      squares = (0..<count).map { row in
        (0..<width).reduce(0) { $0 + Double(entries[row * width + $1]) * Double(entries[row * width + $1]) }
      }
    }

    /// -2 <x, y> of all pairs.
    var products: [Float] {
      (0..<count * count).map { pair in
        let (left, right) = (pair / count * width, pair % count * width)
        return -2 * (0..<width).reduce(0) { $0 + entries[left + $1] * entries[right + $1] }
      }
    }

    func distance(_ left: Int, _ right: Int) -> Double {
      (0..<width).reduce(0) { sum, column in
        let difference = Double(entries[left * width + column]) - Double(entries[right * width + column])
        return sum + difference * difference
      }
    }

    /// In blocks of so many.
    func lists(_ block: Int, _ windows: [Range<Int>], keep: Int) -> NearestLists {
      let lists = NearestLists(squares: squares.map(Float.init), windows: windows, keep: keep)
      let products = products
      let blocks = stride(from: 0, to: count, by: block).map { $0..<min($0 + block, count) }
      products.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        for some in blocks { lists.start(some, start + some.lowerBound * count + some.lowerBound, count) }
        for (number, rows) in blocks.enumerated() {
          for columns in blocks[(number + 1)...] {
            lists.take(rows, columns, start + rows.lowerBound * count + columns.lowerBound, count)
          }
        }
      }
      return lists
    }

    func candidates(_ lists: NearestLists, _ point: Int, _ wanted: Int, _ window: Range<Int>) -> [Int32]? {
      lists.candidates(
        point, wanted, of: count - window.count, rounding: Double(width + 8) * 0x1p-24, squares: squares)
    }
  }

  @Test(arguments: [
    (1000, 256, 20, 0), (700, 100, 5, 3), (130, 256, 64, 0), (90, 16, 1, 0), (300, 37, 20, 40),
  ])
  func `all nearest are among the candidates, and few others`(
    count: Int, block: Int, wanted: Int, width: Int
  ) {
    let seed = 100 + count
    var stream = RandomStream(seed: seed, for: .test)
    let points = Points(count, 6) { _ in Float(stream.normal()) }
    let windows = (0..<count).map { max(0, $0 - width)..<min(count, $0 + width + 1) }
    let lists = points.lists(block, windows, keep: wanted + 12)
    var (unclear, most) = (0, 0)
    for point in 0..<count {
      guard let found = points.candidates(lists, point, wanted, windows[point]) else {
        unclear += 1
        continue
      }
      let nearest = (0..<count).filter { !windows[point].contains($0) }
        .sorted { points.distance(point, $0) < points.distance(point, $1) }.prefix(wanted)
      #expect(Set(nearest.map(Int32.init)).isSubset(of: found), "seed \(seed), point \(point)")
      #expect(!found.contains { windows[point].contains(Int($0)) } && Set(found).count == found.count)
      most = max(most, found.count)
    }
    #expect(unclear == 0 && most <= wanted + 3, "seed \(seed): \(unclear) unclear, \(most) at most")
  }

  @Test(arguments: [10, 100, 1000]) func `beside an offset no nearest is lost to rounding, or it says so`(
    _ offset: Float
  ) {
    let seed = 9
    var stream = RandomStream(seed: seed, for: .test)
    let points = Points(400, 5) { _ in offset + Float(stream.normal()) }
    let windows = (0..<400).map { $0..<$0 + 1 }
    let lists = points.lists(64, windows, keep: 17)
    var unclear = 0
    for point in 0..<400 {
      guard let found = points.candidates(lists, point, 5, windows[point]) else {
        unclear += 1
        continue
      }
      let nearest = (0..<400).filter { $0 != point }
        .sorted { points.distance(point, $0) < points.distance(point, $1) }.prefix(5)
      #expect(Set(nearest.map(Int32.init)).isSubset(of: found), "seed \(seed), point \(point)")
    }
    #expect(offset > 10 || unclear < 40, "\(unclear)")
    #expect(offset < 1000 || unclear > 350, "\(unclear)")
  }

  @Test func `where more are alike than a list holds it says so`() {
    // 300 points at one place but for the first ten.
    let points = Points(300, 2) { $0 < 20 ? Float($0) : 1000 }
    let windows = (0..<300).map { $0..<$0 + 1 }
    let lists = points.lists(64, windows, keep: 17)
    #expect(points.candidates(lists, 200, 5, windows[200]) == nil)
    #expect(
      points.candidates(lists, 0, 5, windows[0]).map { Set($0).isSuperset(of: [1, 2, 3, 4, 5]) } == true)
  }

  @Test func `as many as there are others are all of them`() {
    let points = Points(9, 3) { Float($0 * $0 % 11) }
    let windows = (0..<9).map { $0..<$0 + 1 }
    let lists = points.lists(4, windows, keep: 20)
    for point in 0..<9 {
      let others = Set((0..<9).filter { $0 != point }.map(Int32.init))
      #expect(points.candidates(lists, point, 8, windows[point]).map(Set.init) == others)
    }
  }

  @Test(arguments: [1, 7, 8, 9, 64, 100]) func `a distance is that of its entries`(width: Int) {
    var stream = RandomStream(seed: width, for: .test)
    let points = Points(2, width) { _ in Float(stream.normal()) }
    let found = points.entries.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { NearestLists.square($0, $0 + width, width) } ?? 0
    }
    #expect(abs(found - points.distance(0, 1)) <= 1e-14 * found)
  }
}
