extension TrialSpec {
  /// The specification as one flat JSON object: keys sorted, no spaces, shortest numbers that read back the same,
  /// and only fields that mean something to this trial. Equal trials have equal text.
  package var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

  package var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(768)
    writeCanonical(to: &bytes)
    return bytes
  }

  /// Hash of the canonical text.
  package var id: TrialID {
    var hash = ContentHash()
    hash.update(canonicalBytes)
    return hash.finish()
  }

  private func writeCanonical(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for field in CanonicalField.fields(experiment, dataset.source) { field.write(self, to: &bytes) }
    bytes[bytes.count - 1] = UInt8(ascii: "}")
  }
}

/// A parameter with its key as it stands in the text.
struct CanonicalField: Sendable {
  let parameter: Parameter
  let key: [UInt8]

  static let all = (Parameter.table + Parameter.marks).sorted { $0.name < $1.name }
    .map { CanonicalField(parameter: $0, key: Array("\"\($0.name)\":".utf8)) }

  /// The fields that mean something to such a trial, sorted.
  static func fields(_ experiment: Experiment, _ source: DataSource) -> [CanonicalField] {
    bySource[source]?[experiment] ?? []
  }

  private static let bySource = table(of: DataSource.allCases) { source in
    table(of: Experiment.allCases) { experiment in
      all.filter { $0.parameter.applies(to: experiment, on: source) }
    }
  }

  private static func table<Key: Hashable, Value>(of keys: [Key], _ value: (Key) -> Value) -> [Key: Value] {
    Dictionary(uniqueKeysWithValues: keys.map { ($0, value($0)) })
  }

  /// Writes key, value and a comma, or nothing when the field is not set or at a default that is not written.
  func write(_ spec: TrialSpec, to bytes: inout [UInt8]) {
    guard let value = parameter.read(spec), !parameter.isUnwritten(value) else { return }
    bytes.append(contentsOf: key)
    value.writeJSON(to: &bytes)
    bytes.append(UInt8(ascii: ","))
  }
}

/// The canonical text of trials that differ in few fields: what they share is written once.
struct CanonicalTemplate: Sendable {
  private enum Piece: Sendable {
    case same([UInt8])
    case field(CanonicalField)
  }
  private var pieces: [Piece] = []

  /// - Parameter varying: names of the fields in which the trials may differ from `spec`.
  init(_ spec: TrialSpec, varying: Set<String>) {
    var same: [UInt8] = [UInt8(ascii: "{")]
    for field in CanonicalField.fields(spec.experiment, spec.dataset.source) {
      guard varying.contains(field.parameter.name) else {
        field.write(spec, to: &same)
        continue
      }
      pieces += [.same(same), .field(field)]
      same = []
    }
    pieces.append(.same(same))
  }

  func write(_ spec: TrialSpec, to bytes: inout [UInt8]) {
    for piece in pieces {
      switch piece {
      case .same(let text): bytes.append(contentsOf: text)
      case .field(let field): field.write(spec, to: &bytes)
      }
    }
    bytes[bytes.count - 1] = UInt8(ascii: "}")
  }
}

extension ParameterValue {
  /// Words need no escapes: they are choices, `full` and hexadecimal digits.
  fileprivate func writeJSON(to bytes: inout [UInt8]) {
    switch self {
    case .word(let word): Self.write(quoted: word, to: &bytes)
    case .integers(let numbers):
      Self.write(list: numbers, to: &bytes) { $1.append(contentsOf: String($0).utf8) }
    case .words(let words): Self.write(list: words, to: &bytes) { Self.write(quoted: $0, to: &$1) }
    case .real(let number): bytes.append(contentsOf: (number == 0 ? 0 : number).description.utf8)
    default: bytes.append(contentsOf: description.utf8)
    }
  }

  private static func write(quoted word: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: word.utf8)
    bytes.append(UInt8(ascii: "\""))
  }

  private static func write<Item>(
    list items: [Item], to bytes: inout [UInt8], with write: (Item, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      write(item, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
