/// For each of many points its nearest others so far, by squared distance.
struct NearestLists {
  struct Near {
    var value: Float
    var place: Int32
  }

  private let capacity: Int
  /// points x capacity, each line ascending; what is still free holds infinity.
  private var lists: [Near]
  /// The last value of each list: only what is below it enters.
  private var limits: [Float]

  init(points: Int, capacity: Int) {
    self.capacity = capacity
    lists = Array(repeating: Near(value: .infinity, place: -1), count: points * capacity)
    limits = Array(repeating: .infinity, count: points)
  }

  func list(_ point: Int) -> ArraySlice<Near> { lists[point * capacity..<(point + 1) * capacity] }

  /// Takes in a block of -2 <x, y>, with `stride` entries from row to row, for both the points of its rows and of its
  /// columns. Each pair is taken once, and none with a point of `windows`, the ranges of those that are no neighbours.
  mutating func take(
    _ products: UnsafePointer<Float>, _ stride: Int, _ rows: Range<Int>, _ columns: Range<Int>,
    _ squares: UnsafePointer<Float>, _ windows: [Range<Int>]
  ) {
    lists.withUnsafeMutableBufferPointer { lists in
      limits.withUnsafeMutableBufferPointer { limits in
        guard let lists = lists.baseAddress, let limits = limits.baseAddress else { return }
        for row in rows {
          let square = squares[row]
          let line = products + (row - rows.lowerBound) * stride - columns.lowerBound
          var column = max(columns.lowerBound, windows[row].upperBound)
          while column < columns.upperBound {
            let end = min(column + 16, columns.upperBound)
            let limit = limits[row]
            var hits: Int32 = 0
            for other in column..<end {
              let value = line[other] + square + squares[other]
              hits &+= value < limit ? 1 : 0
              hits &+= value < limits[other] ? 1 : 0
            }
            if hits > 0 {
              for other in column..<end {
                let value = line[other] + square + squares[other]
                if value < limits[row] { Self.insert(value, other, lists, limits, row, capacity) }
                if value < limits[other] { Self.insert(value, row, lists, limits, other, capacity) }
              }
            }
            column = end
          }
        }
      }
    }
  }

  @inline(__always)
  private static func insert(
    _ value: Float, _ other: Int, _ lists: UnsafeMutablePointer<Near>, _ limits: UnsafeMutablePointer<Float>,
    _ point: Int, _ capacity: Int
  ) {
    let list = lists + point * capacity
    var place = capacity - 1
    while place > 0, list[place - 1].value > value {
      list[place] = list[place - 1]
      place -= 1
    }
    list[place] = Near(value: value, place: Int32(other))
    limits[point] = list[capacity - 1].value
  }
}
