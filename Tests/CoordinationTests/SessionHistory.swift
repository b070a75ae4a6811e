import Coordination
import Sessions
import SweepModel

/// A session on a machine and under a coordinator that do anything that may happen, in virtual time. Everything follows
/// from the seed.
struct SessionHistory {
  private var random: RandomStream
  private(set) var session: WorkerSession
  private var now = Duration.zero
  private let slots: Int
  /// What the machine has been told to do about data and has not done, in order.
  private var disk: [DataSupply.Order] = []
  private var asked: [PieceRequest] = []
  private var receipt: UInt64 = 0
  /// The first thing that went wrong.
  private(set) var problem: String?
  /// What kinds of things were done.
  private(set) var done: Set<String> = []

  private static let sets = (0..<3).map { DataID(high: 9, low: UInt64($0)) }

  init(seed: Int) {
    random = RandomStream(seed: seed, for: .test)
    slots = 1 + random.below(3)
    session = WorkerSession(
      Hello(worker: "w-1", host: "here", slots: slots, coreType: "Haswell"),
      settings: Self.settings(&random), random: RandomStream(seed: seed, for: .transport))
  }

  private static func settings(_ random: inout RandomStream) -> WorkerSession.Settings {
    var settings = WorkerSession.Settings()
    (settings.data.pieceBytes, settings.data.window, settings.data.bound) = (10, 2, 40)
    if random.below(3) == 0 { settings.slots.memoryBytes = 100 << 20 }
    if random.below(3) == 0 { settings.stay.wallTime = .seconds(60 + random.below(200)) }
    if random.below(3) == 0 { settings.stay.idleTime = .seconds(5 + random.below(50)) }
    return settings
  }

  mutating func run(events: Int) {
    tell(.timePassed)
    tell(.connected)
    for slot in 0..<slots { tell(.slotReady(slot)) }
    tell(.said(.welcome(beatInterval: .seconds(1), leaseLength: .seconds(30))))
    for _ in 0..<events where problem == nil && !session.isEnded { step() }
  }

  private mutating func step() {
    switch random.below(27) {
    case 0: tell(.connected)
    case 1: if random.below(4) == 0 { tell(.disconnected) }
    case 2: tell(.said(.welcome(beatInterval: .seconds(1), leaseLength: .seconds(30))))
    case 3...6: tell(.said(.assign((0...random.below(6)).map { _ in assignment() })))
    case 7: tell(.said(.acknowledged((0..<4).map { _ in lease() })))
    case 8: tell(.said(.revoked((0...random.below(2)).map { _ in lease() })))
    case 9: tell(.said(.whoAreYou))
    case 10: tell(.said(.probe(UInt32(random.below(9)), specification: [3])))
    case 11: tell(.probed(result))
    case 12: if random.below(60) == 0 { tell(.askedToLeave) }
    case 13 where random.below(5) == 0: tell(.slotPutOff(slot()))
    case 13...15: tell(.slotFinished(slot(), random.below(6) == 0 ? crash : result))
    case 16: tell(.slotMoved(slot(), steps: random.below(1_000)))
    case 17: tell(.slotWrote(slot(), [UInt8(ascii: "a")]))
    case 18: tell(.slotHolds(slot(), residentBytes: random.below(200) << 20))
    case 19: tell(random.below(2) == 0 ? .slotDied(slot(), .crashed, "SIGSEGV") : .slotReady(slot()))
    case 20, 21: workDisk()
    case 22: sendPiece()
    case 23, 24: tell(.slotEnded(slot(), trial(random.below(16)), random.below(6) == 0 ? crash : result))
    case 25: if random.below(3) == 0 { tell(.slotFreed(slot())) }
    default: pass()
    }
  }

  /// Now and then a slot that the machine does not have.
  private mutating func slot() -> Int { random.below(40) == 0 ? slots : random.below(slots) }

  private mutating func lease() -> Lease { Lease(trial(random.below(16)), Attempt(1 + random.below(3))) }

  private mutating func assignment() -> Assignment {
    let seed = random.below(16)
    let dataset: Dataset = random.below(3) == 0 ? .file(Self.sets[random.below(3)]) : .teacher
    let spec = Specification(.regression, dataset: dataset, seed: seed)
    var limits = AttemptLimits.none
    if random.below(4) == 0 { limits.time = .seconds(1 + random.below(90)) }
    if random.below(4) == 0 { limits.residentBytes = (20 + random.below(90)) << 20 }
    if seed % 2 == 0 { return together(seed, limits) }
    return Assignment(
      Lease(trial(spec.seed), Attempt(1 + random.below(3))), specification: spec.canonicalBytes,
      dataPath: "/far/d.npz", limits: limits)
  }

  /// Of a program that takes several.
  private mutating func together(_ seed: Int, _ limits: AttemptLimits) -> Assignment {
    var spec = Specification(
      blank: .command, dataset: random.below(3) == 0 ? .file(Self.sets[0]) : .none, arguments: [], seed: seed)
    spec[.command] = ["a.py"]
    var manner = CommandManner()
    manner.batch = .init(max: 1 + random.below(2) * 4, same: [])
    return Assignment(
      Lease(trial(seed), Attempt(1 + random.below(3))),
      specification: AssignedText.write(spec.canonicalBytes, manner),
      dataPath: "/far/code", limits: random.below(2) == 0 ? limits : .none)
  }

  private mutating func pass() {
    let end = now + .milliseconds(1 + random.below(random.below(8) == 0 ? 40_000 : 400))
    while problem == nil, let due = session.nextDeadline, due <= end {
      now = max(now, due)
      tell(.timePassed)
    }
    now = max(now, end)
  }

  private mutating func workDisk() {
    guard !disk.isEmpty else { return }
    switch disk.removeFirst() {
    case .look(let data, _):
      tell(
        .data(random.below(2) == 0 ? .missing(data, "Nowhere.") : .found(data, path: "/near/\(data.short)")))
    case .keep(let data, let offset, let bytes):
      tell(.data(random.below(20) == 0 ? .failed(data, "Full.") : .kept(data, upTo: offset + bytes.count)))
    case .check(let data):
      tell(.data(random.below(4) == 0 ? .failed(data, "Wrong.") : .found(data, path: "/cache/\(data.short)")))
    case .begin, .drop, .letGo: break
    }
  }

  private mutating func sendPiece() {
    guard !asked.isEmpty else { return }
    let request = asked.remove(at: random.below(4) == 0 ? random.below(asked.count) : 0)
    if random.below(12) == 0 { return tell(.said(.withheld(request.data, "Not here."))) }
    receipt += 1
    let total = 25
    let length = min(10, total - request.offset)
    tell(
      .said(
        .piece(
          DataPiece(
            request.data, receipt: receipt, files: [DataPart("d.npz", byteCount: total)],
            offset: request.offset, bytes: [UInt8](repeating: 7, count: random.below(30) == 0 ? 1 : length))))
    )
  }

  private mutating func tell(_ event: WorkerSession.Event) {
    let actions = session.handle(event, at: now)
    for action in actions {
      done.insert(action.kind)
      switch action {
      case .supply(let order): disk.append(order)
      case .say(.fetch(let request)): asked.append(request)
      default: break
      }
    }
    if let broken = session.brokenInvariant() { problem = "\(broken), after \(event) at \(now)" }
    if let due = session.nextDeadline, due <= now { problem = "it would be asked again and again at \(now)" }
  }
}

extension WorkerSession.Action {
  /// The case's name.
  var kind: String {
    switch self {
    case .connect: "connect"
    case .say: "say"
    case .spool: "spool"
    case .unspool: "unspool"
    case .spawn: "spawn"
    case .start: "start"
    case .startTogether: "startTogether"
    case .kill: "kill"
    case .release: "release"
    case .supply: "supply"
    case .probe: "probe"
    case .endProbe: "endProbe"
    case .end: "end"
    }
  }
}
