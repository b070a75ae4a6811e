/// A number as it is written in base 10: `mantissa` x 10^`exponent`.
///
/// Keeps what was written, so that `0.1 + 2 x 0.1` can be counted in tenths.
package struct DecimalNumber {
  package let mantissa: Int
  package let exponent: Int
  /// The nearest double; finite.
  package let value: Double

  package init(mantissa: Int, exponent: Int, value: Double) {
    (self.mantissa, self.exponent, self.value) = (mantissa, exponent, value)
  }

  /// The whole number it stands for, up to 2^53, or `nil`.
  package var integer: Int? {
    guard let integer = Int(exactly: value), abs(integer) <= 1 << 53 else { return nil }
    return integer
  }

  /// The number in units of 10^`unit`, or `nil` when it is none or too large.
  package func scaled(to unit: Int) -> Int? {
    guard exponent >= unit, exponent - unit <= 18 || mantissa == 0 else { return nil }
    var scaled = mantissa
    for _ in 0..<(mantissa == 0 ? 0 : exponent - unit) {
      let (product, overflow) = scaled.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      scaled = product
    }
    return scaled
  }

  /// Reads digits with sign, point and power of ten; refuses what YAML's readers disagree on.
  package static func read(_ text: String) -> Result<DecimalNumber, NumberFault> {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(whole.count)
    var fraction = Substring()
    if rest.first == "." {
      fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(fraction.count + 1)
    }
    var power = 0
    if let mark = rest.first, mark == "e" || mark == "E", let exponent = Int(rest.dropFirst()) {
      power = exponent
      rest = ""
    }
    guard rest.isEmpty, !(whole.isEmpty && fraction.isEmpty) else {
      return .failure(NumberFault(text, beforeFault: whole))
    }
    guard whole.count == 1 || whole.first != "0" else { return .failure(.leadingZero) }
    let digits = (whole + fraction).drop { $0 == "0" }
    guard digits.count <= 18, abs(power) <= 400, let value = Double(text), value.isFinite else {
      return .failure(.finite)
    }
    let mantissa = (Int(digits) ?? 0) * (isNegative ? -1 : 1)
    return .success(DecimalNumber(mantissa: mantissa, exponent: power - fraction.count, value: value))
  }
}

/// Why a text is no number, where that is not plain.
package enum NumberFault: Error, Hashable, Sendable {
  case leadingZero
  case quoted
  case underscore
  case otherBase
  case colon
  case finite
  case noNumber

  fileprivate init(_ text: String, beforeFault digits: Substring) {
    let isNumeric = text.first.map { $0.isNumber || $0 == "-" || $0 == "+" } ?? false
    self =
      if ["inf", "infinity", "nan"].contains(text.lowercased().drop { "+-.".contains($0) }) {
        .finite
      } else if !isNumeric {
        .noNumber
      } else if text.contains(":") {
        .colon
      } else if text.contains("_") {
        .underscore
      } else if digits == "0", text.contains(where: { "xXoObB".contains($0) }) {
        .otherBase
      } else {
        .noNumber
      }
  }
}
