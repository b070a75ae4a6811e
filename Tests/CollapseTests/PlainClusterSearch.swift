import Collapse
import LinearAlgebra
import SweepModel

/// The search for clusters entry by entry, without buffers: what `ClusterSearch` must find to the last bit.
struct PlainClusterSearch {
  /// Samples less their mean, N x h, and each one's squared length.
  private let points: Matrix<Double>
  private let squares: [Double]
  private let clusterCount: Int

  private static let stepLimit = 300
  private static let leastGain = 1e-3

  /// - Parameter clusterCount: at least 1 and fewer than samples; samples have at least one feature.
  init(_ features: MatrixView, clusterCount: Int) {
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
  func best(
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
      inertia = members.enumerated().reduce(0) { $0 + table[$1.offset, $1.element] }
      if gain > 0, !(inertia < before * (1 - gain)) { break }
      var moved = false
      for row in 0..<points.rows {
        guard better(members[row], sizes, { table[row, $0] }) != nil else { continue }
        guard let next = better(members[row], sizes, { distance(row, centres, $0) }) else { continue }
        move(row, from: members[row], to: next, &centres, &sizes)
        (members[row], moved) = (next, true)
      }
      if !moved { break }
    }
    return (members, inertia)
  }

  /// The cluster that a sample of cluster `own` should change to: the inertia there gains less than it loses here.
  private func better(_ own: Int, _ sizes: [Int], _ distance: (Int) -> Double) -> Int? {
    let here = distance(own)
    guard sizes[own] > 1, here > 0 else { return nil }
    var least = here * Double(sizes[own]) / Double(sizes[own] - 1) * (1 - 1e-9)
    var best: Int?
    for other in 0..<clusterCount where other != own {
      let gain = distance(other) * Double(sizes[other]) / Double(sizes[other] + 1)
      if gain < least { (least, best) = (gain, other) }
    }
    return best
  }

  private func move(
    _ row: Int, from old: Int, to new: Int, _ centres: inout Matrix<Double>, _ sizes: inout [Int]
  ) {
    let (fewer, more) = (Double(sizes[old] - 1), Double(sizes[new] + 1))
    for column in 0..<points.columns {
      let point = points[row, column]
      centres[old, column] += (centres[old, column] - point) / fewer
      centres[new, column] += (point - centres[new, column]) / more
    }
    sizes[old] -= 1
    sizes[new] += 1
  }

  private func distance(_ row: Int, _ centres: Matrix<Double>, _ centre: Int) -> Double {
    let (from, to) = (row * points.columns, centre * points.columns)
    return (0..<points.columns).reduce(0) { sum, column in
      let difference = points.entries[from + column] - centres.entries[to + column]
      return sum + difference * difference
    }
  }

  /// The squared distance of each sample from each centre, N x centres, through one product of matrices.
  private func table(_ centres: Matrix<Double>) -> Matrix<Double> {
    var table = points.times(centres, transposed: true)
    let lengths = (0..<centres.rows).map { centres.row($0).reduce(0) { $0 + $1 * $1 } }
    for row in 0..<points.rows {
      for centre in 0..<centres.rows {
        table[row, centre] = max(0, squares[row] + lengths[centre] - 2 * table[row, centre])
      }
    }
    return table
  }

  /// The centre nearest to each sample, and its squared distance.
  private func nearest(_ centres: Matrix<Double>) -> (members: [Int], distances: [Double]) {
    let table = table(centres)
    let members = (0..<points.rows).map { row in
      var best = 0
      for centre in 1..<max(1, centres.rows) where table[row, centre] < table[row, best] { best = centre }
      return best
    }
    return (members, members.enumerated().map { table[$0.offset, $0.element] })
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
