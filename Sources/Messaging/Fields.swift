internal import Coordination
internal import SweepModel

// The records that several messages share.

extension Lease: FrameItem {
  static let leastBytes = 20

  init(_ coder: inout FrameCoder, _ lease: Lease?) {
    self.init(
      coder.identifier(lease?.trial, "trial"),
      Attempt(coder.number(lease?.attempt.number, in: 1...Limits.attempt, "attempt")))
  }
}

extension Holding: FrameItem {
  static let leastBytes = 21

  init(_ coder: inout FrameCoder, _ holding: Holding?) {
    let lease = Lease(&coder, holding?.lease)
    let (phase, hasNews) = coder.phase(holding)
    self.init(lease, phase, news: hasNews ? TrialNews(&coder, holding?.news) : nil)
  }
}

extension TrialNews: FrameRecord {
  /// Not a number where there is no loss.
  init(_ coder: inout FrameCoder, _ news: TrialNews?) {
    let epoch = coder.number(news?.epoch, in: 0...Int(UInt32.max), "epoch")
    let bits = coder.word(news.map { ($0.loss ?? .nan).bitPattern }, "loss")
    let loss = Double(bitPattern: bits)
    // One way of writing news without a loss.
    if !loss.isFinite, bits != Double.nan.bitPattern {
      coder.fail("loss", "\(loss)", outside: Int.min...Int.max)
    }
    self.init(epoch: epoch, loss: loss)
  }
}

extension FrameCoder {
  /// A holding's phase; the last of the codes is of what runs and says how far it has come.
  fileprivate mutating func phase(_ holding: Holding?) -> (Holding.Phase, hasNews: Bool) {
    let steps: Int? = if case .running(let steps) = holding?.phase { steps } else { nil }
    let code = number(holding.map(Self.code), in: 0...3, as: UInt8.self, "phase")
    switch code {
    case 0: return (.queued, false)
    case 2: return (.reporting, false)
    default: return (.running(steps: self.steps(steps)), code == 3)
    }
  }

  private static func code(_ holding: Holding) -> Int {
    switch holding.phase {
    case .queued: 0
    case .running: holding.news == nil ? 1 : 3
    case .reporting: 2
    }
  }
}

extension Report: FrameItem {
  static let leastBytes = 25

  init(_ coder: inout FrameCoder, _ report: Report?) {
    let lease = Lease(&coder, report?.lease)
    let (outcome, log) = coder.outcome(report?.outcome, log: report?.log)
    self.init(lease, outcome, log: log)
  }
}

extension Report.Outcome {
  fileprivate var result: [UInt8]? { if case .result(let result) = self { result } else { nil } }
  fileprivate var failure: (FailureClass, text: String)? {
    if case .failure(let failure, let text) = self { (failure, text) } else { nil }
  }
}

extension Assignment: FrameItem {
  static let leastBytes = 44

  init(_ coder: inout FrameCoder, _ assignment: Assignment?) {
    let limits = assignment?.limits
    self.init(
      Lease(&coder, assignment?.lease),
      specification: coder.specification(assignment?.specification),
      dataPath: coder.text(assignment?.dataPath, atMost: Limits.path, "data path"),
      limits: AttemptLimits(
        time: coder.limit(limits?.time?.milliseconds, "time limit").map { .milliseconds($0) },
        residentBytes: coder.limit(limits?.residentBytes, "memory limit")))
  }
}

extension FrameCoder {
  /// The end of an attempt, and its last words where there are some.
  ///
  /// - Parameter codes: from 2 on with last words.
  mutating func outcome(_ outcome: Report.Outcome?, log: String? = nil, codes: ClosedRange<Int> = 0...3)
    -> (Report.Outcome, log: String)
  {
    let hasLog = log?.isEmpty == false
    let code = number(
      outcome.map { ($0.failure == nil ? 0 : 1) + (hasLog ? 2 : 0) }, in: codes, as: UInt8.self, "outcome")
    let outcome: Report.Outcome =
      code & 1 == 0
      ? .result(result(outcome?.result))
      : .failure(failureClass(outcome?.failure?.0), sentence(outcome?.failure?.text))
    guard code & 2 != 0 else { return (outcome, "") }
    let log = text(log, atMost: Limits.log, "log")
    // One way of writing a report: without words its code says so.
    if log.isEmpty { fail("length of log", "0", outside: 1...Limits.log) }
    return (outcome, log)
  }

  mutating func failureClass(_ failure: FailureClass?) -> FailureClass {
    choice(failure, of: FailureClass.choices, from: 1, "failure class")
  }

  mutating func result(_ result: [UInt8]?) -> [UInt8] { bytes(result, atMost: Limits.result, "result") }

  mutating func specification(_ specification: [UInt8]?) -> [UInt8] {
    bytes(specification, atMost: Limits.specification, "specification")
  }

  mutating func steps(_ steps: Int?) -> Int {
    number(steps.map { max($0, 0) }, in: 0...Int.max, as: UInt64.self, "steps")
  }

  /// 0 is no limit.
  fileprivate mutating func limit(_ limit: Int?, _ field: String) -> Int? {
    let most = Limits.attemptLimit
    let found = number(limit.map { min(max($0, 1), most) } ?? 0, in: 0...most, as: UInt64.self, field)
    return found == 0 ? nil : found
  }

  /// Whole milliseconds, to the nearest.
  mutating func duration(_ duration: Duration?, _ field: String) -> Duration {
    .milliseconds(number(duration?.milliseconds, in: 1...Limits.milliseconds, field))
  }
}

extension FailureClass {
  fileprivate static let choices: [Self] = [.crashed, .outOfMemory, .timedOut, .lostWorker, .badInput]
}

extension Duration {
  /// To the nearest; `Int.max` for what does not fit.
  var milliseconds: Int {
    let (seconds, fraction) = components
    guard seconds.magnitude < 1 << 50 else { return seconds < 0 ? .min : .max }
    return Int(seconds) * 1_000 + Int((Double(fraction) * 1e-15).rounded())
  }
}
