/// The header of numpy's .npy format, versions 1 to 3: a magic number, a length and a Python dictionary in text.
enum NPYHeader {
  static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  /// A header of the types that are read takes about 100 bytes.
  private static let longest = 1 << 16
  /// numpy's own limit.
  private static let mostDimensions = 64

  static func read(from stream: ByteStream) throws(ArrayFileError) -> ArrayHeader {
    var start = ByteReader(try stream.bytes(8))
    guard start.take(6) == magic else {
      throw .array(
        stream.name, "does not start as numpy's .npy does. Save it with numpy.save or numpy.savez.")
    }
    guard let major = start.little(1), let minor = start.little(1), (1...3).contains(major), minor == 0 else {
      throw .array(
        stream.name,
        "has a .npy version other than 1.0, 2.0 and 3.0. Save it with numpy.save or numpy.savez.")
    }
    let width = major == 1 ? 2 : 4
    var reader = ByteReader(try stream.bytes(width))
    guard let length = reader.little(width), length <= longest else {
      throw .array(stream.name, "has a header of more than \(longest) bytes. Copy or save the file again.")
    }
    return try parse(try stream.bytes(length), headerBytes: 8 + width + length, name: stream.name)
  }

  private static func parse(_ text: [UInt8], headerBytes: Int, name: ArrayName) throws(ArrayFileError)
    -> ArrayHeader
  {
    var parser = PythonLiteral(text)
    guard let dictionary = parser.dictionary() else {
      throw .array(
        name,
        "has a header that is no Python dictionary, from its byte \(parser.position) on. "
          + "Copy or save the file again.")
    }
    for key in dictionary.keys.sorted() where !["descr", "fortran_order", "shape"].contains(key) {
      throw wrong(key, name)
    }
    guard case .text(let descr)? = dictionary["descr"] else {
      guard case .list? = dictionary["descr"] else { throw wrong("descr", name) }
      throw .array(
        name,
        "has a structured dtype; \(ElementType.list) is expected. Save each field as an array of its own.")
    }
    guard case .truth(let isFortran)? = dictionary["fortran_order"] else {
      throw wrong("fortran_order", name)
    }
    guard case .numbers(let shape)? = dictionary["shape"], shape.count <= mostDimensions else {
      throw wrong("shape", name)
    }
    let element = ElementType.allCases.first { $0.code == descr.dropFirst() }
    guard let element, let order = descr.first, "<>".contains(order) || (order == "|" && element.width == 1)
    else { throw unreadable(descr, name) }
    return try ArrayHeader(
      shape: shape, element: element, isBigEndian: order == ">", isFortran: isFortran,
      headerBytes: headerBytes, name: name)
  }

  private static func unreadable(_ descr: String, _ name: ArrayName) -> ArrayFileError {
    let letters = descr.drop { "<>|=".contains($0) }
    let isText = "USaO".contains(letters.first ?? "?")
    let advice =
      isText
      ? "Save classes as numpy.unique(labels, return_inverse=True)[1] and other values as numbers."
      : "Save it with .astype(numpy.float32)."
    let kind = letters.first == "O" ? ", Python objects" : isText ? ", text" : ""
    return .array(name, "has dtype \(quoted(descr))\(kind); \(ElementType.list) is expected. \(advice)")
  }

  private static func wrong(_ key: String, _ name: ArrayName) -> ArrayFileError {
    .array(
      name,
      "has a header in which \(quoted(key)) is wrong, missing or unknown; 'descr', 'fortran_order' and 'shape' "
        + "are expected. Save the file again with numpy.")
  }
}

/// Reads a Python dictionary of text, truth values, tuples of whole numbers and lists; nothing is evaluated.
struct PythonLiteral {
  enum Value: Hashable {
    case text(String)
    case truth(Bool)
    case numbers([Int])
    /// A structured dtype, whose parts are of no interest.
    case list
  }

  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole text as one dictionary with distinct keys; `nil`, with `position` at the fault, otherwise.
  mutating func dictionary() -> [String: Value]? {
    guard take("{") else { return nil }
    var entries: [String: Value] = [:]
    while !take("}") {
      guard let key = text(), take(":"), let value = value(), entries.updateValue(value, forKey: key) == nil
      else { return nil }
      if take(",") { continue }
      guard take("}") else { return nil }
      break
    }
    skipSpace()
    return position == bytes.count ? entries : nil
  }

  private mutating func value() -> Value? {
    skipSpace()
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return text().map(Value.text)
    case UInt8(ascii: "T"): return take("True") ? .truth(true) : nil
    case UInt8(ascii: "F"): return take("False") ? .truth(false) : nil
    case UInt8(ascii: "("): return numbers().map(Value.numbers)
    case UInt8(ascii: "["): return skipList() ? .list : nil
    default: return nil
    }
  }

  private mutating func text() -> String? {
    skipSpace()
    guard position < bytes.count,
      bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"")
    else { return nil }
    let quote = bytes[position]
    guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { return nil }
    let content = bytes[position + 1..<end]
    guard !content.contains(UInt8(ascii: "\\")) else { return nil }
    position = end + 1
    return String(decoding: content, as: UTF8.self)
  }

  /// `()`, `(3,)`, `(3, 4)`; Python 2 wrote `3L`.
  private mutating func numbers() -> [Int]? {
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      guard let number = number() else { return nil }
      _ = take("L")
      numbers.append(number)
      if take(",") { continue }
      guard take(")"), numbers.count > 1 else { return nil }
      break
    }
    return numbers
  }

  private mutating func number() -> Int? {
    skipSpace()
    let digits = bytes[position...].prefix { (48...57).contains($0) }
    guard !digits.isEmpty, let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
    position = digits.endIndex
    return number
  }

  private mutating func skipList() -> Bool {
    var depth = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "[") { depth += 1 }
      if bytes[position] == UInt8(ascii: "]") { depth -= 1 }
      position += 1
      if depth == 0 { return true }
    }
    return false
  }

  private mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [32, 9, 10, 13].contains(bytes[position]) { position += 1 }
  }
}
