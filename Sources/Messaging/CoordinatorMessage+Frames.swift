package import Coordination
internal import SweepModel

extension CoordinatorMessage: FrameMessage {
  package static let speaker = "the coordinator"
  package static let examples: [CoordinatorMessage] = [
    .welcome(beatInterval: .zero, leaseLength: .zero), .assign([]), .acknowledged([]), .revoked([]),
    .whoAreYou, .refused(""), .piece(.blank), .withheld(DataID(high: 0, low: 0), ""),
    .probe(0, specification: []),
  ]

  package var kind: MessageKind {
    switch self {
    case .welcome: .welcome
    case .assign: .assign
    case .acknowledged: .acknowledged
    case .revoked: .revoked
    case .whoAreYou: .whoAreYou
    case .refused: .refused
    case .piece: .piece
    case .withheld: .withheld
    case .probe: .probe
    }
  }

  package init(_ coder: inout FrameCoder, _ message: CoordinatorMessage) {
    switch message {
    case .welcome(let beatInterval, let leaseLength):
      self = .welcome(
        beatInterval: coder.duration(beatInterval, "beat interval"),
        leaseLength: coder.duration(leaseLength, "lease length"))
    case .assign(let assignments): self = .assign(coder.spreadList(assignments, "assignments"))
    case .acknowledged(let leases): self = .acknowledged(coder.spreadList(leases, "leases"))
    case .revoked(let leases): self = .revoked(coder.spreadList(leases, "leases"))
    case .whoAreYou: self = .whoAreYou
    case .refused(let reason): self = .refused(coder.sentence(reason))
    case .piece(let piece): self = .piece(DataPiece(&coder, piece))
    case .withheld(let data, let reason):
      self = .withheld(coder.identifier(data, "data"), coder.sentence(reason))
    case .probe(let number, let specification):
      self = .probe(coder.word(number, "number"), specification: coder.specification(specification))
    }
  }
}
