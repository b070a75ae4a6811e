package import Coordination
internal import SweepModel

extension CoordinatorMessage {
  /// The message as one frame, or several where a list exceeds what one frame may hold; each stands for
  /// itself.
  ///
  /// - Throws: `.tooLong`, `.outOfRange` and the like when a field breaks its bound.
  package func frames(upTo limit: Int = Limits.frame) throws(MessagingError) -> [[UInt8]] {
    var frame: ByteEncoder
    switch self {
    case .welcome(let beatInterval, let leaseLength):
      frame = ByteEncoder(.welcome)
      try frame.put(beatInterval, "beat interval")
      try frame.put(leaseLength, "lease length")
    case .assign(let assignments):
      return try batch(assignments, from: ByteEncoder(.assign), upTo: limit) {
        (assignment, frame) throws(MessagingError) in try frame.put(assignment)
      }
    case .acknowledged(let leases): return try ByteEncoder(.acknowledged).frames(of: leases, upTo: limit)
    case .revoked(let leases): return try ByteEncoder(.revoked).frames(of: leases, upTo: limit)
    case .whoAreYou: frame = ByteEncoder(.whoAreYou)
    case .refused(let reason):
      frame = ByteEncoder(.refused)
      frame.put(sentence: reason)
    case .piece(let piece): return [try piece.frame()]
    case .probe(let number, let specification):
      frame = ByteEncoder(.probe)
      frame.put(number)
      try frame.put("specification", bytes: specification, atMost: Limits.specification)
    case .withheld(let data, let reason):
      frame = ByteEncoder(.withheld)
      frame.put(data)
      frame.put(sentence: reason)
    }
    return [try frame.frame()]
  }

  /// Reads a frame that the coordinator sent. A refusal is read whatever its version, for it is laid out
  /// alike in all of them, so that an old worker can say why it may not join.
  ///
  /// - Throws: a `MessagingError` that says what is wrong with the frame, whatever its bytes are.
  package init(frame: [UInt8]) throws(MessagingError) {
    var decoder = ByteDecoder(frame)
    if frame.count > 3, frame[3] == MessageKind.refused.rawValue {
      _ = try decoder.header()
      decoder.begin(.refused)
      self = .refused(try decoder.text("text", atMost: Limits.text))
      try decoder.end()
      return
    }
    switch try decoder.kind(among: 0x11...0x1f, from: "the coordinator") {
    case .welcome:
      let beatInterval = try decoder.duration("beat interval")
      self = .welcome(beatInterval: beatInterval, leaseLength: try decoder.duration("lease length"))
    case .assign:
      let assignments = try decoder.list("assignments", itemBytes: 44) {
        (decoder) throws(MessagingError) in try decoder.assignment()
      }
      self = .assign(assignments)
    case .acknowledged: self = .acknowledged(try decoder.leases())
    case .revoked: self = .revoked(try decoder.leases())
    case .piece: self = .piece(try decoder.piece())
    case .probe:
      let number = try decoder.word(UInt32.self, "number")
      self = .probe(
        number, specification: try decoder.bytes("specification", atMost: Limits.specification))
    case .withheld:
      let data: DataID = try decoder.identifier("data")
      self = .withheld(data, try decoder.text("text", atMost: Limits.text))
    default: self = .whoAreYou
    }
    try decoder.end()
  }
}
