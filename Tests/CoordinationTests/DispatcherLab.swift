import Coordination
import SweepModel
import Testing

/// A dispatcher with virtual time. Checks its invariants after every event, and that each action was looked at.
final class DispatcherLab {
  private(set) var dispatcher: Dispatcher
  private(set) var now = Duration.zero
  private var actions: [Dispatcher.Action] = []

  /// - Parameters:
  ///   - trials: how many are planned, as `trial(0)` and so on.
  ///   - workers: those that say hello, one slot each, after which what that led to is dropped.
  init(
    trials: Int = 0, retries: Int = 2, workers: [WorkerID] = [], room: Int = 1,
    settings: Dispatcher.Settings = .init()
  ) {
    dispatcher = Dispatcher(settings)
    if trials > 0 { hand(.planned((0..<trials).map { DispatchedTrial(trial($0), retries: retries) })) }
    for worker in workers { hello(worker, room: room) }
    actions = []
  }

  deinit { #expect(actions.isEmpty, "nobody took these actions") }

  func hand(_ event: Dispatcher.Event) {
    dispatcher.handle(event, at: now, into: &actions)
    #expect(dispatcher.brokenInvariant() == nil, "after \(event) at \(now)")
  }

  func limit(_ trial: TrialID, to limits: AttemptLimits) {
    dispatcher.limits.note(limits, of: trial, isFirst: true)
  }

  func say(_ worker: WorkerID, _ message: WorkerMessage) { hand(.said(worker, message)) }

  func hello(
    _ worker: WorkerID, slots: Int = 1, room: Int = 1, numerics: Int = Specification.currentNumerics,
    held: [Holding] = []
  ) {
    say(worker, .hello(.of(worker, slots: slots, room: room, numerics: numerics, held: held)))
  }

  func report(_ worker: WorkerID, _ lease: Lease, _ outcome: Report.Outcome, room: Int = 1) {
    say(worker, .reported(room: room, [Report(lease, outcome)]))
  }

  /// Lets time go by as the loop does: each deadline is told when it is reached.
  func pass(_ length: Duration) {
    let end = now + length
    while let due = dispatcher.nextDeadline, due <= end {
      now = max(now, due)
      hand(.timePassed)
    }
    now = end
  }

  /// Lets time go by while `worker` beats each second and says what `held` makes of the second.
  func pass(seconds: Int, worker: WorkerID, room: Int = 1, held: (Int) -> [Holding]) {
    for second in 1...seconds {
      pass(.seconds(1))
      say(worker, .beat(room: room, held: held(second)))
    }
  }

  /// Nothing is told while the process stands still.
  func stall(_ length: Duration) { now += length }

  func takeActions() -> [Dispatcher.Action] {
    defer { actions = [] }
    return actions
  }

  /// Takes all actions and keeps the records.
  func takeRecords() -> [Dispatcher.Record] {
    takeActions().compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  /// The leases that were assigned, by worker; takes all actions.
  func takeAssigned() -> [WorkerID: [Lease]] {
    var assigned: [WorkerID: [Lease]] = [:]
    for case .assign(let worker, let leases) in takeActions() { assigned[worker, default: []] += leases }
    return assigned
  }
}

/// The trial at a place of the plan.
func trial(_ place: Int) -> TrialID { TrialID(high: 0xf00d, low: UInt64(place)) }

func lease(_ place: Int, _ attempt: Int = 1) -> Lease { Lease(trial(place), Attempt(attempt)) }

let result = Report.Outcome.result([1, 2, 3])
let crash = Report.Outcome.failure(.crashed, "SIGSEGV")

extension WorkerID: ExpressibleByStringLiteral {
  package init(stringLiteral name: String) { self.init(name) }
}

extension Hello {
  static func of(
    _ worker: WorkerID, slots: Int = 1, room: Int = 1, numerics: Int = Specification.currentNumerics,
    held: [Holding] = []
  ) -> Hello {
    Hello(
      worker: worker, host: "here", slots: slots, room: room, numerics: numerics, coreType: "Haswell",
      held: held)
  }
}

extension Dispatcher.Action {
  static func joined(_ worker: WorkerID, slots: Int = 1) -> Self {
    .record(.workerJoined(worker, host: "here", slots: slots, coreType: "Haswell"))
  }
  static func welcome(_ worker: WorkerID) -> Self {
    .send(worker, .welcome(beatInterval: .seconds(1), leaseLength: .seconds(30)))
  }
  static func granted(_ leases: [Lease], _ worker: WorkerID) -> Self {
    .record(.leasesGranted(leases, worker))
  }
  static func acknowledged(_ leases: [Lease], _ worker: WorkerID) -> Self {
    .send(worker, .acknowledged(leases))
  }
  static func revoked(_ leases: [Lease], _ worker: WorkerID) -> Self { .send(worker, .revoked(leases)) }
}
