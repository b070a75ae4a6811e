internal import Glibc

/// Numbers at equal ratios, both ends exact.
package enum LogGrid {
  /// `count` (two or more) numbers from `low` to `high`, both positive and finite.
  ///
  /// - Precision: inner numbers are rounded to 12 significant digits, so that a power of ten comes out as it is
  ///   written and machines whose logarithms differ in the last bit agree.
  package static func values(from low: Double, to high: Double, count: Int) -> [Double] {
    let start = log10(low)
    let length = log10(high) - start
    return (0..<count).map { index in
      switch index {
      case 0: low
      case count - 1: high
      default: rounded(pow(10, start + length * Double(index) / Double(count - 1)))
      }
    }
  }

  private static func rounded(_ number: Double) -> Double {
    let exponent = Int(log10(number).rounded(.down)) - 11
    let digits = (number / pow(10, Double(exponent))).rounded()
    guard digits.isFinite, digits < 1e13 else { return number }
    return Double("\(Int(digits))e\(exponent)") ?? number
  }
}
