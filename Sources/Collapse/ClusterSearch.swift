internal import LinearAlgebra
internal import SweepModel

/// k-means in double: k-means++ starts (Arthur and Vassilvitskii 2007), then Lloyd's and Hartigan's steps.
struct ClusterSearch {
  /// Samples less their mean, N x h, and each one's squared length.
  private let points: Matrix<Double>
  private let squares: [Double]
  private let clusterCount: Int

  private static let stepLimit = 300

  /// - Parameter clusterCount: at least 1 and fewer than samples; samples have at least one feature.
  init(_ features: MatrixView, clusterCount: Int) {
    let means = features.columnMeans()
    var points = Matrix<Double>(rows: features.rows, columns: features.columns, repeating: 0)
    points.entries.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      features.copy(0..<features.rows, 0..<features.columns, minus: means, into: target)
    }
    squares = points.entries.withUnsafeBufferPointer { entries in
      (0..<points.rows).map { row in
        entries.baseAddress.map { GroupedFeatures.square($0 + row * points.columns, points.columns) } ?? 0
      }
    }
    (self.points, self.clusterCount) = (points, clusterCount)
  }

  /// The partition of least inertia of those that `restarts` starts and the given partition lead to.
  func best(restarts: Int, from given: Groups, _ random: inout RandomStream) -> Groups {
    var best = descend(from: centres(of: given))
    for _ in 0..<restarts {
      let found = descend(from: spreadCentres(&random))
      if found.inertia < best.inertia { best = found }
    }
    return Groups(best.members, count: clusterCount)
  }

  /// Lloyd's steps until no sample changes its cluster, then Hartigan's: single samples change theirs where that lowers
  /// the inertia, though another centre is not nearer. He leaves fewer poor partitions to rest in.
  private func descend(from start: Matrix<Double>) -> (members: [Int], inertia: Double) {
    var members = nearest(start).members
    for _ in 0..<Self.stepLimit {
      let next = nearest(centres(of: Groups(members, count: clusterCount))).members
      if next == members { break }
      members = next
    }
    return refined(members)
  }

  private func refined(_ start: [Int]) -> (members: [Int], inertia: Double) {
    var (members, sizes) = (start, Groups(start, count: clusterCount).sizes)
    var centres = centres(of: Groups(start, count: clusterCount))
    var (moved, inertia, steps) = (true, 0.0, 0)
    while moved, steps < Self.stepLimit {
      (moved, inertia, steps) = (false, 0, steps + 1)
      for row in 0..<points.rows {
        let own = members[row]
        let distances = (0..<clusterCount).map { distance(row, centres, $0) }
        inertia += distances[own]
        guard sizes[own] > 1, distances[own] > 0 else { continue }
        // What the inertia loses without the sample, and what another cluster's gains with it.
        let loss = distances[own] * Double(sizes[own]) / Double(sizes[own] - 1)
        let gains = zip(distances, sizes).map { $0 * Double($1) / Double($1 + 1) }
        let others = gains.indices.filter { $0 != own }
        guard let next = others.min(by: { gains[$0] < gains[$1] }), gains[next] < loss * (1 - 1e-9) else {
          continue
        }
        move(row, from: own, to: next, &centres, &sizes)
        (members[row], moved) = (next, true)
      }
    }
    return (members, inertia)
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
    points.entries.withUnsafeBufferPointer { points in
      centres.entries.withUnsafeBufferPointer { centres in
        let (from, to) = (row * self.points.columns, centre * self.points.columns)
        var sum = 0.0
        for column in 0..<self.points.columns {
          let difference = points[from + column] - centres[to + column]
          sum += difference * difference
        }
        return sum
      }
    }
  }

  /// The centre nearest to each sample, and its squared distance.
  private func nearest(_ centres: Matrix<Double>) -> (members: [Int], distances: [Double]) {
    let products = points.times(centres, transposed: true)
    let lengths = (0..<centres.rows).map { centre in
      centres.row(centre).reduce(0) { $0 + $1 * $1 }
    }
    var members = [Int](repeating: 0, count: points.rows)
    var distances = squares
    for row in 0..<points.rows {
      var least = Double.infinity
      for centre in 0..<centres.rows {
        let distance = lengths[centre] - 2 * products[row, centre]
        if distance < least { (least, members[row]) = (distance, centre) }
      }
      distances[row] = max(0, squares[row] + least)
    }
    return (members, distances)
  }

  private func centres(of groups: Groups) -> Matrix<Double> {
    var sums = Matrix<Double>(rows: groups.count, columns: points.columns, repeating: 0)
    for (row, group) in groups.members.enumerated() {
      let (from, to) = (row * points.columns, group * points.columns)
      for column in 0..<points.columns { sums.entries[to + column] += points.entries[from + column] }
    }
    for (group, size) in groups.sizes.enumerated() where size > 0 {
      for column in 0..<points.columns { sums[group, column] /= Double(size) }
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
