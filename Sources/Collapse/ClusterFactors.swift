internal import LinearAlgebra

/// What squared distances count for when one sample changes its cluster (Hartigan's criterion).
///
/// A cluster of n that a sample leaves loses n / (n - 1) of its squared distance; one that it enters gains n / (n + 1).
struct ClusterFactors {
  /// Below which gain a sample leaves, over its squared distance: less a billionth, so that rounding moves none. 0 for the
  /// only sample of a cluster, which stays.
  private let losses: [Double]
  private let gains: [Double]

  init(_ sizes: [Int]) {
    losses = sizes.map { $0 > 1 ? Double($0) / Double($0 - 1) * (1 - 1e-9) : 0 }
    gains = sizes.map { Double($0) / Double($0 + 1) }
  }

  /// The cluster that a sample of cluster `own` should change to: the inertia there gains less than it loses here.
  ///
  /// - Parameter distances: the sample's squared distance from each centre.
  func better(_ own: Int, _ distances: [Double]) -> Int? {
    var least = distances[own] * losses[own]
    var best: Int?
    for other in gains.indices where other != own {
      let gain = distances[other] * gains[other]
      if gain < least { (least, best) = (gain, other) }
    }
    return best
  }

  /// Which of the samples that a block of distances is of have such a cluster: bit p for sample p.
  func movable(_ block: UnsafePointer<Double>, _ members: ArraySlice<Int>) -> UInt32 {
    let width = PointDistances.panel
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * width) { room in
      guard let limits = room.baseAddress else { return 0 }
      let owners = limits + width
      for (place, own) in members.enumerated() {
        owners[place] = Double(own)
        limits[place] = block[own * width + place] * losses[own]
      }
      for place in members.count..<width { (owners[place], limits[place]) = (0, 0) }
      return PointDistances.movable(block, gains: gains, limits: limits, owners: owners)
    }
  }
}
