package import Coordination
internal import SweepModel

extension WorkerMessage {
  /// The message as one frame, or several where a list exceeds what one frame may hold; each stands for
  /// itself.
  ///
  /// - Throws: `.tooLong`, `.outOfRange` and the like when a field breaks its bound.
  package func frames(upTo limit: Int = Limits.frame) throws(MessagingError) -> [[UInt8]] {
    var frame: ByteEncoder
    switch self {
    case .hello(let hello):
      frame = ByteEncoder(.hello)
      try frame.put(hello)
    case .beat(let room, let held):
      frame = ByteEncoder(.beat)
      try frame.put(room, in: 0...Limits.list, "room")
      try frame.put(held)
    case .reported(let room, let reports):
      frame = ByteEncoder(.reported)
      try frame.put(room, in: 0...Limits.list, "room")
      return try batch(reports, from: frame, upTo: limit) { (report, frame) throws(MessagingError) in
        try frame.put(report)
      }
    case .handedBack(let leases): return try ByteEncoder(.handedBack).frames(of: leases, upTo: limit)
    case .left: frame = ByteEncoder(.left)
    case .fetch(let request): return [try request.frame()]
    case .probed(let number, let outcome):
      frame = ByteEncoder(.probed)
      frame.put(number)
      try frame.put(outcome)
    }
    return [try frame.frame(upTo: limit)]
  }

  /// Reads a frame that a worker sent.
  ///
  /// - Throws: a `MessagingError` that says what is wrong with the frame, whatever its bytes are.
  package init(frame: [UInt8]) throws(MessagingError) {
    var decoder = ByteDecoder(frame)
    switch try decoder.kind(among: 0x01...0x0f, from: "a worker") {
    case .hello: self = .hello(try decoder.hello())
    case .beat:
      let room = try decoder.number("room", in: 0...Limits.list)
      self = .beat(room: room, held: try decoder.holdings())
    case .reported:
      let room = try decoder.number("room", in: 0...Limits.list)
      let reports = try decoder.list("reports", itemBytes: 25) { (decoder) throws(MessagingError) in
        try decoder.report()
      }
      self = .reported(room: room, reports)
    case .handedBack: self = .handedBack(try decoder.leases())
    case .fetch: self = .fetch(try decoder.pieceRequest())
    case .probed:
      let number = try decoder.word(UInt32.self, "number")
      self = .probed(number, try decoder.outcome())
    default: self = .left
    }
    try decoder.end()
  }
}

extension ByteEncoder {
  fileprivate mutating func put(_ hello: Hello) throws(MessagingError) {
    try put("worker", name: hello.worker.name)
    try put("host", name: hello.host)
    try put(hello.slots, in: 1...Limits.slots, "slots")
    try put(hello.room, in: 0...Limits.list, "room")
    try put(hello.numerics, in: 0...Int(UInt32.max), "numerics")
    try put("core type", name: hello.coreType)
    try put(hello.held)
  }

  fileprivate mutating func put(_ held: [Holding]) throws(MessagingError) {
    try check("held", held.count, Limits.list)
    put(UInt32(held.count))
    for holding in held { try put(holding) }
  }

  /// This frame with a list of leases, or several frames that begin so.
  func frames(of leases: [Lease], upTo limit: Int) throws(MessagingError) -> [[UInt8]] {
    try batch(leases, from: self, upTo: limit) { (lease, frame) throws(MessagingError) in
      try frame.put(lease)
    }
  }
}

extension ByteDecoder {
  fileprivate mutating func hello() throws(MessagingError) -> Hello {
    let worker = WorkerID(try name("worker"))
    let host = try name("host")
    let slots = try number("slots", in: 1...Limits.slots)
    let room = try number("room", in: 0...Limits.list)
    let numerics = try number("numerics", in: 0...Int(UInt32.max))
    let coreType = try name("core type")
    return Hello(
      worker: worker, host: host, slots: slots, room: room, numerics: numerics, coreType: coreType,
      held: try holdings())
  }

  fileprivate mutating func holdings() throws(MessagingError) -> [Holding] {
    try list("held", itemBytes: 21) { (decoder) throws(MessagingError) in try decoder.holding() }
  }

  mutating func leases() throws(MessagingError) -> [Lease] {
    try list("leases", itemBytes: 20) { (decoder) throws(MessagingError) in try decoder.lease() }
  }
}
