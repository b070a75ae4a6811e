package import LinearAlgebra
package import SweepModel

/// k-means in double: k-means++ starts (Arthur and Vassilvitskii 2007), then Lloyd's and Hartigan's steps.
package struct ClusterSearch {
  /// Samples less their mean, N x h, and the same in panels.
  private let points: Matrix<Double>
  private let panels: PointPanels
  private let clusterCount: Int
  /// Room for distances from all centres.
  private var table: [Double]

  private static let stepLimit = 300
  private static let leastGain = 1e-3

  /// - Parameter clusterCount: at least 1 and fewer than samples; samples have at least one feature.
  package init(_ features: MatrixView, clusterCount: Int) {
    points = features.copied(minus: features.columnMeans())
    panels = PointPanels(points)
    self.clusterCount = clusterCount
    table = [Double](repeating: 0, count: panels.tableSize(clusterCount))
  }

  /// The partition of least inertia of those that `restarts` starts and the given partition lead to.
  ///
  /// - Parameter progress: called at every step.
  package mutating func best(
    restarts: Int, from given: Groups, _ random: inout RandomStream, progress: () throws -> Void
  ) rethrows -> Groups {
    var start = panels.nothing
    panels.lower(&start, by: centres(of: given))
    var best = try descend(from: start, progress)
    for _ in 0..<restarts {
      let found = try descend(from: spread(&random), progress)
      if found.inertia < best.inertia { best = found }
    }
    return Groups(try refined(best.members, until: 0, progress).members, count: clusterCount)
  }

  /// Lloyd's steps, then Hartigan's, each for as long as a step lowers the inertia by a thousandth.
  private mutating func descend(
    from start: PointPanels.Nearest, _ progress: () throws -> Void
  ) rethrows -> (members: [Int], inertia: Double) {
    var (members, inertia) = assignment(start)
    for _ in 0..<Self.stepLimit {
      try progress()
      let before = inertia
      var nearest = panels.nothing
      panels.lower(&nearest, by: centres(of: Groups(members, count: clusterCount)))
      (members, inertia) = assignment(nearest)
      if !(inertia < before * (1 - Self.leastGain)) { break }
    }
    return try refined(members, until: Self.leastGain, progress)
  }

  /// The cluster of each sample, and the sum of their distances.
  private func assignment(_ nearest: PointPanels.Nearest) -> (members: [Int], inertia: Double) {
    (
      nearest.owners.prefix(points.rows).map { Int($0) },
      nearest.distances.prefix(points.rows).reduce(0, +)
    )
  }

  /// Hartigan's steps: single samples change their cluster where that lowers the inertia, though another centre is not
  /// nearer. They leave fewer poor partitions to rest in.
  ///
  /// - Parameter gain: done when a pass lowers the inertia by less than this share, and in any case when none moves.
  private mutating func refined(
    _ start: [Int], until gain: Double, _ progress: () throws -> Void
  ) rethrows -> (members: [Int], inertia: Double) {
    var (members, sizes) = (start, Groups(start, count: clusterCount).sizes)
    var centres = centres(of: Groups(start, count: clusterCount))
    var inertia = Double.infinity
    for _ in 0..<Self.stepLimit {
      try progress()
      // The table is of the pass's start: it tells which samples to look at again after others have moved.
      panels.measure(centres, into: &table)
      let before = inertia
      inertia = ownDistances(members)
      if gain > 0, !(inertia < before * (1 - gain)) { break }
      if !pass(&members, &sizes, &centres) { break }
    }
    return (members, inertia)
  }

  /// The sum of the table's distances of samples from their own centres.
  private func ownDistances(_ members: [Int]) -> Double {
    table.withUnsafeBufferPointer { table in
      members.indices.reduce(0) { sum, row in
        sum + table[PointPanels.place(row, clusterCount) + members[row] * PointPanels.width]
      }
    }
  }

  /// Moves each sample that should change its cluster, first to last.
  ///
  /// - Returns: whether any moved.
  private func pass(_ members: inout [Int], _ sizes: inout [Int], _ centres: inout Matrix<Double>) -> Bool {
    var moved = false
    var exact = [Double](repeating: 0, count: clusterCount)
    var factors = ClusterFactors(sizes)
    table.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      for panel in 0..<panels.panels {
        let start = panel * PointPanels.width
        let block = table + start * clusterCount
        var rest = factors.movable(block, members[start..<min(start + PointPanels.width, points.rows)])
        while rest != 0 {
          let place = rest.trailingZeroBitCount
          rest &= rest - 1
          let (row, old) = (start + place, members[start + place])
          for centre in 0..<clusterCount { exact[centre] = distance(row, centres, centre) }
          guard let next = factors.better(old, exact) else { continue }
          move(row, from: old, to: next, &centres, &sizes)
          (members[row], moved) = (next, true)
          // Other samples may want to move now that sizes have changed.
          factors = ClusterFactors(sizes)
          let others = factors.movable(block, members[start..<min(start + PointPanels.width, points.rows)])
          rest = place == 31 ? 0 : others & (UInt32.max << UInt32(place + 1))
        }
      }
    }
    return moved
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
    let width = points.columns
    return points.entries.withUnsafeBufferPointer { points in
      centres.entries.withUnsafeBufferPointer { centres in
        guard let point = points.baseAddress, let centre = centres.baseAddress.map({ $0 + centre * width })
        else { return 0 }
        return PointDistances.square(point + row * width, centre, width)
      }
    }
  }

  private func centres(of groups: Groups) -> Matrix<Double> {
    var sums = Matrix<Double>(rows: groups.count, columns: points.columns, repeating: 0)
    let width = points.columns
    PointDistances.add(points, groups.members, to: &sums)
    sums.entries.withUnsafeMutableBufferPointer { sums in
      for (group, size) in groups.sizes.enumerated() where size > 0 {
        for column in 0..<width { sums[group * width + column] /= Double(size) }
      }
    }
    return sums
  }

  /// k-means++: each next centre is a sample drawn with probability proportional to its squared distance from the
  /// nearest centre so far. Fewer than K when every sample coincides with one.
  private func spread(_ random: inout RandomStream) -> PointPanels.Nearest {
    var nearest = panels.nothing
    var chosen = random.below(points.rows)
    for number in 0..<clusterCount {
      let centre = Matrix(rows: 1, columns: points.columns, entries: points.row(chosen))
      panels.lower(&nearest, by: centre, first: number)
      guard number + 1 < clusterCount else { break }
      let distances = nearest.distances.prefix(points.rows)
      let total = distances.reduce(0, +)
      guard total > 0 else { break }
      var rest = random.uniform() * total
      let next = distances.firstIndex { distance in
        rest -= distance
        return rest < 0
      }
      chosen = next ?? distances.lastIndex { $0 > 0 } ?? 0
    }
    return nearest
  }
}
