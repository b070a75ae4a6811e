extension Specification {
  /// The specification as one flat JSON object: keys sorted, no spaces, shortest numbers that read back the same,
  /// and only parameters that mean something to this trial. Equal trials have equal text.
  package var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

  package var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024)
    bytes.append(UInt8(ascii: "{"))
    for place in values.indices { write(place, to: &bytes) }
    bytes[bytes.count - 1] = UInt8(ascii: "}")
    return bytes
  }

  /// Hash of the canonical text.
  package var id: TrialID {
    var hash = ContentHash()
    hash.update(canonicalBytes)
    return hash.finish()
  }

  /// Writes key, value and a comma, or nothing when the parameter is not set or at a default that is not written.
  fileprivate func write(_ place: Int, to bytes: inout [UInt8]) {
    guard let value = values[place], layout.unwritten[place] != value else { return }
    bytes.append(contentsOf: layout.declarations[place].key)
    value.writeJSON(to: &bytes)
    bytes.append(UInt8(ascii: ","))
  }
}

/// The canonical text of trials that differ in few parameters: what they share is written once.
package struct CanonicalTemplate: Sendable {
  private enum Piece: Sendable {
    case same([UInt8])
    case value(place: Int)
  }
  private var pieces: [Piece] = []

  /// - Parameter varying: the parameters in which the trials may differ from `spec`.
  package init(_ spec: Specification, varying: Set<Declaration>) {
    var same: [UInt8] = [UInt8(ascii: "{")]
    for (place, declaration) in spec.layout.declarations.enumerated() {
      guard varying.contains(declaration) else {
        spec.write(place, to: &same)
        continue
      }
      pieces += [.same(same), .value(place: place)]
      same = []
    }
    pieces.append(.same(same))
  }

  package func write(_ spec: Specification, to bytes: inout [UInt8]) {
    for piece in pieces {
      switch piece {
      case .same(let text): bytes.append(contentsOf: text)
      case .value(let place): spec.write(place, to: &bytes)
      }
    }
    bytes[bytes.count - 1] = UInt8(ascii: "}")
  }
}
