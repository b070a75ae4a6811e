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
    guard let integer = Int(exactly: value), integer.magnitude <= 1 << 53 else { return nil }
    // `value` is rounded: 9007199254740993 has 2^53. A mantissa of 0 beside another value is a number that was computed.
    guard mantissa != 0 || value == 0 else { return integer }
    let whole = DecimalNumber(mantissa: integer, exponent: 0, value: value)
    let isExact = exponent >= 0 ? scaled(to: 0) == integer : whole.scaled(to: exponent) == mantissa
    return isExact ? integer : nil
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
    guard whole.count == 1 || whole.first != "0" else {
      return .failure(.init(hint: "A leading zero means base 8 to some readers: leave it out."))
    }
    let digits = (whole + fraction).drop { $0 == "0" }
    guard digits.count <= 18, abs(power) <= 400, let value = Double(text), value.isFinite else {
      return .failure(.finite)
    }
    let mantissa = (Int(digits) ?? 0) * (isNegative ? -1 : 1)
    return .success(DecimalNumber(mantissa: mantissa, exponent: power - fraction.count, value: value))
  }
}

/// Why a text is no number: a hint to write another one, and `nil` where that is plain.
package struct NumberFault: Error, Sendable {
  package let hint: String?

  package init(hint: String?) { self.hint = hint }

  fileprivate static let finite = NumberFault(hint: "It has to be finite.")

  fileprivate init(_ text: String, beforeFault digits: Substring) {
    let isNumeric = text.first.map { $0.isNumber || $0 == "-" || $0 == "+" } ?? false
    if ["inf", "infinity", "nan"].contains(text.lowercased().drop { "+-.".contains($0) }) {
      self = .finite
    } else if !isNumeric {
      hint = nil
    } else if text.contains(":") {
      hint = "A colon makes it a time of day to some readers."
    } else if text.contains("_") {
      hint = "Write the digits without '_'."
    } else if digits == "0", text.contains(where: { "xXoObB".contains($0) }) {
      hint = "Write it in base 10."
    } else {
      hint = nil
    }
  }
}
