internal import Coordination
internal import SweepModel

extension ClientRequest {
  /// Whether a frame is one of a submitter, readable or not.
  package static func speaks(_ frame: [UInt8]) -> Bool {
    frame.count > 3 && Array(frame.prefix(2)) == Protocol.magic && (0x41...0x4f).contains(frame[3])
  }

  /// - Throws: `.tooLong`, `.outOfRange` and the like when a field breaks its bound.
  package func frame() throws(MessagingError) -> [UInt8] {
    var frame: ByteEncoder
    switch body {
    case .submit(let submission):
      frame = start(.submit)
      try frame.put(submission)
    case .order(let order, let sweep):
      frame = start(.order)
      frame.put(order.code)
      if case .prioritise(let priority) = order {
        try frame.put(priority - SweepOrder.priorities.lowerBound, in: SweepOrder.shifted, "priority")
      }
      try frame.put("sweep", text: sweep, atMost: Limits.name)
    case .ask(let question):
      frame = start(.ask)
      try frame.put(question)
    case .compare: frame = start(.compare)
    }
    return try frame.frame()
  }

  private func start(_ kind: MessageKind) -> ByteEncoder {
    var frame = ByteEncoder(kind)
    frame.put(number)
    frame.put(asJSON ? 1 : 0 as UInt8)
    return frame
  }

  /// Reads a frame that a submitter sent, whatever its bytes are.
  package init(frame: [UInt8]) throws(MessagingError) {
    var decoder = ByteDecoder(frame)
    let kind = try decoder.kind(among: 0x41...0x4f, from: "a submitter")
    number = try decoder.word(UInt32.self, "number")
    asJSON = try decoder.flag("as JSON")
    switch kind {
    case .submit: body = .submit(try decoder.submission())
    case .order:
      let order = try decoder.order()
      body = .order(order, sweep: try decoder.text("sweep", atMost: Limits.name))
    case .compare: body = .compare
    default: body = .ask(try decoder.question())
    }
    try decoder.end()
  }
}

extension ClientAnswer {
  package func frame() throws(MessagingError) -> [UInt8] {
    var frame = ByteEncoder(.answer)
    frame.put(number)
    try frame.put(part, in: 0...Limits.answerParts - 1, "part")
    frame.put(status.rawValue)
    try frame.put("text", bytes: text, atMost: Limits.answerPart)
    return try frame.frame()
  }

  /// Reads what a coordinator answers.
  package init(frame: [UInt8]) throws(MessagingError) {
    var decoder = ByteDecoder(frame)
    _ = try decoder.kind(among: 0x51...0x5f, from: "the coordinator")
    number = try decoder.word(UInt32.self, "number")
    part = try decoder.number("part", in: 0...Limits.answerParts - 1)
    let code = try decoder.byte("status")
    guard let status = Status(rawValue: code) else {
      throw decoder.outOfRange("status", String(code), 0...Status.allCases.count - 1)
    }
    self.status = status
    text = try decoder.bytes("text", atMost: Limits.answerPart)
    try decoder.end()
  }
}

extension SweepOrder {
  fileprivate static let shifted = 0...priorities.upperBound - priorities.lowerBound

  fileprivate var code: UInt8 {
    switch self {
    case .pause: 0
    case .resume: 1
    case .cancel: 2
    case .retryFailed: 3
    case .prioritise: 4
    }
  }
}

extension ByteEncoder {
  fileprivate mutating func put(_ submission: Submission) throws(MessagingError) {
    put(submission.id)
    try put("sweep file", text: submission.file, atMost: Limits.sweepFile)
    try put("path", text: submission.path, atMost: Limits.path)
    try put("grown from", text: submission.grownFrom ?? "", atMost: Limits.name)
    try check("data files", submission.data.count, Limits.dataFiles)
    put(UInt32(submission.data.count))
    for data in submission.data {
      let facts = data.facts
      try put("data name", text: data.name, atMost: Limits.path)
      put(facts.id)
      try put("data path", text: facts.path, atMost: Limits.path)
      try put(facts.trainRows, in: 0...Limits.rows, "train rows")
      try put(facts.testRows ?? 0, in: 0...Limits.rows, "test rows")
      try put(facts.inputs, in: 0...Limits.columns, "inputs")
      try put(facts.targets, in: 0...Limits.columns, "targets")
    }
  }

  fileprivate mutating func put(_ question: Inquiry) throws(MessagingError) {
    switch question {
    case .status(let sweep, let width):
      put(0 as UInt8)
      try put("sweep", text: sweep ?? "", atMost: Limits.name)
      try put(width, in: Inquiry.tableWidths, "width")
    case .trials(let trials):
      put(1 as UInt8)
      try put("sweep", text: trials.sweep, atMost: Limits.name)
      try put("state", text: trials.state?.rawValue ?? "", atMost: Limits.name)
      try put("condition", text: trials.condition, atMost: Limits.text)
      try put("order", text: trials.order, atMost: Limits.text)
      try put(trials.limit, in: TrialInquiry.limits, "limit")
      try put(trials.width, in: Inquiry.tableWidths, "width")
    case .explain(let trial):
      put(2 as UInt8)
      try put("trial", text: trial, atMost: Limits.name)
    case .watch(let sweep, let width, let height):
      put(3 as UInt8)
      try put("sweep", text: sweep ?? "", atMost: Limits.name)
      try put(width, in: Inquiry.widths, "width")
      try put(height, in: Inquiry.heights, "height")
    }
  }
}

extension ByteDecoder {
  fileprivate mutating func flag(_ field: String) throws(MessagingError) -> Bool {
    let byte = try byte(field)
    guard byte < 2 else { throw outOfRange(field, String(byte), 0...1) }
    return byte == 1
  }

  fileprivate mutating func submission() throws(MessagingError) -> Submission {
    let id: SweepID = try identifier("sweep")
    let file = try text("sweep file", atMost: Limits.sweepFile)
    let path = try text("path", atMost: Limits.path)
    let grownFrom = try text("grown from", atMost: Limits.name)
    let files = try list("data files", itemBytes: 40) { (decoder) throws(MessagingError) in
      KnownData(try decoder.text("data name", atMost: Limits.path), try decoder.facts())
    }
    guard files.count <= Limits.dataFiles else {
      throw .tooLong(message, "data files", found: files.count, limit: Limits.dataFiles)
    }
    return Submission(
      id: id, file: file, path: path, data: files,
      grownFrom: grownFrom.isEmpty ? nil : grownFrom)
  }

  private mutating func facts() throws(MessagingError) -> DataFacts {
    let id: DataID = try identifier("data")
    let path = try text("data path", atMost: Limits.path)
    let trainRows = try number("train rows", in: 0...Limits.rows)
    let testRows = try number("test rows", in: 0...Limits.rows)
    let inputs = try number("inputs", in: 0...Limits.columns)
    return DataFacts(
      id: id, path: path, trainRows: trainRows, testRows: testRows > 0 ? testRows : nil, inputs: inputs,
      targets: try number("targets", in: 0...Limits.columns))
  }

  fileprivate mutating func order() throws(MessagingError) -> SweepOrder {
    switch try byte("order") {
    case 0: return .pause
    case 1: return .resume
    case 2: return .cancel
    case 3: return .retryFailed
    case 4:
      return .prioritise(try number("priority", in: SweepOrder.shifted) + SweepOrder.priorities.lowerBound)
    case let other: throw outOfRange("order", String(other), 0...4)
    }
  }

  private mutating func trials() throws(MessagingError) -> TrialInquiry {
    let sweep = try text("sweep", atMost: Limits.name)
    let word = try text("state", atMost: Limits.name)
    let state = TrialState(rawValue: word)
    guard state != nil || word.isEmpty else {
      throw outOfRange("state", word, 0...TrialState.allCases.count - 1)
    }
    return TrialInquiry(
      sweep: sweep, state: state, condition: try text("condition", atMost: Limits.text),
      order: try text("order", atMost: Limits.text), limit: try number("limit", in: TrialInquiry.limits),
      width: try number("width", in: Inquiry.tableWidths))
  }

  fileprivate mutating func question() throws(MessagingError) -> Inquiry {
    switch try byte("question") {
    case 0: return .status(sweep: try sweep(), width: try number("width", in: Inquiry.tableWidths))
    case 1: return .trials(try trials())
    case 2: return .explain(trial: try text("trial", atMost: Limits.name))
    case 3:
      return .watch(
        sweep: try sweep(), width: try number("width", in: Inquiry.widths),
        height: try number("height", in: Inquiry.heights))
    case let other: throw outOfRange("question", String(other), 0...3)
    }
  }

  /// Empty for all of them.
  private mutating func sweep() throws(MessagingError) -> String? {
    let sweep = try text("sweep", atMost: Limits.name)
    return sweep.isEmpty ? nil : sweep
  }
}
