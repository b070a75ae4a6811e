internal import LinearAlgebra

/// Distances from samples to their nearest neighbours, by comparing every pair.
///
/// Candidates come from products of centred rows in single precision, |x|^2 + |y|^2 - 2<x, y>. A bound on the rounding
/// of such a product tells which rows may be among the nearest; their distances are then summed in double from
/// differences of the rows as they were given. Where so many rows lie within rounding that they cannot be told
/// apart (features close to a line), the products are repeated in double.
///
/// - Duplicates count once, and so do samples that are closer than rounding. Of more than 10,000 distinct samples, 10,000
///   at even steps are taken.
/// - Cost: n^2 h floating-point operations in single precision; memory for n x h floats and two blocks of products. Where
///   samples lie closer than rounding, the same again for those that are kept, and with a window once more.
struct Neighbours {
  /// For each sample the distances to its nearest neighbours (to all others if there are fewer than asked for), ascending.
  /// Samples whose nearest neighbour is too close have no line; with more than a twentieth of those there is no line at
  /// all.
  let distances: [[Double]]
  /// The share of all rows that duplicates and rounding took out; `nil` without any entry.
  let leftOut: Double?

  private static let limit = 10_000
  /// Of how many the nearest are looked through for copies.
  private static let copies = 20
  /// Samples up to this many times the rounding of one apart are the same sample.
  private static let copy = 4.0
  /// Of distances up to this many times the rounding of a sample too much is rounding.
  private static let blur = 16.0
  /// With a larger share of samples at such distances those that are left are a choice by distance.
  private static let mostBlurred = 0.05

  /// - Parameters:
  ///   - count: how many neighbours of each sample.
  ///   - window: rows that are no neighbours; copies are copies wherever they stand.
  init(of view: MatrixView, _ count: Int, window: TheilerWindow = .none) {
    let distinct = view.distinctRows()
    let step = max(1, Double(distinct.count) / Double(Self.limit))
    let chosen = (0..<min(distinct.count, Self.limit)).map { distinct[Int(Double($0) * step)] }
    let rounding = view.rounding(of: chosen)
    var (rows, lines) = (chosen, Self.nearest(view, chosen, max(count, Self.copies)))
    while let kept = Self.withoutCopies(rows, lines, rounding) {
      rows = kept
      lines = Self.nearest(view, kept, max(count, Self.copies))
    }
    if window.width > 0 { lines = Self.nearest(view, rows, count, window) }
    let clear = zip(rows, lines).filter { row, line in
      (line.first?.distance ?? 0) > Self.blur * rounding[row]
    }
    let isSound = Double(rows.count - clear.count) <= Self.mostBlurred * Double(rows.count)
    distances = isSound ? clear.map { $0.1.map(\.distance) } : []
    let share = Double(distinct.count) / Double(max(1, view.rows)) / Double(max(1, chosen.count))
    leftOut = view.rows > 0 && view.columns > 0 ? 1 - share * Double(clear.count) : nil
  }

  private struct Near {
    let distance: Double
    let row: Int
  }

  /// For each row its nearest others among `rows`, ascending: `count`, or as many as the row with the fewest has.
  private static func nearest(
    _ view: MatrixView, _ rows: [Int], _ count: Int, _ window: TheilerWindow = .none
  ) -> [[Near]] {
    let windows = window.ranges(among: rows)
    let wanted = min(count, rows.count - (windows.map(\.count).max() ?? 0))
    guard wanted > 0 else { return rows.map { _ in [] } }
    let points = CentredPoints(view, rows)
    return NeighbourSearch.candidates(points, wanted, windows).enumerated().map { place, near in
      let row = rows[place]
      var exact = near.map { Near(distance: view.distance(row, rows[Int($0)]), row: rows[Int($0)]) }
      exact.sort { $0.distance < $1.distance }
      exact.removeLast(exact.count - wanted)
      return exact
    }
  }

  /// The rows without those that lie within their rounding of an earlier one that is kept; `nil` when all are kept.
  private static func withoutCopies(_ rows: [Int], _ lines: [[Near]], _ rounding: [Double]) -> [Int]? {
    var dropped: Set<Int> = []
    for (row, line) in zip(rows, lines) {
      let reach = copy * rounding[row]
      if line.prefix(copies).contains(where: {
        $0.distance <= reach && $0.row < row && !dropped.contains($0.row)
      }) {
        dropped.insert(row)
      }
    }
    return dropped.isEmpty ? nil : rows.filter { !dropped.contains($0) }
  }
}

/// Rows less the columns' means, scaled so that the longest entry is 1: n x h floats, with their squared lengths.
struct CentredPoints {
  let count: Int
  let width: Int
  let entries: [Float]
  /// Of the unrounded rows.
  let squares: [Double]
  private let view: MatrixView
  private let rows: [Int]
  private let means: [Double]
  private let scale: Double

  init(_ view: MatrixView, _ rows: [Int]) {
    (self.view, self.rows, count, width) = (view, rows, rows.count, view.columns)
    means = view.columnMeans()
    var (line, largest) = ([Double](repeating: 0, count: view.columns), 0.0)
    for row in rows {
      Self.read(view, row, means, 1, &line)
      for entry in line { largest = max(largest, entry.magnitude) }
    }
    scale = largest > 0 ? 1 / largest : 1
    var entries = [Float](repeating: 0, count: rows.count * view.columns)
    var squares: [Double] = []
    for (place, row) in rows.enumerated() {
      Self.read(view, row, means, scale, &line)
      for column in line.indices { entries[place * line.count + column] = Float(line[column]) }
      squares.append(line.reduce(0) { $0 + $1 * $1 })
    }
    (self.entries, self.squares) = (entries, squares)
  }

  /// Calls `body` with `places` and then all points, as doubles: |places| x h and n x h, chunk by chunk of the latter.
  func forEachDoubleChunk(
    _ places: some Collection<Int>, _ body: (_ some: [Double], _ start: Int, _ chunk: [Double]) -> Void
  ) {
    func doubles(_ places: some Collection<Int>) -> [Double] {
      var (block, line) = ([Double](), [Double](repeating: 0, count: width))
      block.reserveCapacity(places.count * width)
      for place in places {
        Self.read(view, rows[place], means, scale, &line)
        block += line
      }
      return block
    }
    let some = doubles(places)
    let height = 512
    for start in stride(from: 0, to: count, by: height) {
      body(some, start, doubles(start..<min(start + height, count)))
    }
  }

  private static func read(
    _ view: MatrixView, _ row: Int, _ means: [Double], _ scale: Double, _ line: inout [Double]
  ) {
    line.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      view.copy(row..<row + 1, 0..<view.columns, minus: means, into: target)
      if scale != 1 { for column in 0..<view.columns { target[column] *= scale } }
    }
  }
}

extension MatrixView {
  /// The first of each set of equal rows, ascending.
  fileprivate func distinctRows() -> [Int] {
    var kept: [UInt64: [Int]] = [:]
    return (0..<rows).filter { row in
      let hash = withRow(row) { line in
        var hash: UInt64 = 0
        // Adding zero makes one zero of both.
        for column in 0..<columns { hash = (hash ^ (line(column) + 0).bitPattern) &* 0x9e37_79b9_7f4a_7c15 }
        return hash ^ (hash >> 32)
      }
      let equal = kept[hash, default: []].contains { other in
        (0..<columns).allSatisfy { self[row, $0] == self[other, $0] }
      }
      if !equal { kept[hash, default: []].append(row) }
      return !equal
    }
  }

  @inline(__always)
  private func withRow<Result>(_ row: Int, _ body: ((Int) -> Double) -> Result) -> Result {
    switch entries {
    case .single(let pointer):
      let line = pointer + row * columns
      return body { Double(line[$0]) }
    case .double(let pointer):
      let line = pointer + row * columns
      return body { line[$0] }
    }
  }

  /// ||x - y||, summed in double.
  fileprivate func distance(_ left: Int, _ right: Int) -> Double {
    switch entries {
    case .single(let pointer):
      let (left, right) = (pointer + left * columns, pointer + right * columns)
      return NearestLists.square(left, right, columns).squareRoot()
    case .double(let pointer):
      let (left, right) = (pointer + left * columns, pointer + right * columns)
      return Self.sumOfSquares(columns) { left[$0] - right[$0] }.squareRoot()
    }
  }

  /// How far storage alone can move each row: its length over the columns that vary, times the step of the precision that
  /// holds all entries. Doubles that are all floats were floats, and are as coarse. Of rows that are not chosen 0.
  ///
  /// It is of the length as given: beside an offset of 1,000 a float is known to 6e-5, whatever lies around it. A column
  /// that is constant is rounded alike in all rows and moves none.
  fileprivate func rounding(of chosen: [Int]) -> [Double] {
    var (varies, isSingle) = ([Double](repeating: 0, count: columns), true)
    var rounding = [Double](repeating: 0, count: rows)
    guard let first = chosen.first else { return rounding }
    for row in chosen {
      withRow(row) { line in
        withRow(first) { first in
          for column in 0..<columns where line(column) != first(column) { varies[column] = 1 }
        }
        if isSingle { isSingle = (0..<columns).allSatisfy { Double(Float(line($0))) == line($0) } }
      }
    }
    let step = isSingle ? 0x1p-23 : 0x1p-52
    for row in chosen {
      let square = withRow(row) { line in Self.sumOfSquares(columns) { varies[$0] * line($0) } }
      rounding[row] = step * square.squareRoot()
    }
    return rounding
  }

  /// In eight sums, so that one addition need not wait for the last one.
  @inline(__always)
  private static func sumOfSquares(_ count: Int, _ entry: (Int) -> Double) -> Double {
    var sums = SIMD8<Double>.zero
    var column = 0
    while column + 8 <= count {
      var block = SIMD8<Double>.zero
      for lane in 0..<8 { block[lane] = entry(column + lane) }
      sums += block * block
      column += 8
    }
    var sum = sums.sum()
    while column < count {
      let value = entry(column)
      sum += value * value
      column += 1
    }
    return sum
  }
}
