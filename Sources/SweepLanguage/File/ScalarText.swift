internal import Expressions
internal import SweepModel

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
