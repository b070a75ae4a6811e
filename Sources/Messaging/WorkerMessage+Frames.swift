package import Coordination
internal import SweepModel

extension WorkerMessage: FrameMessage {
  package static let speaker = "a worker"
  package static let examples: [WorkerMessage] = [
    .hello(.blank), .beat(room: 0, held: []), .reported(room: 0, []), .handedBack([]), .left,
    .fetch(.blank), .probed(0, .result([])),
  ]

  package var kind: MessageKind {
    switch self {
    case .hello: .hello
    case .beat: .beat
    case .reported: .reported
    case .handedBack: .handedBack
    case .left: .left
    case .fetch: .fetch
    case .probed: .probed
    }
  }

  package init(_ coder: inout FrameCoder, _ message: WorkerMessage) {
    switch message {
    case .hello(let hello): self = .hello(Hello(&coder, hello))
    case .beat(let room, let held): self = .beat(room: coder.room(room), held: coder.list(held, "held"))
    case .reported(let room, let reports):
      self = .reported(room: coder.room(room), coder.spreadList(reports, "reports"))
    case .handedBack(let leases): self = .handedBack(coder.spreadList(leases, "leases"))
    case .left: self = .left
    case .fetch(let request): self = .fetch(PieceRequest(&coder, request))
    case .probed(let number, let outcome):
      self = .probed(coder.word(number, "number"), coder.outcome(outcome, codes: 0...1).0)
    }
  }
}

extension Hello: FrameRecord {
  init(_ coder: inout FrameCoder, _ hello: Hello?) {
    self.init(
      worker: WorkerID(coder.name(hello?.worker.name, "worker")),
      host: coder.name(hello?.host, "host"),
      slots: coder.number(hello?.slots, in: 1...Limits.slots, "slots"),
      room: coder.room(hello?.room),
      numerics: coder.number(hello?.numerics, in: 0...Int(UInt32.max), "numerics"),
      coreType: coder.name(hello?.coreType, "core type"),
      held: coder.list(hello?.held, "held"),
      offer: coder.hasMore(hello?.offer != nil) ? ProgramOffer(&coder, hello?.offer) : nil)
  }
}

extension ProgramOffer: FrameRecord {
  init(_ coder: inout FrameCoder, _ offer: ProgramOffer?) {
    let code = coder.number(
      offer.map { !$0.runsPrograms ? 0 : $0.gpus == nil ? 1 : 2 }, in: 0...2, as: UInt8.self, "programs")
    let ids = code == 2 ? coder.list(offer?.gpus?.map(GPUName.init), "gpus") : []
    self.init(runsPrograms: code > 0, gpus: code == 2 ? ids.map(\.id) : nil)
  }
}

private struct GPUName: FrameItem {
  static let leastBytes = 5
  let id: String
}

extension GPUName {
  init(_ coder: inout FrameCoder, _ name: GPUName?) { id = coder.name(name?.id, "gpu") }
}

extension FrameCoder {
  fileprivate mutating func room(_ room: Int?) -> Int { number(room, in: 0...Limits.list, "room") }
}
