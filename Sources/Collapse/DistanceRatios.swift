internal import Glibc

/// The dimension from ratios of the distances to the 2n-th and the n-th neighbour.
///
/// Where samples are spread evenly over d dimensions such a ratio mu has the density d (mu^d - 1)^(n - 1) /
/// (mu^((2n - 1) d + 1) B(n, n)). What n grows over is the scale: a ratio of far neighbours sees no finer noise.
///
/// - Source: Denti, Doimo, Laio and Mira (2022), Scientific Reports 12:20005, whose estimator is called GRIDE.
enum DistanceRatios {
  /// The d of the highest likelihood; `nil` without ratios, and where none is above 1.
  ///
  /// With x = d ln mu the derivative of the log-likelihood by ln d is the sum of 1 + (n - 1) x / (1 - e^-x) - (2n - 1) x, which
  /// falls in d and is convex. As x / (1 - e^-x) >= 1 + x / 2, it is not negative at the first d, and Newton's
  /// steps never pass its zero.
  static func dimension(_ logarithms: [Double], n: Int) -> Double? {
    let sum = logarithms.reduce(0, +)
    guard sum > 0, sum.isFinite else { return nil }
    let (count, n) = (Double(logarithms.count), Double(n))
    var dimension = 2 * n * count / ((3 * n - 1) * sum)
    guard n > 1 else { return dimension }
    for _ in 0..<100 {
      let (height, slope) = rise(logarithms, n, dimension)
      let next = dimension - height / slope
      guard next > dimension * (1 + 0x1p-50) else { break }
      dimension = next
    }
    return dimension
  }

  /// That derivative, and its own by d.
  private static func rise(_ logarithms: [Double], _ n: Double, _ dimension: Double) -> (Double, Double) {
    var (height, slope) = (0.0, 0.0)
    for logarithm in logarithms {
      let x = dimension * logarithm
      let (part, rise) = part(x)
      height += 1 + (n - 1) * part - (2 * n - 1) * x
      slope += ((n - 1) * rise - (2 * n - 1)) * logarithm
    }
    return (height, slope)
  }

  /// x / (1 - e^-x) and its derivative, for x >= 0; of equal distances x is 0.
  private static func part(_ x: Double) -> (Double, Double) {
    // There the quotients lose their digits, and the next terms are below rounding.
    if x < 1e-4 { return (1 + x / 2 + x * x / 12, 0.5 + x / 6) }
    let rest = -expm1(-x)
    return (x / rest, (rest - x * exp(-x)) / (rest * rest))
  }
}
