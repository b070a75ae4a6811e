/// Pearson's correlation; `nil` where one side does not vary.
package func correlation(_ a: [Double], _ b: [Double]) -> Double? {
  guard a.count == b.count, let meanA = Sample(a)?.mean, let meanB = Sample(b)?.mean else { return nil }
  var (ab, aa, bb) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    ab += (x - meanA) * (y - meanB)
    aa += (x - meanA) * (x - meanA)
    bb += (y - meanB) * (y - meanB)
  }
  return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : nil
}

/// Spearman's rank correlation, ties at their mean rank, and how probable one as far from 0 or farther is by chance.
///
/// - Precision: p is exact, over all orders, for at most 8 pairs; for more it is that of Student's t, as in scipy.
package struct RankCorrelation: Hashable, Sendable {
  package let rho: Double
  private let x: [Double]
  private let y: [Double]

  /// `nil` where one side does not vary.
  package init?(_ a: [Double], _ b: [Double]) {
    (x, y) = (Self.ranks(a), Self.ranks(b))
    guard let rho = correlation(x, y) else { return nil }
    self.rho = rho
  }

  package var p: Double {
    if x.count <= 8 { return exact }
    let free = Double(x.count - 2)
    let rest = 1 - rho * rho
    return rest > 0 ? StudentT.outside(abs(rho) * (free / rest).squareRoot(), degrees: free) : 0
  }

  /// By Heap's way through all orders of one side.
  private var exact: Double {
    var (order, all, extreme) = (y, 0, 0)
    func walk(_ length: Int) {
      guard length > 1 else {
        all += 1
        if abs(correlation(x, order) ?? 0) >= abs(rho) - 1e-12 { extreme += 1 }
        return
      }
      for place in 0..<length {
        walk(length - 1)
        order.swapAt(length % 2 == 0 ? place : 0, length - 1)
      }
    }
    walk(order.count)
    return Double(extreme) / Double(all)
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for place in start...end { ranks[order[place]] = Double(start + end) / 2 }
      start = end + 1
    }
    return ranks
  }
}
