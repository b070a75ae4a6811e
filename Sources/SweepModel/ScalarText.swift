/// A number as it is written in base 10: `mantissa` x 10^`exponent`.
///
/// Keeps what was written, so that `0.1 + 2 x 0.1` can be counted in tenths.
struct DecimalNumber {
  let mantissa: Int
  let exponent: Int
  /// The nearest double; finite.
  let value: Double

  /// The whole number it stands for, up to 2^53, or `nil`.
  var integer: Int? {
    guard let integer = Int(exactly: value), abs(integer) <= 1 << 53 else { return nil }
    return integer
  }

  /// The number in units of 10^`unit`, or `nil` when it is none or too large.
  func scaled(to unit: Int) -> Int? {
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
  static func read(_ text: String) -> Result<DecimalNumber, NumberFault> {
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
      return .failure(NumberFault(hint: .leadingZero))
    }
    let digits = (whole + fraction).drop { $0 == "0" }
    guard digits.count <= 18, abs(power) <= 400, let value = Double(text), value.isFinite else {
      return .failure(NumberFault(hint: .finite))
    }
    let mantissa = (Int(digits) ?? 0) * (isNegative ? -1 : 1)
    return .success(DecimalNumber(mantissa: mantissa, exponent: power - fraction.count, value: value))
  }
}

/// Why a text is no number.
struct NumberFault: Error {
  let hint: SweepError.Hint?

  init(hint: SweepError.Hint?) { self.hint = hint }

  fileprivate init(_ text: String, beforeFault digits: Substring) {
    let isNumeric = text.first.map { $0.isNumber || $0 == "-" || $0 == "+" } ?? false
    hint =
      if ["inf", "infinity", "nan"].contains(text.lowercased().drop { "+-.".contains($0) }) {
        .finite
      } else if !isNumeric {
        nil
      } else if text.contains(":") {
        .colon
      } else if text.contains("_") {
        .underscore
      } else if digits == "0", text.contains(where: { "xXoObB".contains($0) }) {
        .otherBase
      } else {
        nil
      }
  }
}

package enum ScalarText {
  /// `90s`, `20m`, `1h30m`, `2d`: whole numbers with units, largest first.
  package static func duration(_ text: String) -> Duration? {
    var seconds = 0
    var rest = Substring(text)
    var lastUnit = Int.max
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      guard let number = Int(digits), number <= 1_000_000, let letter = rest.popFirst(),
        let unit = ["d": 86400, "h": 3600, "m": 60, "s": 1][letter], unit < lastUnit
      else { return nil }
      seconds += number * unit
      lastUnit = unit
    }
    return seconds > 0 ? .seconds(seconds) : nil
  }

  /// `512M`, `2G`, `1.5G`: K, M, G and T are powers of 1024.
  package static func bytes(_ text: String) -> Int? {
    guard let letter = text.last, let power = ["K": 10, "M": 20, "G": 30, "T": 40][letter],
      case .success(let number) = DecimalNumber.read(String(text.dropLast())), number.value > 0,
      number.value < 1e6
    else { return nil }
    return Int(number.value * Double(1 << power))
  }

  static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }
}
