/// Why a text is not the canonical form of a trial.
package enum CanonicalError: Error, Hashable, Sendable {
  case malformed(offset: Int)
  case unknownField(String)
  case wrongValue(field: String)
  /// The fields are right but spelled otherwise, missing or too many; `expected` is the canonical form.
  case otherSpelling(expected: String)
}

extension Specification {
  /// Reads what `canonical` wrote, and nothing else: what is read is written again and must be the same bytes.
  package init(canonical text: some StringProtocol) throws(CanonicalError) {
    try self.init(canonical: Array(text.utf8))
  }

  package init(canonical bytes: [UInt8]) throws(CanonicalError) {
    var reader = CanonicalReader(bytes: bytes)
    let fields = try reader.fields()
    func value(_ parameter: Declaration) throws(CanonicalError) -> ParameterValue {
      guard let field = fields.first(where: { reader.isKey($0, parameter) }),
        let value = reader.value(of: field, in: parameter.domain), parameter.domain.admits(value)
      else { throw .wrongValue(field: parameter.name) }
      return value
    }
    guard let kind = ExperimentKind.named[try value(Parameter.experiment).description] else {
      throw .wrongValue(field: Parameter.experiment.name)
    }
    guard let dataset = Dataset(try value(Parameter.dataset)) else {
      throw .wrongValue(field: Parameter.dataset.name)
    }
    var model = NetworkModel.mlp
    if fields.contains(where: { reader.isKey($0, Parameter.model) }) {
      guard let read = NetworkModel(try value(Parameter.model)), kind.has(Parameter.model) else {
        throw .wrongValue(field: Parameter.model.name)
      }
      model = read
    }
    let arguments = fields.compactMap { reader.argument(of: $0) }
    if arguments.isEmpty {
      self.init(blank: kind, dataset: dataset, model: model)
    } else {
      guard kind.takesArguments, arguments.count <= CommandTrial.mostArguments else {
        throw .unknownField(arguments[0].name)
      }
      self.init(blank: kind, dataset: dataset, arguments: arguments)
    }
    var next = 0
    for field in fields {
      // Both are sorted, so that the next field is nearly always the next declaration that is set.
      let place =
        layout.declarations[next...].firstIndex { reader.isKey(field, $0) }
        ?? layout.declarations.firstIndex { reader.isKey(field, $0) }
      guard let place else {
        if let known = reader.declaration(of: field) { _ = try value(known) }
        continue
      }
      let declaration = layout.declarations[place]
      guard let value = reader.value(of: field, in: declaration.domain), declaration.domain.admits(value)
      else { throw .wrongValue(field: declaration.name) }
      set(declaration, to: value)
      next = place
    }
    if let stranger = fields.first(where: { reader.declaration(of: $0) == nil }), canonicalBytes != bytes {
      throw .unknownField(reader.text(stranger.key))
    }
    guard canonicalBytes == bytes else { throw .otherSpelling(expected: canonical) }
  }
}

/// Reads a flat JSON object without spaces and escapes. What it finds are places in the text.
private struct CanonicalReader {
  struct Field {
    /// Between the quotes.
    let key: Range<Int>
    let value: Token
  }

  enum Token {
    case text(Range<Int>)
    case bare(Range<Int>)
    case list([Token])
    case map([(name: Range<Int>, value: Token)])
  }

  private let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  func text(_ range: Range<Int>) -> String {
    let piece = bytes[range]
    guard piece.contains(UInt8(ascii: "\\")) else { return String(decoding: piece, as: UTF8.self) }
    return String(decoding: Self.withoutEscapes(piece), as: UTF8.self)
  }

  /// `\"`, `\\` and `\u00XX`, which are all that is written.
  private static func withoutEscapes(_ piece: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var rest = piece
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
        plain.append(byte)
        continue
      }
      if escaped == UInt8(ascii: "u") {
        plain.append(UInt8(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) ?? 0)
        rest = rest.dropFirst(4)
      } else {
        plain.append(escaped)
      }
    }
    return plain
  }

  func isKey(_ field: Field, _ declaration: Declaration) -> Bool {
    // With quotes and colon.
    bytes[field.key.lowerBound - 1..<field.key.upperBound + 2].elementsEqual(declaration.key)
  }

  func declaration(of field: Field) -> Declaration? {
    if let argument = argument(of: field) { return argument }
    let name = text(field.key)
    return Declaration.named[name] ?? Declaration.identity.first { $0.name == name }
  }

  /// The program's own parameter whose key this is.
  func argument(of field: Field) -> Declaration? {
    guard bytes[field.key].starts(with: Array("--".utf8)) else { return nil }
    let path = text(field.key).dropFirst(2).split(separator: "/", omittingEmptySubsequences: false)
    return Declaration.argument(path.map(String.init))
  }

  func value(of field: Field, in domain: ParameterDomain) -> ParameterValue? {
    switch (domain, field.value) {
    case (.integer, .bare(let range)), (.batchSize, .bare(let range)): Int(text(range)).map { .integer($0) }
    case (.real, .bare(let range)): Double(text(range)).map { .real($0) }
    case (.flag, .bare(let range)): Bool(text(range)).map { .flag($0) }
    case (.choice, .text(let range)), (.dataset, .text(let range)), (.batchSize, .text(let range)),
      (.experiment, .text(let range)), (.model, .text(let range)):
      .word(text(range))
    case (.integers, .list(let items)), (.counts, .list(let items)): integers(items).map { .integers($0) }
    case (.countLists, .list(let items)):
      all(items) { if case .list(let inner) = $0 { integers(inner) } else { nil } }.map { .lists($0) }
    case (.choices, .list(let items)):
      all(items) { if case .text(let range) = $0 { text(range) } else { nil } }.map { .words($0) }
    case (.texts, .list(let items)):
      all(items) { if case .text(let range) = $0 { text(range) } else { nil } }.map { .words($0) }
    case (.free, let token): anything(token)
    default: nil
    }
  }

  private func anything(_ token: Token) -> ParameterValue? {
    switch token {
    case .text(let range): return .word(text(range))
    case .list(let items): return all(items, anything).map { .list($0) }
    case .map(let members):
      return all(members.map(\.value), anything).map { values in
        .map(zip(members, values).map { ParameterValue.Member(text($0.name), $1) })
      }
    case .bare(let range):
      let word = text(range)
      if word == "null" { return .null }
      if let flag = Bool(word) { return .flag(flag) }
      if let integer = Int(word) { return .integer(integer) }
      return Double(word).flatMap { $0.isFinite ? .real($0) : nil }
    }
  }

  private func integers(_ items: [Token]) -> [Int]? {
    all(items) { if case .bare(let range) = $0 { Int(text(range)) } else { nil } }
  }

  private func all<Item>(_ tokens: [Token], _ read: (Token) -> Item?) -> [Item]? {
    let items = tokens.compactMap(read)
    return items.count == tokens.count ? items : nil
  }

  mutating func fields() throws(CanonicalError) -> [Field] {
    var fields: [Field] = []
    fields.reserveCapacity(48)
    try take("{")
    repeat {
      let key = try quoted()
      try take(":")
      fields.append(Field(key: key, value: try value()))
    } while skip(",")
    try take("}")
    guard place == bytes.count else { throw .malformed(offset: place) }
    return fields
  }

  /// - Parameter depth: how many lists and mappings it may have in each other.
  private mutating func value(depth: Int = ParameterValue.deepest) throws(CanonicalError) -> Token {
    if depth > 0, skip("{") { return try map(depth: depth) }
    guard depth > 0, skip("[") else { return try item() }
    var items: [Token] = []
    if skip("]") { return .list(items) }
    repeat { items.append(try value(depth: depth - 1)) } while skip(",")
    try take("]")
    return .list(items)
  }

  private mutating func map(depth: Int) throws(CanonicalError) -> Token {
    var members: [(name: Range<Int>, value: Token)] = []
    if skip("}") { return .map(members) }
    repeat {
      let name = try quoted()
      try take(":")
      members.append((name, try value(depth: depth - 1)))
    } while skip(",")
    try take("}")
    return .map(members)
  }

  private mutating func item() throws(CanonicalError) -> Token {
    let isText = place < bytes.count && bytes[place] == UInt8(ascii: "\"")
    return isText ? .text(try quoted()) : .bare(try bare())
  }

  private mutating func quoted() throws(CanonicalError) -> Range<Int> {
    try take("\"")
    var isEscaped = false
    let range = run { byte in
      defer { isEscaped = byte == UInt8(ascii: "\\") && !isEscaped }
      return byte >= 32 && (isEscaped || byte != UInt8(ascii: "\""))
    }
    try take("\"")
    return range
  }

  private mutating func bare() throws(CanonicalError) -> Range<Int> {
    let range = run { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "+"):
        true
      default: false
      }
    }
    guard !range.isEmpty else { throw .malformed(offset: place) }
    return range
  }

  private mutating func run(_ belongs: (UInt8) -> Bool) -> Range<Int> {
    let start = place
    while place < bytes.count, belongs(bytes[place]) { place += 1 }
    return start..<place
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
