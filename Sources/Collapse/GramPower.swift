internal import Glibc
internal import LinearAlgebra

/// How far WW' is from powers of a symmetric matrix S without negative eigenvalues, both at unit norm.
///
/// In the eigenbasis of S, whose eigenvalues over the largest are exp(x), a power p at unit norm is the vector
/// u(p) = exp(p x) / ||exp(p x)||, and the squared distance is 2 - 2 a'u(p) for a the diagonal of WW' / ||WW'|| there.
struct GramPower {
  /// x, from 0 down. Eigenvalues below 1e-12 of the largest count as zero, at every power.
  private let logarithms: [Double]
  /// a, and the sum of squares of all other entries.
  private let diagonal: [Double]
  private let rest: Double

  /// - Parameters:
  ///   - gram: WW', t x t.
  ///   - matrix: S, t x t; the upper triangle is read.
  /// - Returns: `nil` for t < 2 and where either is zero.
  init?(_ gram: Matrix<Double>, _ matrix: Matrix<Double>) throws {
    let order = gram.rows
    let (norm, size) = (Spectrum.norm(gram.entries), Spectrum.norm(matrix.entries))
    guard order > 1, matrix.rows == order, norm > 0, norm.isFinite, size > 0, size.isFinite else {
      return nil
    }
    let spectrum = try SymmetricSpectrum(upper: matrix.entries.map { $0 / size }, order: order)
    guard let largest = spectrum.values.first, largest > 0 else { return nil }
    logarithms = spectrum.values.prefix { $0 >= 1e-12 * largest }.map { log($0 / largest) }
    let vectors = try spectrum.leadingVectors(order)
    let turned = vectors.times(gram).times(vectors, transposed: true)
    let count = logarithms.count
    diagonal = (0..<count).map { turned[$0, $0] / norm }
    rest = (0..<order * order).reduce(0) { sum, place in
      let (row, column) = (place / order, place % order)
      let entry = row == column && row < count ? 0 : turned[row, column] / norm
      return sum + entry * entry
    }
  }

  /// u(p).
  private func power(_ exponent: Double) -> [Double] {
    let powers = logarithms.map { exp(exponent * $0) }
    let norm = Spectrum.norm(powers)
    return powers.map { $0 / norm }
  }

  /// ||WW' / ||WW'|| - S^p / ||S^p|| ||^2.
  func residual(_ exponent: Double) -> Double {
    zip(diagonal, power(exponent)).reduce(rest) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// The derivative of a'u(p), whose zeros are where the distance turns.
  private func rise(_ exponent: Double) -> Double {
    let unit = power(exponent)
    let mean = zip(unit, logarithms).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    return logarithms.indices.reduce(0) { $0 + diagonal[$1] * unit[$1] * (logarithms[$1] - mean) }
  }

  /// Bounds |second derivative of a'u| from p on: ||u''||^2 is the fourth central moment of x under the weights u^2, at
  /// most 16 times that about 0, and sum of exp(2 p x) is at least 1 and falls in p.
  private func curvature(from exponent: Double) -> Double {
    4 * logarithms.reduce(0) { $0 + $1 * $1 * $1 * $1 * exp(2 * exponent * $1) }.squareRoot()
  }

  /// The least residual over p from 0 to 2, within 1e-12 of it, and the p that has it. No p where every power is the same.
  ///
  /// Branch and bound: no value inside an interval of width w is more than curvature w^2 / 8 above those at its ends, so
  /// intervals that cannot hold a better one are dropped and the others halved. Then the derivative's zero is bisected.
  var least: (residual: Double, exponent: Double?) {
    guard let last = logarithms.last, last < -0x1p-40 else { return (residual(0), nil) }
    func height(_ exponent: Double) -> Double { -residual(exponent) / 2 }
    typealias Interval = (low: Double, high: Double, atLow: Double, atHigh: Double)
    var open: [Interval] = [(0, 2, height(0), height(2))]
    var best = (place: 0.0, height: open[0].atLow)
    if open[0].atHigh > best.height { best = (2, open[0].atHigh) }
    for _ in 0..<40 where !open.isEmpty && open.count <= 1 << 16 {
      var halves: [Interval] = []
      for one in open {
        let middle = (one.low + one.high) / 2
        let found = height(middle)
        if found > best.height { best = (middle, found) }
        halves.append((one.low, middle, one.atLow, found))
        halves.append((middle, one.high, found, one.atHigh))
      }
      open = halves.filter { one in
        let width = one.high - one.low
        return max(one.atLow, one.atHigh) + curvature(from: one.low) * width * width / 8 > best.height
          + 0.5e-12
      }
    }
    let place = turn(near: best.place)
    return residual(place) <= residual(best.place) ? (residual(place), place) : (-2 * best.height, best.place)
  }

  /// Where the derivative changes sign within 1e-5 of a place, or the place itself.
  private func turn(near place: Double) -> Double {
    var (low, high) = (max(0, place - 1e-5), min(2, place + 1e-5))
    guard rise(low) > 0, rise(high) < 0 else { return place }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if rise(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
