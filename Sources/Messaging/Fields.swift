internal import Coordination
internal import SweepModel

// The records that several messages share, each written and read side by side.

extension ByteEncoder {
  /// The 16 bytes of the hash in its own order.
  mutating func put<Tag>(_ id: Identifier<Tag>) {
    put(id.high.byteSwapped)
    put(id.low.byteSwapped)
  }

  mutating func put(_ lease: Lease) throws(MessagingError) {
    put(lease.trial)
    try put(lease.attempt.number, in: 1...Limits.attempt, "attempt")
  }

  mutating func put(_ holding: Holding) throws(MessagingError) {
    try put(holding.lease)
    switch holding.phase {
    case .queued: put(0 as UInt8)
    case .running(let steps):
      put(1 as UInt8)
      put(UInt64(clamping: steps))
    case .reporting: put(2 as UInt8)
    }
  }

  mutating func put(_ report: Report) throws(MessagingError) {
    try put(report.lease)
    try put(report.outcome, log: report.log)
  }

  mutating func put(_ outcome: Report.Outcome, log: String = "") throws(MessagingError) {
    let hasLog: UInt8 = log.isEmpty ? 0 : 2
    switch outcome {
    case .result(let payload):
      put(0 | hasLog)
      try put("result", bytes: payload, atMost: Limits.result)
    case .failure(let failure, let text):
      put(1 | hasLog)
      put(failure.code)
      put(sentence: text)
    }
    if hasLog != 0 { try put("log", text: log, atMost: Limits.log) }
  }

  mutating func put(_ assignment: Assignment) throws(MessagingError) {
    try put(assignment.lease)
    try put("specification", bytes: assignment.specification, atMost: Limits.specification)
    try put("data path", text: assignment.dataPath, atMost: Limits.path)
    put(limit: assignment.limits.time?.milliseconds)
    put(limit: assignment.limits.residentBytes)
  }

  /// 0 is no limit.
  private mutating func put(limit: Int?) {
    put(limit.map { UInt64(min(max($0, 1), Limits.attemptLimit)) } ?? 0)
  }

  /// Whole milliseconds, to the nearest.
  mutating func put(_ duration: Duration, _ field: String) throws(MessagingError) {
    try put(duration.milliseconds, in: 1...Limits.milliseconds, field)
  }
}

extension ByteDecoder {
  mutating func identifier<Tag>(_ field: String) throws(MessagingError) -> Identifier<Tag> {
    let bytes = try raw(16, field)
    func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    return Identifier(high: half(bytes.prefix(8)), low: half(bytes.suffix(8)))
  }

  mutating func lease() throws(MessagingError) -> Lease {
    Lease(try identifier("trial"), Attempt(try number("attempt", in: 1...Limits.attempt)))
  }

  mutating func holding() throws(MessagingError) -> Holding {
    let lease = try lease()
    switch try byte("phase") {
    case 0: return Holding(lease, .queued)
    case 1: return Holding(lease, .running(steps: try steps()))
    case 2: return Holding(lease, .reporting)
    case let other: throw outOfRange("phase", String(other), 0...2)
    }
  }

  mutating func steps() throws(MessagingError) -> Int {
    let steps = try word(UInt64.self, "steps")
    guard let steps = Int(exactly: steps) else { throw outOfRange("steps", String(steps), 0...Int.max) }
    return steps
  }

  mutating func report() throws(MessagingError) -> Report {
    let lease = try lease()
    let (outcome, log) = try loggedOutcome()
    return Report(lease, outcome, log: log)
  }

  mutating func outcome() throws(MessagingError) -> Report.Outcome { try loggedOutcome().outcome }

  private mutating func loggedOutcome() throws(MessagingError) -> (outcome: Report.Outcome, log: String) {
    let code = try byte("outcome")
    guard code <= 3 else { throw outOfRange("outcome", String(code), 0...3) }
    let outcome: Report.Outcome
    if code & 1 == 0 {
      outcome = .result(try bytes("result", atMost: Limits.result))
    } else {
      let failure = try failureClass()
      outcome = .failure(failure, try text("text", atMost: Limits.text))
    }
    guard code & 2 != 0 else { return (outcome, "") }
    let log = try text("log", atMost: Limits.log)
    // One way of writing a report: without words its code says so.
    guard !log.isEmpty else { throw outOfRange("length of log", "0", 1...Limits.log) }
    return (outcome, log)
  }

  mutating func failureClass() throws(MessagingError) -> FailureClass {
    let code = try byte("failure class")
    guard let failure = FailureClass.allCases.first(where: { $0.code == code }) else {
      throw outOfRange("failure class", String(code), 1...FailureClass.allCases.count)
    }
    return failure
  }

  mutating func assignment() throws(MessagingError) -> Assignment {
    let lease = try lease()
    let specification = try bytes("specification", atMost: Limits.specification)
    let dataPath = try text("data path", atMost: Limits.path)
    let time = try limit("time limit").map { Duration.milliseconds($0) }
    let limits = AttemptLimits(time: time, residentBytes: try limit("memory limit"))
    return Assignment(lease, specification: specification, dataPath: dataPath, limits: limits)
  }

  /// 0 is no limit.
  private mutating func limit(_ field: String) throws(MessagingError) -> Int? {
    let word = try word(UInt64.self, field)
    guard let limit = Int(exactly: word), limit <= Limits.attemptLimit else {
      throw outOfRange(field, String(word), 0...Limits.attemptLimit)
    }
    return limit == 0 ? nil : limit
  }

  mutating func duration(_ field: String) throws(MessagingError) -> Duration {
    .milliseconds(try number(field, in: 1...Limits.milliseconds))
  }
}

extension FailureClass {
  var code: UInt8 {
    switch self {
    case .crashed: 1
    case .outOfMemory: 2
    case .timedOut: 3
    case .lostWorker: 4
    case .badInput: 5
    }
  }
}

extension Duration {
  /// To the nearest; `Int.max` for what does not fit.
  var milliseconds: Int {
    let (seconds, fraction) = components
    guard seconds.magnitude < 1 << 50 else { return seconds < 0 ? .min : .max }
    return Int(seconds) * 1_000 + Int((Double(fraction) * 1e-15).rounded())
  }
}
