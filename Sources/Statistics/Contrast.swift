/// A weighted sum of the means of independent samples whose variances may differ.
///
/// Two samples with weights 1 and -1 are Welch's t test. Means of differences over pairs of samples, and differences of
/// such differences, are contrasts as well.
///
/// - Source: Welch (1947), Biometrika 34; degrees of freedom by Satterthwaite (1946), Biometrics Bulletin 2.
package struct Contrast: Hashable, Sendable {
  /// Fewer values say too little about a variance.
  package static let leastCount = 3

  package let estimate: Double
  /// Standard error of the estimate, above 0.
  package let error: Double
  /// Whole or not; at least `leastCount` - 1.
  package let degrees: Double

  /// `nil` where a sample has fewer than `leastCount` values, and where no sample has any spread: then nothing tells
  /// chance from effect.
  package init?(_ terms: [(weight: Double, sample: Sample)]) {
    guard !terms.isEmpty, terms.allSatisfy({ $0.sample.count >= Self.leastCount }) else { return nil }
    let parts = terms.map { $0.weight * $0.weight * $0.sample.variance / Double($0.sample.count) }
    let variance = parts.reduce(0, +)
    guard variance > 0 else { return nil }
    estimate = terms.reduce(0) { $0 + $1.weight * $1.sample.mean }
    error = variance.squareRoot()
    // Shares of the variance: squares of the parts themselves could leave the range of doubles.
    degrees =
      1
      / zip(terms, parts).reduce(0) {
        $0 + ($1.1 / variance) * ($1.1 / variance) / Double($1.0.sample.count - 1)
      }
  }

  /// Welch's test: `later` less `earlier`.
  package init?(from earlier: Sample, to later: Sample) { self.init([(-1, earlier), (1, later)]) }

  /// A difference of two means of so many values each, whose spread is that of all `samples` together.
  ///
  /// `nil` as above; samples of one value say nothing of spread.
  package init?(difference: Double, counts: [Int], spreadOf samples: [Sample]) {
    let degrees = samples.reduce(0) { $0 + $1.count - 1 }
    guard degrees >= Self.leastCount - 1, counts.allSatisfy({ $0 > 0 }) else { return nil }
    let squares = samples.reduce(0) { $0 + Double($1.count - 1) * $1.variance }
    let variance = squares / Double(degrees) * counts.reduce(0) { $0 + 1 / Double($1) }
    guard variance > 0 else { return nil }
    (estimate, error, self.degrees) = (difference, variance.squareRoot(), Double(degrees))
  }

  /// Probability of an estimate this far from 0 or farther, where the true one is 0.
  package var p: Double { StudentT.outside(abs(estimate) / error, degrees: degrees) }

  package func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    let half = StudentT.critical(confidence: confidence, degrees: degrees) * error
    return (estimate - half)...(estimate + half)
  }
}

/// Welch's analysis of variance: whether the means of several samples differ, whose variances may differ too.
///
/// - Source: Welch (1951), Biometrika 38.
package struct WelchANOVA: Hashable, Sendable {
  package let f: Double
  package let numeratorDegrees: Double
  package let denominatorDegrees: Double

  /// `nil` with fewer than two samples, and where one has fewer than `Contrast.leastCount` values or no spread.
  package init?(_ samples: [Sample]) {
    guard samples.count > 1,
      samples.allSatisfy({ $0.count >= Contrast.leastCount && $0.variance > 0 })
    else { return nil }
    let k = Double(samples.count)
    let weights = samples.map { Double($0.count) / $0.variance }
    let total = weights.reduce(0, +)
    let mean = zip(weights, samples).reduce(0) { $0 + $1.0 * $1.1.mean } / total
    let between =
      zip(weights, samples).reduce(0) { $0 + $1.0 * ($1.1.mean - mean) * ($1.1.mean - mean) } / (k - 1)
    let lack = zip(weights, samples).reduce(0) { sum, one in
      sum + (1 - one.0 / total) * (1 - one.0 / total) / Double(one.1.count - 1)
    }
    f = between / (1 + 2 * (k - 2) / (k * k - 1) * lack)
    (numeratorDegrees, denominatorDegrees) = (k - 1, (k * k - 1) / (3 * lack))
  }

  package var p: Double {
    let (d1, d2) = (numeratorDegrees, denominatorDegrees)
    return incompleteBeta(d2 / (d2 + d1 * f), complement: d1 * f / (d2 + d1 * f), d2 / 2, d1 / 2)
  }
}
