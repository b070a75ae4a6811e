package import LinearAlgebra
package import SweepModel

/// k-means in double: k-means++ starts (Arthur and Vassilvitskii 2007), then Lloyd's and Hartigan's steps.
package struct ClusterSearch {
  /// Samples less their mean, N x h, and each one's squared length.
  private let points: Matrix<Double>
  private let squares: [Double]
  private let clusterCount: Int

  private static let stepLimit = 300
  private static let leastGain = 1e-3

  /// - Parameter clusterCount: at least 1 and fewer than samples; samples have at least one feature.
  package init(_ features: MatrixView, clusterCount: Int) {
    let points = features.copied(minus: features.columnMeans())
    squares = points.entries.withUnsafeBufferPointer { entries in
      (0..<points.rows).map { row in
        entries.baseAddress.map { GroupedFeatures.square($0 + row * points.columns, points.columns) } ?? 0
      }
    }
    (self.points, self.clusterCount) = (points, clusterCount)
  }

  /// The partition of least inertia of those that `restarts` starts and the given partition lead to.
  ///
  /// - Parameter progress: called at every step.
  package func best(
    restarts: Int, from given: Groups, _ random: inout RandomStream, progress: () throws -> Void
  ) rethrows -> Groups {
    var best = try descend(from: centres(of: given), progress)
    for _ in 0..<restarts {
      let found = try descend(from: spreadCentres(&random), progress)
      if found.inertia < best.inertia { best = found }
    }
    return Groups(try refined(best.members, until: 0, progress).members, count: clusterCount)
  }

  /// Lloyd's steps, then Hartigan's, each for as long as a step lowers the inertia by a thousandth.
  private func descend(
    from start: Matrix<Double>, _ progress: () throws -> Void
  ) rethrows -> (members: [Int], inertia: Double) {
    var (members, distances) = nearest(start)
    var inertia = distances.reduce(0, +)
    for _ in 0..<Self.stepLimit {
      try progress()
      let before = inertia
      (members, distances) = nearest(centres(of: Groups(members, count: clusterCount)))
      inertia = distances.reduce(0, +)
      if !(inertia < before * (1 - Self.leastGain)) { break }
    }
    return try refined(members, until: Self.leastGain, progress)
  }

  /// Hartigan's steps: single samples change their cluster where that lowers the inertia, though another centre is not
  /// nearer. They leave fewer poor partitions to rest in.
  ///
  /// - Parameter gain: done when a pass lowers the inertia by less than this share, and in any case when none moves.
  private func refined(
    _ start: [Int], until gain: Double, _ progress: () throws -> Void
  ) rethrows -> (members: [Int], inertia: Double) {
    var (members, sizes) = (start, Groups(start, count: clusterCount).sizes)
    var centres = centres(of: Groups(start, count: clusterCount))
    var inertia = Double.infinity
    for _ in 0..<Self.stepLimit {
      try progress()
      // The table is of the pass's start: it tells which samples to look at again after others have moved.
      let table = table(centres)
      let before = inertia
      inertia = table.entries.withUnsafeBufferPointer { table in
        members.indices.reduce(0) { $0 + table[$1 * clusterCount + members[$1]] }
      }
      if gain > 0, !(inertia < before * (1 - gain)) { break }
      if !pass(table, &members, &sizes, &centres) { break }
    }
    return (members, inertia)
  }

  /// Moves each sample that should change its cluster, first to last.
  ///
  /// - Returns: whether any moved.
  private func pass(
    _ table: Matrix<Double>, _ members: inout [Int], _ sizes: inout [Int], _ centres: inout Matrix<Double>
  ) -> Bool {
    var moved = false
    var exact = [Double](repeating: 0, count: clusterCount)
    table.entries.withUnsafeBufferPointer { table in
      for row in 0..<points.rows {
        let old = members[row]
        let line = UnsafeBufferPointer(rebasing: table[row * clusterCount..<(row + 1) * clusterCount])
        guard better(old, sizes, line) != nil else { continue }
        for centre in 0..<clusterCount { exact[centre] = distance(row, centres, centre) }
        guard let next = exact.withUnsafeBufferPointer({ better(old, sizes, $0) }) else { continue }
        move(row, from: old, to: next, &centres, &sizes)
        (members[row], moved) = (next, true)
      }
    }
    return moved
  }

  /// The cluster that a sample of cluster `own` should change to: the inertia there gains less than it loses here.
  ///
  /// - Parameter distances: the sample's squared distance from each centre.
  private func better(_ own: Int, _ sizes: [Int], _ distances: UnsafeBufferPointer<Double>) -> Int? {
    let here = distances[own]
    guard sizes[own] > 1, here > 0 else { return nil }
    var least = here * Double(sizes[own]) / Double(sizes[own] - 1) * (1 - 1e-9)
    var best: Int?
    for other in 0..<clusterCount where other != own {
      let gain = distances[other] * Double(sizes[other]) / Double(sizes[other] + 1)
      if gain < least { (least, best) = (gain, other) }
    }
    return best
  }

  private func move(
    _ row: Int, from old: Int, to new: Int, _ centres: inout Matrix<Double>, _ sizes: inout [Int]
  ) {
    let (fewer, more) = (Double(sizes[old] - 1), Double(sizes[new] + 1))
    let width = points.columns
    let (from, left, entered) = (row * width, old * width, new * width)
    centres.entries.withUnsafeMutableBufferPointer { centres in
      points.entries.withUnsafeBufferPointer { points in
        for column in 0..<width {
          let point = points[from + column]
          centres[left + column] += (centres[left + column] - point) / fewer
          centres[entered + column] += (point - centres[entered + column]) / more
        }
      }
    }
    sizes[old] -= 1
    sizes[new] += 1
  }

  private func distance(_ row: Int, _ centres: Matrix<Double>, _ centre: Int) -> Double {
    let (from, to) = (row * points.columns, centre * points.columns)
    return points.entries.withUnsafeBufferPointer { points in
      centres.entries.withUnsafeBufferPointer { centres in
        var sum = 0.0
        for column in 0..<self.points.columns {
          let difference = points[from + column] - centres[to + column]
          sum += difference * difference
        }
        return sum
      }
    }
  }

  /// The squared distance of each sample from each centre, N x centres, through one product of matrices.
  private func table(_ centres: Matrix<Double>) -> Matrix<Double> {
    var table = points.times(centres, transposed: true)
    let count = centres.rows
    let lengths = (0..<count).map { centres.row($0).reduce(0) { $0 + $1 * $1 } }
    table.entries.withUnsafeMutableBufferPointer { table in
      lengths.withUnsafeBufferPointer { lengths in
        squares.withUnsafeBufferPointer { squares in
          for row in squares.indices {
            let (square, start) = (squares[row], row * count)
            for centre in 0..<count {
              table[start + centre] = max(0, square + lengths[centre] - 2 * table[start + centre])
            }
          }
        }
      }
    }
    return table
  }

  /// The centre nearest to each sample, the first of equals, and its squared distance.
  private func nearest(_ centres: Matrix<Double>) -> (members: [Int], distances: [Double]) {
    let table = table(centres)
    let count = centres.rows
    // One centre's table is the distances.
    if count == 1 { return (Array(repeating: 0, count: points.rows), table.entries) }
    var members = [Int](repeating: 0, count: points.rows)
    var distances = [Double](repeating: 0, count: points.rows)
    table.entries.withUnsafeBufferPointer { table in
      for row in members.indices {
        let start = row * count
        var (best, least) = (0, table[start])
        for centre in 1..<count where table[start + centre] < least {
          (best, least) = (centre, table[start + centre])
        }
        (members[row], distances[row]) = (best, least)
      }
    }
    return (members, distances)
  }

  private func centres(of groups: Groups) -> Matrix<Double> {
    var sums = Matrix<Double>(rows: groups.count, columns: points.columns, repeating: 0)
    let width = points.columns
    sums.entries.withUnsafeMutableBufferPointer { sums in
      points.entries.withUnsafeBufferPointer { points in
        for (row, group) in groups.members.enumerated() {
          for column in 0..<width { sums[group * width + column] += points[row * width + column] }
        }
      }
      for (group, size) in groups.sizes.enumerated() where size > 0 {
        for column in 0..<width { sums[group * width + column] /= Double(size) }
      }
    }
    return sums
  }

  /// k-means++: each next centre is a sample drawn with probability proportional to its squared distance from the
  /// nearest centre so far. Fewer than K when every sample coincides with one.
  private func spreadCentres(_ random: inout RandomStream) -> Matrix<Double> {
    var chosen = [random.below(points.rows)]
    var distances = [Double](repeating: .infinity, count: points.rows)
    while chosen.count < clusterCount {
      let centre = Matrix(rows: 1, columns: points.columns, entries: points.row(chosen[chosen.count - 1]))
      for (row, distance) in nearest(centre).distances.enumerated() {
        distances[row] = min(distances[row], distance)
      }
      let total = distances.reduce(0, +)
      guard total > 0 else { break }
      var rest = random.uniform() * total
      let next = distances.indices.first { row in
        rest -= distances[row]
        return rest < 0
      }
      chosen.append(next ?? distances.lastIndex { $0 > 0 } ?? 0)
    }
    return Matrix(rows: chosen.count, columns: points.columns, entries: chosen.flatMap(points.row))
  }
}
