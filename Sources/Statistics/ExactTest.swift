internal import Foundation

/// Fisher's exact test of a table of two rows: whether the columns' shares differ.
///
/// - Parameter table: each column's counts of yes and no, none below 0.
/// - Returns: the summed probability of all tables with these margins that are as improbable or more; `nil` where fewer than
///   two columns hold anything, and where there are more than a million such tables.
/// - Precision: 1e-11 relative; tables count as equally probable when they differ by 1e-7 of it, as in R and scipy.
/// - Source: Fisher (1922), JRSS 85; more columns after Freeman and Halton (1951), Biometrika 38.
package func fisherExact(_ table: [(yes: Int, no: Int)]) -> Double? {
  let columns = table.filter { $0.yes + $0.no > 0 }
  guard columns.count > 1, columns.allSatisfy({ $0.yes >= 0 && $0.no >= 0 }) else { return nil }
  let sizes = columns.map { $0.yes + $0.no }
  let yes = columns.reduce(0) { $0 + $1.yes }
  guard sizes.reduce(1, { $0 * Double(min($1, yes) + 1) }) <= 1e6 else { return nil }
  let all = logChoose(sizes.reduce(0, +), yes)
  let found = zip(sizes, columns).reduce(-all) { $0 + logChoose($1.0, $1.1.yes) }
  let rest = sizes.indices.map { sizes[$0...].reduce(0, +) }
  var tail = 0.0
  func walk(_ column: Int, left: Int, _ probability: Double) {
    if column == sizes.count - 1 {
      let last = probability + logChoose(sizes[column], left)
      if last <= found + 1e-7 { tail += exp(last) }
      return
    }
    let least = max(0, left - rest[column + 1])
    for count in least...max(least, min(sizes[column], left)) {
      walk(column + 1, left: left - count, probability + logChoose(sizes[column], count))
    }
  }
  walk(0, left: yes, -all)
  return min(1, tail)
}

/// In how many ways k of n can be chosen.
func chooses(_ n: Int, _ k: Int) -> Double { exp(logChoose(n, k)).rounded() }

private func logChoose(_ n: Int, _ k: Int) -> Double {
  lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
}

/// Whether whole numbers differ between two treatments within blocks, exactly: each block's values are dealt out anew to its
/// two sides in every way, and the sum on the second side compared with its expectation.
///
/// With numbers of 0 and 1 it is the exact test of Mantel and Haenszel, and with one block more Fisher's, but for the tail:
/// as far from the expectation or farther, on either side.
///
/// - Source: Fisher (1935), The Design of Experiments; sums by convolution after Pagano and Tritchler (1983), JASA 78.
package struct BlockedExactTest: Sendable {
  /// Sums of the second side less the least that they could be, by how probable they are.
  private var chances: [Double] = [1]
  private var observed = 0
  private var expected = 0.0

  package init() {}

  /// Adds a block; one without values on either side says nothing and changes nothing.
  package mutating func add(_ first: [Int], _ second: [Int]) {
    guard !first.isEmpty, !second.isEmpty, let lowest = (first + second).min() else { return }
    // ways[k][s]: share of choices of k values whose sum above the lowest is s.
    let values = (first + second).map { $0 - lowest }
    let top = values.reduce(0, +)
    var ways = Array(repeating: [Double](repeating: 0, count: top + 1), count: second.count + 1)
    ways[0][0] = 1
    for value in values {
      for taken in stride(from: second.count, to: 0, by: -1) {
        for sum in value...max(value, top) where sum <= top {
          ways[taken][sum] += ways[taken - 1][sum - value]
        }
      }
    }
    let total = ways[second.count].reduce(0, +)
    chances = convolved(chances, ways[second.count].map { $0 / total })
    observed += second.reduce(0) { $0 + $1 - lowest }
    expected += Double(top) * Double(second.count) / Double(values.count)
  }

  package var p: Double {
    let distance = abs(Double(observed) - expected) - 1e-7
    let tail = chances.indices.reduce(0.0) { $0 + (abs(Double($1) - expected) >= distance ? chances[$1] : 0) }
    return min(1, tail)
  }
}

private func convolved(_ one: [Double], _ other: [Double]) -> [Double] {
  var sum = [Double](repeating: 0, count: one.count + other.count - 1)
  for (place, chance) in one.enumerated() where chance > 0 {
    for (shift, factor) in other.enumerated() { sum[place + shift] += chance * factor }
  }
  return sum
}
