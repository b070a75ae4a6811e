import Coordination
import Sessions
import SweepModel

/// One life of a coordinator: the dispatcher and the loop around it.
struct VirtualCoordinator {
  var dispatcher: Dispatcher
  let started: Duration
  /// Workers whose connection is known.
  var routes: Set<WorkerID> = []
  var inbox: [Dispatcher.Event] = []
  /// What a batch of events led to, until it is committed and carried out.
  var batch: [Dispatcher.Action] = []
  var isBusy = false
  /// When it is going to look at its deadlines.
  var wakeUp: Duration?
}

extension VirtualCluster {
  static var dispatcherSettings: Dispatcher.Settings {
    var settings = Dispatcher.Settings()
    settings.leaseLength = .seconds(8)
    settings.suspectAfter = .seconds(3)
    return settings
  }

  func startCoordinator() {
    guard coordinator == nil else { return }
    epoch += 1
    coordinator = VirtualCoordinator(dispatcher: Dispatcher(Self.dispatcherSettings), started: now)
    let asked = store.sweeps.indices.filter { store.sweeps[$0].state != .cancelled }
    coordinator?.inbox = asked.map { .planned(store.plan($0), of: store.sweeps[$0]) }
    agenda.add(.coordinatorWorks(epoch: epoch), at: now)
  }

  /// Everything that was not committed is lost, and everything that was not sent.
  func crashCoordinator() {
    guard coordinator != nil else { return }
    coordinator = nil
    agenda.add(.coordinatorStarts, at: now + .seconds(6 * random.uniform()))
  }

  func receive(_ message: WorkerMessage, from worker: WorkerID) {
    guard coordinator != nil else { return }
    if case .hello = message { coordinator?.routes.insert(worker) }
    guard coordinator?.routes.contains(worker) == true else { return send(.whoAreYou, to: worker) }
    coordinator?.inbox.append(.said(worker, message))
    wake(after: .milliseconds(1))
  }

  /// A sweep that was cancelled before this coordinator started is planned first.
  func receive(_ order: SweepOrder, for sweep: SweepID) {
    guard let coordinator else { return }
    let isPlanned = coordinator.inbox.contains {
      if case .planned(_, let one) = $0 { one.id == sweep } else { false }
    }
    if !coordinator.dispatcher.knows(sweep), !isPlanned,
      let place = store.sweeps.firstIndex(where: { $0.id == sweep })
    {
      self.coordinator?.inbox.append(.planned(store.plan(place), of: store.sweeps[place]))
    }
    self.coordinator?.inbox.append(.ordered(order, sweep))
    wake(after: .milliseconds(1))
  }

  private func wake(after pause: Duration) {
    guard let coordinator, !coordinator.isBusy, (coordinator.wakeUp ?? .seconds(1 << 30)) > now + pause else {
      return
    }
    self.coordinator?.wakeUp = now + pause
    agenda.add(.coordinatorWorks(epoch: epoch), at: now + pause)
  }

  /// Hands a batch of events over, and gathers what they lead to.
  func work(_ epoch: Int) {
    guard epoch == self.epoch, var coordinator, !coordinator.isBusy else { return }
    self.coordinator = nil
    let time = now - coordinator.started
    for event in coordinator.inbox {
      coordinator.dispatcher.handle(event, at: time, into: &coordinator.batch)
      if let broken = coordinator.dispatcher.brokenInvariant() { blame("\(broken), after \(event)") }
    }
    coordinator.inbox = []
    if let due = coordinator.dispatcher.nextDeadline, due <= time {
      coordinator.dispatcher.handle(.timePassed, at: time, into: &coordinator.batch)
      if let broken = coordinator.dispatcher.brokenInvariant() { blame("\(broken), after time passed") }
    }
    coordinator.isBusy = !coordinator.batch.isEmpty
    coordinator.wakeUp = nil
    self.coordinator = coordinator
    if coordinator.isBusy {
      agenda.add(.coordinatorCommits(epoch: epoch), at: now + .seconds(0.01 * random.uniform()))
    } else {
      rest()
    }
  }

  /// All records first, then everything else.
  func commit(_ epoch: Int) {
    guard epoch == self.epoch, let batch = coordinator?.batch else { return }
    if random.uniform() < weather.failingCommits {
      return agenda.add(.coordinatorCommits(epoch: epoch), at: now + .milliseconds(500))
    }
    for case .record(let record) in batch {
      recorded[record.kind, default: 0] += 1
      if let contradiction = store.keep(record) { blame(contradiction) }
    }
    for action in batch {
      if weather.coordinatorCrashes != nil, !isCalm, random.below(200) == 0 { return crashCoordinator() }
      carryOut(action)
    }
    coordinator?.batch = []
    coordinator?.isBusy = false
    rest()
  }

  private func carryOut(_ action: Dispatcher.Action) {
    switch action {
    case .record: break
    case .send(let worker, let message):
      if case .acknowledged(let leases) = message {
        for lease in leases where !store.hasEnded(lease) {
          blame("\(lease) acknowledged before it is stored")
        }
      }
      send(message, to: worker)
    case .assign(let worker, let leases):
      send(.assign(leases.map(assignment)), to: worker)
    case .propose(let sweep):
      guard let grown = store.grow(sweep) else {
        return blame("sweep \(sweep.short) is over and asks for more")
      }
      coordinator?.inbox.append(.sweepGrew(sweep, grown, isOver: store.isOver(sweep)))
    case .forget(let worker): coordinator?.routes.remove(worker)
    }
  }

  private func rest() {
    guard let coordinator else { return }
    if !coordinator.inbox.isEmpty { return wake(after: .milliseconds(1)) }
    guard let due = coordinator.dispatcher.nextDeadline else { return }
    wake(after: max(due + coordinator.started - now, .zero))
  }

  private func send(_ message: CoordinatorMessage, to worker: WorkerID) {
    guard let index = workers.firstIndex(where: { $0.id == worker }) else { return }
    carry(index, .worker(index, life: workers[index].life, .event(.said(message))))
  }
}

extension Dispatcher.Record {
  /// The case's name.
  var kind: String {
    switch self {
    case .workerJoined: "workerJoined"
    case .workerExpired: "workerExpired"
    case .workerLeft: "workerLeft"
    case .leasesGranted: "leasesGranted"
    case .accepted: "accepted"
    case .superseded: "superseded"
    case .attemptFailed(_, _, let failure, _, _): failure.rawValue
    case .leaseExpired: "leaseExpired"
    case .handedBack: "handedBack"
    case .workerSetAside: "workerSetAside"
    case .workerMisbehaved: "workerMisbehaved"
    case .sweepChanged(_, let state): state.rawValue
    case .sweepPrioritised: "sweepPrioritised"
    case .trialsRetried: "trialsRetried"
    }
  }
}
