import Coordination
import Sessions
import SweepModel
import Testing

/// A worker's session with virtual time. Checks that each action was looked at.
final class SessionLab {
  private(set) var session: WorkerSession
  private(set) var now = Duration.zero
  private var actions: [WorkerSession.Action] = []

  /// - Parameter ready: the slots run, the coordinator has welcomed the worker, and what that led to is dropped.
  init(slots: Int = 1, ready: Bool = true, settings: WorkerSession.Settings = .init()) {
    session = WorkerSession(
      Hello(worker: "w-1", host: "here", slots: slots, coreType: "Haswell"),
      settings: settings, random: RandomStream(seed: 1, for: .transport))
    guard ready else { return }
    tell(.timePassed)
    tell(.connected)
    for slot in 0..<slots { tell(.slotReady(slot)) }
    welcome()
    actions = []
  }

  deinit { #expect(actions.isEmpty, "nobody took these actions") }

  func tell(_ event: WorkerSession.Event) {
    session.handle(event, at: now, into: &actions)
    #expect(session.brokenInvariant() == nil, "after \(event) at \(now)")
    if let due = session.nextDeadline { #expect(due > now, "it would be asked again and again at \(now)") }
  }

  func hear(_ message: CoordinatorMessage) { tell(.said(message)) }
  func welcome() { hear(.welcome(beatInterval: .seconds(1), leaseLength: .seconds(30))) }
  func assign(_ leases: Lease...) { assign(leases) }
  func assign(_ leases: [Lease]) { hear(.assign(leases.map { SessionLab.assignment($0) })) }
  static func assignment(_ lease: Lease) -> Assignment {
    Assignment(lease, specification: [7], dataPath: "/data")
  }

  func pass(_ length: Duration) {
    let end = now + length
    while let due = session.nextDeadline, due <= end {
      now = max(now, due)
      tell(.timePassed)
    }
    now = end
  }

  /// Lets time go by while the coordinator answers each beat.
  func passHeard(_ length: Duration) {
    let end = now + length
    while now < end {
      pass(min(.seconds(1), end - now))
      hear(.acknowledged([]))
    }
  }

  func takeActions() -> [WorkerSession.Action] {
    defer { actions = [] }
    return actions
  }

  /// Takes all actions and keeps what is said, beats apart.
  func takeWords() -> [WorkerMessage] {
    takeActions().compactMap {
      guard case .say(let message) = $0 else { return nil }
      if case .beat = message { return nil }
      return message
    }
  }

  /// Takes all actions and tells the room of the last beat and what it listed.
  func takeBeat() -> (room: Int, held: [Holding])? {
    var last: (Int, [Holding])?
    for case .say(.beat(let room, let held)) in takeActions() { last = (room, held) }
    return last
  }
}

extension WorkerSession.Action {
  static func start(_ slot: Int, _ lease: Lease) -> Self { .start(slot, SessionLab.assignment(lease)) }
  static func reported(room: Int, _ leases: Lease...) -> Self {
    .say(.reported(room: room, leases.map { Report($0, result) }))
  }
}

extension WorkerSession {
  mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    var answer: [Action] = []
    handle(event, at: now, into: &answer)
    return answer
  }
}
