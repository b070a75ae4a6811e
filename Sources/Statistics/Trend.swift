internal import Foundation

/// Whether values rise or fall along the levels of an ordered factor, by ranks within blocks: Kendall's S, the pairs that agree
/// with the order less those that go against it, summed over blocks.
///
/// A block's values are exchangeable where the factor changes nothing, whatever their distribution.
///
/// - Precision: p by the normal law with ties in both, one taken off |S| for continuity; on the safe side for small blocks.
/// - Source: Kendall (1970), Rank Correlation Methods, chapter 4; sums over blocks after van Elteren and Jonckheere.
package struct Trend: Hashable, Sendable {
  private var score = 0.0
  private var variance = 0.0
  private var pairs = 0.0

  package init() {}

  /// Adds a block of values, each with its level; one of which all levels or all values are equal says nothing.
  package mutating func add(_ values: [(level: Int, value: Double)]) {
    let n = Double(values.count)
    for (place, one) in values.enumerated() {
      for other in values[..<place] where one.level != other.level {
        pairs += 1
        score +=
          one.value == other.value ? 0 : (one.value > other.value) == (one.level > other.level) ? 1 : -1
      }
    }
    let ties = [Self.ties(values.map(\.level)), Self.ties(values.map(\.value))]
    func sum(_ term: (Double) -> Double) -> [Double] { ties.map { $0.reduce(0) { $0 + term($1) } } }
    let (twos, threes) = (sum { $0 * ($0 - 1) }, sum { $0 * ($0 - 1) * ($0 - 2) })
    let fives = sum { $0 * ($0 - 1) * (2 * $0 + 5) }
    guard n > 1 else { return }
    variance += (n * (n - 1) * (2 * n + 5) - fives[0] - fives[1]) / 18 + twos[0] * twos[1] / (2 * n * (n - 1))
    if n > 2 { variance += threes[0] * threes[1] / (9 * n * (n - 1) * (n - 2)) }
  }

  /// From -1, where every pair falls, to 1; equal values count as neither. `nil` without a pair of different levels.
  package var tau: Double? { pairs > 0 ? score / pairs : nil }

  /// `nil` where nothing varies.
  package var p: Double? {
    variance > 1e-9 ? min(1, Normal.outside(max(0, abs(score) - 1) / variance.squareRoot())) : nil
  }

  private static func ties<Value: Hashable>(_ values: [Value]) -> [Double] {
    Dictionary(grouping: values, by: \.self).values.map { Double($0.count) }
  }
}

extension Factorial {
  /// What an ordered factor's values show along all of its levels, all else equal.
  package struct Along: Hashable, Sendable {
    /// Over settings, each data set's for itself.
    package let tau: Double
    package let p: Double
    package let trials: [Int]
  }

  /// The trend along all levels; `nil` with fewer than three, which a comparison tells as well, and where nothing varies.
  ///
  /// Where there are three data sets or more the trend must hold over them too: no data set's seeds stand for others.
  package func trend(of factor: Int) -> Along? {
    guard levels(of: factor).count > 2 else { return nil }
    let blocks = blocks(along: factor)
    let all = Self.trend(blocks.map(\.values))
    guard let tau = all.tau, let p = all.p else { return nil }
    let sets = Dictionary(grouping: blocks, by: \.dataSet).compactMapValues {
      Self.trend($0.map(\.values)).tau
    }
    let trials = blocks.flatMap(\.trials).sorted()
    guard sets.count >= Contrast.leastCount else { return Along(tau: tau, p: p, trials: trials) }
    let over = Sample(sets.sorted { $0.key < $1.key }.map(\.value)).flatMap { Contrast([(1, $0)]) }
    return over.map { Along(tau: tau, p: max(p, $0.p), trials: trials) }
  }

  private static func trend(_ blocks: [[(level: Int, value: Double)]]) -> Trend {
    blocks.reduce(into: Trend()) { $0.add($1) }
  }

  /// Settings with values at two levels or more, data set by data set.
  private func blocks(
    along factor: Int
  ) -> [(dataSet: Int, values: [(level: Int, value: Double)], trials: [Int])] {
    var found: [[Int]: [(level: Int, value: Value)]] = [:]
    for cell in cells {
      var rest = cell.levels
      rest[factor] = -1
      for value in cell.values {
        found[rest + [value.dataSet], default: []].append((cell.levels[factor], value))
      }
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.filter {
      Set($0.value.map(\.level)).count > 1
    }
    .map { key, values in
      (key[key.count - 1], values.map { ($0.level, $0.value.value) }, values.map(\.value.trial))
    }
  }
}
