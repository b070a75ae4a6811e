internal import Glibc

/// Repeatable random numbers: xoshiro256** started through SplitMix64 (Blackman and Vigna, 2018).
///
/// A stream is named by a seed and a purpose, so that initialisation, shuffling and data never share numbers.
package struct RandomStream: RandomNumberGenerator, Hashable, Sendable, Codable {
  package enum Purpose: UInt64, Sendable {
    case initialization = 1
    case shuffling, teacher, inputs, noise, split, clustering, transport, test, sampling, clusters
  }

  private var a: UInt64 = 0
  private var b: UInt64 = 0
  private var c: UInt64 = 0
  private var d: UInt64 = 0

  package init(seed: Int, for purpose: Purpose) {
    var mixer = UInt64(bitPattern: Int64(seed)) ^ (purpose.rawValue &* 0xd1b5_4a32_d192_ed03)
    func word() -> UInt64 {
      mixer &+= 0x9e37_79b9_7f4a_7c15
      var word = mixer
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
    (a, b, c, d) = (word(), word(), word(), word())
  }

  package mutating func next() -> UInt64 {
    let result = Self.rotate(b &* 5, by: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = Self.rotate(d, by: 45)
    return result
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal (Box and Muller; the second of each pair is dropped so that a stream has no hidden state).
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Uniform in `0 ..< bound` without bias; `bound` must be positive.
  package mutating func below(_ bound: Int) -> Int { Int(next(upperBound: UInt64(bound))) }

  /// A permutation of `items` in place (Fisher and Yates).
  package mutating func shuffle(_ items: inout [Int32]) {
    guard items.count > 1 else { return }
    for last in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(last, below(last + 1)) }
  }

  private static func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 {
    (word << bits) | (word >> (64 - bits))
  }
}
