internal import Glibc

/// Inverses of distribution functions, for a share u in (0, 1).
package enum Quantiles {
  /// Of the standard normal: Wichura's rational functions (AS 241, 1988), then one step of Halley's method on `erfc`.
  ///
  /// - Precision: a few units in the last place, in both tails.
  package static func normal(_ share: Double) -> Double {
    guard share < 0.5 else { return share == 0.5 ? 0 : -normal(1 - share) }
    let start = wichura(share)
    let error =
      (0.5 * erfc(-start / 2.0.squareRoot()) - share) * (2 * .pi).squareRoot() * exp(start * start / 2)
    return error.isFinite ? start - error / (1 + start * error / 2) : start
  }

  private static func wichura(_ share: Double) -> Double {
    let q = share - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * ratio(central, at: r)
    }
    let r = (-log(share)).squareRoot()
    return -(r <= 5 ? ratio(outer, at: r - 1.6) : ratio(far, at: r - 5))
  }

  private typealias Ratio = (numerator: [Double], denominator: [Double])

  private static func ratio(_ ratio: Ratio, at x: Double) -> Double {
    func polynomial(_ coefficients: [Double]) -> Double { coefficients.reversed().reduce(0) { $0 * x + $1 } }
    return polynomial(ratio.numerator) / polynomial(ratio.denominator)
  }

  private static let central: Ratio = (
    [
      3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
      45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ],
    [
      1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
      39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ]
  )
  private static let outer: Ratio = (
    [
      1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
      1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590,
      0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
  )
  private static let far: Ratio = (
    [
      6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
      0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5,
      2.01033439929228813265e-7,
    ],
    [
      1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
      7.86869131145613259100e-4,
      1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]
  )

  /// Of the beta distribution: its distribution function is halved in the logarithm of the nearer end.
  ///
  /// - Precision: 1e-12 relative, as far as `incompleteBeta` has it.
  package static func beta(_ share: Double, _ a: Double, _ b: Double) -> Double {
    if share > incompleteBeta(0.5, a, b) { return 1 - lower(1 - share, b, a) }
    return lower(share, a, b)
  }

  /// A quantile that is at most a half.
  private static func lower(_ share: Double, _ a: Double, _ b: Double) -> Double {
    var (low, high) = (-745.0, log(0.5))
    for _ in 0..<70 {
      let middle = (low + high) / 2
      if incompleteBeta(exp(middle), a, b) < share { low = middle } else { high = middle }
    }
    return exp((low + high) / 2)
  }

  /// The regularised incomplete beta function, by its continued fraction (Lentz).
  ///
  /// - Source: DLMF 8.17.22.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let front = exp(a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b))
    return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func safe(_ number: Double) -> Double { abs(number) < tiny ? tiny : number }
    var (c, d) = (1.0, 1 / safe(1 - (a + b) * x / (a + 1)))
    var value = d
    for m in 1...100_000 {
      let k = Double(m)
      let terms = [
        k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)),
        -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1)),
      ]
      var change = 1.0
      for term in terms {
        d = 1 / safe(1 + term * d)
        c = safe(1 + term / c)
        change = c * d
        value *= change
      }
      if abs(change - 1) < 1e-16 { break }
    }
    return value
  }

  private static func logGamma(_ x: Double) -> Double { Glibc.lgamma(x) }
}
