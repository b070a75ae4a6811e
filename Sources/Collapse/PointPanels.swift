internal import LinearAlgebra

/// Points 32 at a time, feature by feature: what distances from a few centres are quickest computed from.
///
/// - Shapes: panels x h x 32, zeros where the last panel has no point. A table of distances is panels x centres x 32.
/// - Precision: squared distances are |x|^2 + |c|^2 - 2<x, c> in double, a few 1e-16 of |x|^2 + |c|^2 from the truth and
///   never below 0. One has the same bits whatever the other points and centres.
struct PointPanels {
  static let width = PointDistances.panel

  /// The nearest centre so far of each place in the panels.
  struct Nearest {
    /// The number of the centre, and the squared distance from it.
    fileprivate(set) var owners: [Double]
    fileprivate(set) var distances: [Double]
  }

  private let columns: Int
  private let entries: [Double]
  /// Squared lengths, of every place.
  private let squares: [Double]
  private let products = BLAS.products

  init(_ points: Matrix<Double>) {
    let (rows, columns) = (points.rows, points.columns)
    let panels = (rows + Self.width - 1) / Self.width
    var entries = [Double](repeating: 0, count: panels * columns * Self.width)
    var squares = [Double](repeating: 0, count: panels * Self.width)
    entries.withUnsafeMutableBufferPointer { entries in
      points.entries.withUnsafeBufferPointer { points in
        guard let points = points.baseAddress else { return }
        for row in 0..<rows {
          let line = points + row * columns
          squares[row] = GroupedFeatures.square(line, columns)
          let start = row / Self.width * columns * Self.width + row % Self.width
          for column in 0..<columns { entries[start + column * Self.width] = line[column] }
        }
      }
    }
    (self.columns, self.entries, self.squares) = (columns, entries, squares)
  }

  var panels: Int { squares.count / Self.width }

  /// Without any centre.
  var nothing: Nearest {
    Nearest(
      owners: Array(repeating: 0, count: squares.count),
      distances: Array(repeating: .infinity, count: squares.count))
  }

  /// How many entries a table of distances from so many centres has.
  func tableSize(_ centres: Int) -> Int { squares.count * centres }

  /// Where a table has the distance of a point from the first of so many centres; the next ones' follow 32 entries apart.
  static func place(_ row: Int, _ centres: Int) -> Int { row / width * centres * width + row % width }

  /// The squared distance of each point from each centre.
  func measure(_ centres: Matrix<Double>, into table: UnsafeMutablePointer<Double>) {
    let lengths = Self.lengths(centres)
    for panel in 0..<panels {
      measure(panel, centres, lengths, into: table + panel * centres.rows * Self.width)
    }
  }

  /// Takes in more centres, numbered from `first` on; of equals the first is kept.
  func lower(_ nearest: inout Nearest, by centres: Matrix<Double>, first: Int = 0) {
    let lengths = Self.lengths(centres)
    let (count, width) = (centres.rows, Self.width)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count * width) { block in
      nearest.distances.withUnsafeMutableBufferPointer { distances in
        nearest.owners.withUnsafeMutableBufferPointer { owners in
          guard let block = block.baseAddress, let distances = distances.baseAddress,
            let owners = owners.baseAddress
          else { return }
          for panel in 0..<panels {
            measure(panel, centres, lengths, into: block)
            PointDistances.lower(
              distances + panel * width, owners + panel * width, by: block, count, first: first)
          }
        }
      }
    }
  }

  /// One panel's block of a table.
  private func measure(
    _ panel: Int, _ centres: Matrix<Double>, _ lengths: [Double], into block: UnsafeMutablePointer<Double>
  ) {
    let width = Self.width
    entries.withUnsafeBufferPointer { entries in
      squares.withUnsafeBufferPointer { squares in
        guard let entries = entries.baseAddress, let squares = squares.baseAddress else { return }
        BLAS.multiply(
          centres.rows, width, columns, centres.entries, columns, .no, entries + panel * columns * width,
          width, .no, into: block, width, by: products)
        PointDistances.complete(block, squares + panel * width, lengths)
      }
    }
  }

  private static func lengths(_ centres: Matrix<Double>) -> [Double] {
    centres.entries.withUnsafeBufferPointer { entries in
      (0..<centres.rows).map { row in
        entries.baseAddress.map { GroupedFeatures.square($0 + row * centres.columns, centres.columns) } ?? 0
      }
    }
  }
}
