/// A line that a program reports: one JSON object of names and plain values, as Python's `json` writes them.
struct ReportLine {
  enum Value: Hashable, Sendable {
    case number(Double)
    /// `null`, `NaN`, `Infinity` and numbers beyond what a double holds.
    case missing
    case flag(Bool)
    case text(String)

    /// In words, for a sentence.
    var kind: String {
      switch self {
      case .number(let number): "\(number)"
      case .missing: "no number"
      case .flag: "true or false"
      case .text: "a text"
      }
    }
  }

  struct Fault: Error, Hashable { let words: String }

  private(set) var members: [String: Value] = [:]
  private let bytes: [UInt8]
  private var place = 0

  /// - Throws: why the line is no such object.
  init(_ bytes: some Collection<UInt8>) throws(Fault) {
    self.bytes = Array(bytes)
    try readObject()
  }

  private mutating func readObject() throws(Fault) {
    skipSpace()
    guard take("{") else { throw Fault(words: "it is no JSON object") }
    skipSpace()
    if !take("}") {
      repeat {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw Fault(words: "a name in double quotes is missing") }
        let name = try readText()
        skipSpace()
        guard take(":") else { throw Fault(words: "':' is missing after '\(Self.shown(name))'") }
        skipSpace()
        guard members[name] == nil else { throw Fault(words: "'\(Self.shown(name))' is there twice") }
        members[name] = try readValue(of: name)
        skipSpace()
      } while take(",")
      guard take("}") else {
        throw Fault(words: place < bytes.count ? "',' or '}' is missing" : "it ends before its '}'")
      }
    }
    skipSpace()
    guard place == bytes.count else { throw Fault(words: "something follows its '}'") }
  }

  private mutating func readValue(of name: String) throws(Fault) -> Value {
    switch next {
    case UInt8(ascii: "\""): return .text(try readText())
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      throw Fault(words: "'\(Self.shown(name))' holds a list or an object, expected is one number or text")
    default: break
    }
    for (word, value) in Self.words where take(word) { return value }
    guard let number = readNumber() else {
      throw Fault(words: "'\(Self.shown(name))' has no value that JSON knows")
    }
    return number.isFinite ? .number(number) : .missing
  }

  private static let words: [(StaticString, Value)] = [
    ("null", .missing), ("NaN", .missing), ("-Infinity", .missing), ("Infinity", .missing), ("nan", .missing),
    ("true", .flag(true)), ("false", .flag(false)),
  ]

  /// A number as JSON spells it; one that no double holds is infinite.
  private mutating func readNumber() -> Double? {
    let start = place
    _ = take("-")
    let whole = skipDigits()
    guard whole == 1 || whole > 1 && bytes[place - whole] != UInt8(ascii: "0") else { return nil }
    if take(".") { guard skipDigits() > 0 else { return nil } }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      guard skipDigits() > 0 else { return nil }
    }
    return Double(String(decoding: bytes[start..<place], as: UTF8.self)) ?? .infinity
  }

  private mutating func readText() throws(Fault) -> String {
    place += 1
    var units: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else {
          throw Fault(words: "a text is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try readEscape(into: &units)
      case ..<0x20: throw Fault(words: "a text holds a control character")
      default: units.append(byte)
      }
    }
    throw Fault(words: "a text has no end")
  }

  private mutating func readEscape(into units: inout [UInt8]) throws(Fault) {
    guard let letter = next else { throw Fault(words: "a text has no end") }
    place += 1
    if let plain = Self.escapes[letter] { return units.append(plain) }
    guard letter == UInt8(ascii: "u"), let high = readHex() else {
      throw Fault(words: "a text holds an escape that JSON does not know")
    }
    var code = high
    if (0xd800..<0xdc00).contains(high) {
      guard take("\\u"), let low = readHex(), (0xdc00..<0xe000).contains(low) else {
        throw Fault(words: "a text holds half of a character")
      }
      code = 0x10000 + (high - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw Fault(words: "a text holds half of a character") }
    units += String(scalar).utf8
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "/"): 0x2f, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func readHex() -> UInt32? {
    guard bytes.count - place >= 4,
      let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
      bytes[place] != UInt8(ascii: "+")
    else { return nil }
    place += 4
    return code
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0d { place += 1 }
  }

  private mutating func skipDigits() -> Int {
    let start = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    return place - start
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - place >= count,
      UnsafeBufferPointer(start: text.utf8Start, count: count).elementsEqual(bytes[place..<place + count])
    else { return false }
    place += count
    return true
  }

  /// The beginning of a text that a program chose, fit for a sentence.
  static func shown(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(40).map { $0.value < 0x20 ? "\u{fffd}" : $0 }))
  }
}

/// What a line holds, for whoever compares its reader with another one.
package enum ReportMembers {
  /// `number 1.0`, `text a`, `flag true` or `missing` by name; `nil` for no line of reports.
  package static func of(_ line: [UInt8]) -> [String: String]? {
    do {
      return try ReportLine(line).members.mapValues { value in
        switch value {
        case .number(let number): "number \(number)"
        case .text(let text): "text \(text)"
        case .flag(let flag): "flag \(flag)"
        case .missing: "missing"
        }
      }
    } catch { return nil }
  }
}
