internal import Glibc
package import SweepModel

/// What a parameter of a random sweep is drawn from, with the meaning that W&B gives to each name.
package indirect enum Distribution: Hashable, Sendable {
  case constant(ParameterValue)
  /// Each as likely; a repeated one more so.
  case categorical([ParameterValue])
  case weighted([ParameterValue], [Double])
  /// Both ends included.
  case whole(ClosedRange<Int>)
  case uniform(Double, Double)
  /// The logarithm is uniform; both ends above 0.
  case logUniform(Double, Double)
  /// The logarithm of 1/x is uniform: the same numbers, to rounding.
  case inverseLogUniform(Double, Double)
  case normal(mean: Double, deviation: Double)
  /// Mean and deviation are the logarithm's.
  case logNormal(mean: Double, deviation: Double)
  case beta(Double, Double)
  /// Rounded to multiples of the step, half to even, which may leave the bounds by half a step. `isWhole`: the step was written
  /// without a point.
  case quantised(Distribution, step: Double, isWhole: Bool)

  /// The value below which a share u of the draws lies, 0 < u < 1.
  package func value(at share: Double) -> ParameterValue {
    switch self {
    case .constant(let value): value
    case .categorical(let values): values[Self.place(share, among: values.count)]
    case .weighted(let values, let weights): values[Self.place(share, weights)]
    case .whole(let range): .integer(range.lowerBound + Self.place(share, among: range.count))
    case .quantised(let other, let step, let isWhole):
      Self.rounded(other.number(at: share), step, isWhole: isWhole)
    default: .real(number(at: share) + 0)
    }
  }

  private func number(at share: Double) -> Double {
    switch self {
    case .uniform(let low, let high): low + share * (high - low)
    case .logUniform(let low, let high): exp(log(low) + share * (log(high) - log(low)))
    case .inverseLogUniform(let low, let high): exp(-(-log(high) + (1 - share) * (log(high) - log(low))))
    case .normal(let mean, let deviation): mean + deviation * Quantiles.normal(share)
    case .logNormal(let mean, let deviation): exp(mean + deviation * Quantiles.normal(share))
    case .beta(let a, let b): Quantiles.beta(share, a, b)
    default: value(at: share).number ?? .nan
    }
  }

  /// As scipy's `randint.ppf`: a share that is a border belongs to what is below it.
  private static func place(_ share: Double, among count: Int) -> Int {
    min(max(Int((share * Double(count)).rounded(.up)) - 1, 0), count - 1)
  }

  private static func place(_ share: Double, _ weights: [Double]) -> Int {
    var sum = 0.0
    for (place, weight) in weights.enumerated() {
      sum += weight
      if share < sum { return place }
    }
    // They sum to 1 to rounding.
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  private static func rounded(_ number: Double, _ step: Double, isWhole: Bool) -> ParameterValue {
    let rounded = (number / step).rounded(.toNearestOrEven) * step + 0
    if isWhole, let integer = Int(exactly: rounded) { return .integer(integer) }
    return .real(rounded)
  }
}

extension Distribution {
  /// Everything that there is to draw, in the order of a grid; `nil` where there is no end of it.
  ///
  /// W&B's grids take each whole number, and steps from `min` to below `max`, which a draw may reach.
  package var grid: [ParameterValue]? {
    switch self {
    case .constant(let value): return [value]
    case .categorical(let values): return values
    case .whole(let range): return range.map { .integer($0) }
    case .quantised(.uniform(let low, let high), let step, _):
      let count = Int(((high - low) / step).rounded(.up))
      let stride = low + step - low
      let isWhole = [low, high, step].allSatisfy { Int(exactly: $0) != nil }
      return (0..<count).map { place in
        let number = low + Double(place) * stride
        return isWhole ? .integer(Int(number)) : .real(number + 0)
      }
    default: return nil
    }
  }

  /// How many values a grid of it has, without making them; `nil` where it has no grid.
  package var gridCount: Double? {
    switch self {
    case .constant: 1
    case .categorical(let values): Double(values.count)
    case .whole(let range): Double(range.upperBound) - Double(range.lowerBound) + 1
    case .quantised(.uniform(let low, let high), let step, _): ((high - low) / step).rounded(.up)
    default: nil
    }
  }

  /// How many different values there are to draw, where it is a list; `nil` for a range.
  package var choices: [ParameterValue]? {
    switch self {
    case .constant(let value): [value]
    case .categorical(let values): values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    case .weighted(let values, let weights):
      zip(values, weights).filter { $0.1 > 0 }.map(\.0).reduce(into: []) {
        if !$0.contains($1) { $0.append($1) }
      }
    case .whole(let range) where range.count <= 100_000: range.map { .integer($0) }
    default: nil
    }
  }

  /// Whether each draw is a whole number, or none is a number at all.
  package var isWhole: Bool {
    switch self {
    case .constant, .categorical, .weighted, .whole: true
    case .quantised(_, let step, _): Int(exactly: step) != nil
    default: false
    }
  }
}

extension Distribution: CustomStringConvertible {
  /// One text for one distribution, for a sweep's id.
  package var description: String {
    switch self {
    case .constant(let value): "constant \(value.asJSON)"
    case .categorical(let values): "categorical \(ParameterValue.list(values).asJSON)"
    case .weighted(let values, let weights): "weighted \(ParameterValue.list(values).asJSON) \(weights)"
    case .whole(let range): "whole \(range.lowerBound) \(range.upperBound)"
    case .uniform(let low, let high): "uniform \(low) \(high)"
    case .logUniform(let low, let high): "log-uniform \(low) \(high)"
    case .inverseLogUniform(let low, let high): "inverse-log-uniform \(low) \(high)"
    case .normal(let mean, let deviation): "normal \(mean) \(deviation)"
    case .logNormal(let mean, let deviation): "log-normal \(mean) \(deviation)"
    case .beta(let a, let b): "beta \(a) \(b)"
    case .quantised(let other, let step, let isWhole): "\(other) in \(step)\(isWhole ? " whole" : "")"
    }
  }
}
