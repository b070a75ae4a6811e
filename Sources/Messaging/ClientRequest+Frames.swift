internal import Coordination
internal import SweepModel

extension ClientRequest: FrameMessage {
  /// Whether a frame is one of a submitter, readable or not.
  package static func speaks(_ frame: [UInt8]) -> Bool {
    frame.count > 3 && Array(frame.prefix(2)) == Protocol.magic && (0x41...0x4f).contains(frame[3])
  }

  package static let speaker = "a submitter"
  package static let examples: [ClientRequest] = [
    .submit(.blank), .order(.pause, sweep: ""), .ask(.explain(trial: "")), .compare,
  ].map { ClientRequest(number: 0, asJSON: false, $0) }

  package var kind: MessageKind {
    switch body {
    case .submit: .submit
    case .order: .order
    case .ask: .ask
    case .compare: .compare
    }
  }

  package init(_ coder: inout FrameCoder, _ request: ClientRequest) {
    number = coder.word(request.number, "number")
    asJSON = coder.choice(request.asJSON, of: [false, true], "as JSON")
    body =
      switch request.body {
      case .submit(let submission): .submit(Submission(&coder, submission))
      case .order(let order, let sweep): .order(SweepOrder(&coder, order), sweep: coder.sweep(sweep) ?? "")
      case .ask(let question): .ask(Inquiry(&coder, question))
      case .compare: .compare
      }
  }
}

extension ClientAnswer: FrameMessage {
  package static let speaker = "the coordinator"
  package static let examples = [ClientAnswer(number: 0, status: .done, text: [])]

  package var kind: MessageKind { .answer }

  package init(_ coder: inout FrameCoder, _ answer: ClientAnswer) {
    number = coder.word(answer.number, "number")
    part = coder.number(answer.part, in: 0...Limits.answerParts - 1, "part")
    status = coder.choice(answer.status, of: Status.allCases, "status")
    text = coder.bytes(answer.text, atMost: Limits.answerPart, "text")
  }
}

extension SweepOrder: FrameRecord {
  private static let choices: [Self] = [.pause, .resume, .cancel, .retryFailed, .prioritise(0)]

  init(_ coder: inout FrameCoder, _ order: SweepOrder?) {
    let priority: Int? = if case .prioritise(let priority) = order { priority } else { nil }
    self = coder.choice(priority == nil ? order : .prioritise(0), of: Self.choices, "order")
    guard case .prioritise = self else { return }
    let (lowest, highest) = (Self.priorities.lowerBound, Self.priorities.upperBound)
    let shifted = coder.number(priority.map { $0 - lowest }, in: 0...highest - lowest, "priority")
    self = .prioritise(shifted + lowest)
  }
}

extension Submission: FrameRecord {
  init(_ coder: inout FrameCoder, _ submission: Submission?) {
    id = coder.identifier(submission?.id, "sweep")
    file = coder.text(submission?.file, atMost: Limits.sweepFile, "sweep file")
    path = coder.text(submission?.path, atMost: Limits.path, "path")
    grownFrom = coder.filledText(submission?.grownFrom, atMost: Limits.name, "grown from")
    data = coder.list(submission?.data, atMost: Limits.dataFiles, "data files")
    let shapes = submission?.data.map(\.facts.imageShape) ?? []
    guard coder.hasMore(shapes.contains { $0 != nil }) else { return }
    for index in data.indices {
      data[index].facts.imageShape = coder.imageShape(coder.isReading ? nil : shapes[index])
    }
    // One way of writing a submission: without images it ends before.
    if data.allSatisfy({ $0.facts.imageShape == nil }) {
      coder.fail("image shapes", "0", outside: 1...max(1, data.count))
    }
  }
}

extension KnownData: FrameItem {
  static let leastBytes = 40

  init(_ coder: inout FrameCoder, _ data: KnownData?) {
    name = coder.text(data?.name, atMost: Limits.path, "data name")
    facts = DataFacts(&coder, data?.facts)
  }
}

extension DataFacts: FrameRecord {
  init(_ coder: inout FrameCoder, _ facts: DataFacts?) {
    self.init(
      id: coder.identifier(facts?.id, "data"),
      path: coder.text(facts?.path, atMost: Limits.path, "data path"),
      trainRows: coder.number(facts?.trainRows, in: 0...Limits.rows, "train rows"),
      testRows: coder.number(facts?.testRows ?? 0, in: 0...Limits.rows, "test rows"),
      inputs: coder.number(facts?.inputs, in: 0...Limits.columns, "inputs"),
      targets: coder.number(facts?.targets, in: 0...Limits.columns, "targets"))
    if testRows == 0 { testRows = nil }
  }
}

extension Inquiry {
  private static let examples: [Inquiry] = [
    .status(sweep: nil), .trials(TrialInquiry(sweep: "")), .explain(trial: ""),
    .watch(sweep: nil, width: 0, height: 0),
  ]

  private var code: Int {
    switch self {
    case .status: 0
    case .trials: 1
    case .explain: 2
    case .watch: 3
    }
  }

  fileprivate init(_ coder: inout FrameCoder, _ inquiry: Inquiry) {
    let code = coder.choice(inquiry.code, of: [0, 1, 2, 3], "question")
    switch coder.isReading ? Self.examples[code] : inquiry {
    case .status(let sweep, let width):
      self = .status(sweep: coder.sweep(sweep), width: coder.number(width, in: Self.tableWidths, "width"))
    case .trials(let trials): self = .trials(TrialInquiry(&coder, trials))
    case .explain(let trial): self = .explain(trial: coder.text(trial, atMost: Limits.name, "trial"))
    case .watch(let sweep, let width, let height):
      self = .watch(
        sweep: coder.sweep(sweep), width: coder.number(width, in: Self.widths, "width"),
        height: coder.number(height, in: Self.heights, "height"))
    }
  }
}

extension TrialInquiry {
  fileprivate init(_ coder: inout FrameCoder, _ inquiry: TrialInquiry) {
    sweep = coder.sweep(inquiry.sweep) ?? ""
    let word = coder.filledText(inquiry.state?.rawValue, atMost: Limits.name, "state")
    state = word.flatMap { TrialState(rawValue: $0) }
    if let word, state == nil { coder.fail("state", word, outside: 0...TrialState.allCases.count - 1) }
    condition = coder.text(inquiry.condition, atMost: Limits.text, "condition")
    order = coder.text(inquiry.order, atMost: Limits.text, "order")
    limit = coder.number(inquiry.limit, in: Self.limits, "limit")
    width = coder.number(inquiry.width, in: Inquiry.tableWidths, "width")
  }
}

extension FrameCoder {
  /// Height, width and channels; three times 0 where inputs are no images.
  fileprivate mutating func imageShape(_ shape: [Int]?) -> [Int]? {
    let sides = (0..<3).map { number(shape?[$0] ?? 0, in: 0...Limits.columns, "image shape") }
    if sides == [0, 0, 0] { return nil }
    if sides.contains(0) { fail("image shape", "0", outside: 1...Limits.columns) }
    return sides
  }

  /// Of one sweep, or of all where there is none.
  fileprivate mutating func sweep(_ sweep: String?) -> String? {
    filledText(sweep, atMost: Limits.name, "sweep")
  }
}
