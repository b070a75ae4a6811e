/// Why a text is not the canonical form of a trial.
package enum CanonicalError: Error, Hashable, Sendable {
  case malformed(offset: Int)
  case unknownField(String)
  case wrongValue(field: String)
  /// The fields are right but spelled otherwise, missing or too many; `expected` is the canonical form.
  case otherSpelling(expected: String)
}

extension TrialSpec {
  /// Reads what `canonical` wrote, and nothing else: what is read is written again and must be the same bytes.
  package init(canonical text: some StringProtocol) throws(CanonicalError) {
    try self.init(canonical: Array(text.utf8))
  }

  package init(canonical bytes: [UInt8]) throws(CanonicalError) {
    var reader = CanonicalReader(bytes: bytes)
    let fields = try reader.object()
    func word(_ name: String) -> String? {
      if case .text(let word) = fields.first(where: { $0.key == name })?.value { word } else { nil }
    }
    guard let experiment = word("experiment").flatMap({ Experiment(rawValue: $0) }) else {
      throw .wrongValue(field: "experiment")
    }
    guard let dataset = word("dataset").flatMap({ Dataset(.word($0)) }) else {
      throw .wrongValue(field: "dataset")
    }
    self.init(blank: experiment, dataset: dataset)
    for (key, value) in fields {
      guard let parameter = Self.fields[key] else { throw .unknownField(key) }
      guard let value = value.value(for: parameter.kind), parameter.kind.admits(value),
        parameter.write(&self, value)
      else { throw .wrongValue(field: key) }
    }
    guard canonicalBytes == bytes else { throw .otherSpelling(expected: canonical) }
  }

  private static let fields = Dictionary(
    uniqueKeysWithValues: CanonicalField.all.map { ($0.parameter.name, $0.parameter) })
}

/// Reads a flat JSON object without spaces and escapes.
private struct CanonicalReader {
  enum Value {
    case text(String)
    case bare(String)
    case list([Value])

    func value(for kind: Parameter.Kind) -> ParameterValue? {
      switch (kind, self) {
      case (.integer, .bare(let text)), (.batchSize, .bare(let text)): Int(text).map { .integer($0) }
      case (.real, .bare(let text)): Double(text).map { .real($0) }
      case (.flag, .bare(let text)): Bool(text).map { .flag($0) }
      case (.choice, .text(let text)), (.dataset, .text(let text)), (.batchSize, .text(let text)): .word(text)
      case (.integers, .list(let items)):
        Self.all(items) { $0.bareText.flatMap { Int($0) } }.map { .integers($0) }
      case (.choices, .list(let items)): Self.all(items) { $0.quotedText }.map { .words($0) }
      default: nil
      }
    }

    private var bareText: String? { if case .bare(let text) = self { text } else { nil } }
    private var quotedText: String? { if case .text(let text) = self { text } else { nil } }

    private static func all<Item>(_ items: [Value], _ read: (Value) -> Item?) -> [Item]? {
      let values = items.compactMap(read)
      return values.count == items.count ? values : nil
    }
  }

  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func object() throws(CanonicalError) -> [(key: String, value: Value)] {
    var fields: [(key: String, value: Value)] = []
    try take("{")
    repeat {
      let key = try quoted()
      try take(":")
      fields.append((key, try value()))
    } while skip(",")
    try take("}")
    guard place == bytes.count else { throw .malformed(offset: place) }
    return fields
  }

  private mutating func value() throws(CanonicalError) -> Value {
    if bytes.indices.contains(place), bytes[place] == UInt8(ascii: "\"") { return .text(try quoted()) }
    guard skip("[") else { return .bare(try bare()) }
    var items: [Value] = []
    if skip("]") { return .list(items) }
    repeat {
      let isText = bytes.indices.contains(place) && bytes[place] == UInt8(ascii: "\"")
      items.append(isText ? .text(try quoted()) : .bare(try bare()))
    } while skip(",")
    try take("]")
    return .list(items)
  }

  private mutating func quoted() throws(CanonicalError) -> String {
    try take("\"")
    let text = run { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 32 }
    try take("\"")
    return text
  }

  private mutating func bare() throws(CanonicalError) -> String {
    let text = run { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "+"):
        true
      default: false
      }
    }
    guard !text.isEmpty else { throw .malformed(offset: place) }
    return text
  }

  private mutating func run(_ belongs: (UInt8) -> Bool) -> String {
    let start = place
    while place < bytes.count, belongs(bytes[place]) { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func skip(_ symbol: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: symbol) else { return false }
    place += 1
    return true
  }

  private mutating func take(_ symbol: Unicode.Scalar) throws(CanonicalError) {
    guard skip(symbol) else { throw .malformed(offset: place) }
  }
}
