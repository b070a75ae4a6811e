/// A number in decimal text: `1`, `-2.5`, `+.5`, `1e-5`. No other locale, no hexadecimal.
enum DecimalNumber {
  case value(Double)
  /// NaN or an infinity in any usual spelling.
  case notFinite
  /// Nothing, or a usual word for a missing value.
  case empty
  case invalid

  private static let notFiniteWords: Set<String> = ["nan", "inf", "infinity"]
  private static let missingWords: Set<String> = ["", "na", "n/a", "null", "none", "<na>"]
  private static let powers: [Double] = (0...22).map { power in
    (0..<power).reduce(1.0) { value, _ in value * 10 }
  }

  init(_ text: ArraySlice<UInt8>) {
    guard let parts = Parts(text) else {
      self = Self.word(text)
      return
    }
    // A mantissa below 2^53 and a power of ten up to 22 are exact, so their product is rounded once.
    if parts.mantissa < 1 << 53, abs(parts.exponent) <= 22 {
      let mantissa = Double(parts.mantissa)
      let power = Self.powers[abs(parts.exponent)]
      let value = parts.exponent < 0 ? mantissa / power : mantissa * power
      self = .value(parts.isNegative ? -value : value)
    } else {
      self = Double(String(decoding: text, as: UTF8.self)).map(DecimalNumber.value) ?? .invalid
    }
  }

  private static func word(_ text: ArraySlice<UInt8>) -> DecimalNumber {
    guard text.count < 16 else { return .invalid }
    let word = String(decoding: text, as: UTF8.self).lowercased()
    if missingWords.contains(word) { return .empty }
    let unsigned = word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
    return notFiniteWords.contains(unsigned) ? .notFinite : .invalid
  }

  /// Sign, digits as one whole number, and the power of ten to multiply it with.
  private struct Parts {
    var isNegative = false
    /// All bits set when the digits are too many for exact arithmetic.
    var mantissa: UInt64 = 0
    var exponent = 0

    init?(_ text: ArraySlice<UInt8>) {
      var place = text.startIndex
      if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        isNegative = sign == UInt8(ascii: "-")
        place += 1
      }
      let whole = digits(text, &place)
      var fraction = 0
      if place < text.endIndex, text[place] == UInt8(ascii: ".") {
        place += 1
        fraction = digits(text, &place)
        exponent = -fraction
      }
      guard whole + fraction > 0 else { return nil }
      guard place < text.endIndex else { return }
      guard text[place] | 0x20 == UInt8(ascii: "e"), let power = Self.power(text[(place + 1)...]) else {
        return nil
      }
      exponent += power
    }

    private mutating func digits(_ text: ArraySlice<UInt8>, _ place: inout Int) -> Int {
      let start = place
      while place < text.endIndex, (48...57).contains(text[place]) {
        mantissa = mantissa < 1 << 59 ? mantissa * 10 + UInt64(text[place] - 48) : .max
        place += 1
      }
      return place - start
    }

    private static func power(_ text: ArraySlice<UInt8>) -> Int? {
      var rest = text
      let isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard !rest.isEmpty, rest.allSatisfy({ (48...57).contains($0) }) else { return nil }
      let size = rest.reduce(0) { min($0 * 10 + Int($1 - 48), 1_000_000) }
      return isNegative ? -size : size
    }
  }
}
