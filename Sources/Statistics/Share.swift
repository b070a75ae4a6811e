/// So many of so many, with Wilson's interval, which stays within 0 and 1 and has a width also at either end.
///
/// - Source: Wilson (1927), JASA 22; differences by Newcombe (1998), Statistics in Medicine 17, method 10.
package struct Share: Hashable, Sendable {
  package let part: Int
  package let whole: Int

  /// `nil` where nothing was counted, or more than there is.
  package init?(_ part: Int, of whole: Int) {
    guard whole > 0, (0...whole).contains(part) else { return nil }
    (self.part, self.whole) = (part, whole)
  }

  package var value: Double { Double(part) / Double(whole) }

  package func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    interval(z: Normal.critical(confidence: confidence))
  }

  fileprivate func interval(z: Double) -> ClosedRange<Double> {
    let n = Double(whole)
    let square = z * z
    let middle = (Double(part) + square / 2) / (n + square)
    let half = z / (n + square) * (Double(part) * (1 - value) + square / 4).squareRoot()
    // At the ends exactly 0 and 1, whatever is rounded.
    return (part == 0 ? 0 : max(0, middle - half))...(part == whole ? 1 : min(1, middle + half))
  }
}

/// A sum and difference of independent shares, each added or taken off: `b - a`, or `(d - c) - (b - a)`.
package struct ShareContrast: Hashable, Sendable {
  private let terms: [Share]
  private let signs: [Double]

  package init(adding: [Share], taking: [Share]) {
    terms = adding + taking
    signs = adding.map { _ in 1 } + taking.map { _ in -1 }
  }

  package var estimate: Double { zip(signs, terms).reduce(0) { $0 + $1.0 * $1.1.value } }

  package func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    interval(z: Normal.critical(confidence: confidence))
  }

  /// How far the ends lie from the estimate are roots of sums of squares of how far those of the single intervals do.
  private func interval(z: Double) -> ClosedRange<Double> {
    var (below, above) = (0.0, 0.0)
    for (sign, share) in zip(signs, terms) {
      let range = share.interval(z: z)
      let (down, up) = (share.value - range.lowerBound, range.upperBound - share.value)
      below += sign > 0 ? down * down : up * up
      above += sign > 0 ? up * up : down * down
    }
    return (estimate - below.squareRoot())...(estimate + above.squareRoot())
  }

  /// 1 less the confidence at which the interval just reaches 0.
  package var p: Double {
    let size = abs(estimate)
    if size == 0 { return 1 }
    // Falls from 1, where the interval is a point, to 0, where it reaches 0.
    let z = root(of: 0.5) { z in
      let range = interval(z: z)
      return (estimate > 0 ? range.lowerBound > 0 : range.upperBound < 0) && z < 40 ? 1 : 0
    }
    return Normal.outside(z)
  }
}
