import Coordination
import Sessions
import SweepModel

/// Real sessions against the real dispatcher, over a network and on machines that fail, in virtual time.
///
/// Everything follows from the seed and the weather. `problem` is the first thing that went wrong.
final class VirtualCluster {
  enum Happening {
    case coordinatorReceives(WorkerID, WorkerMessage)
    case coordinatorWorks(epoch: Int)
    case coordinatorCommits(epoch: Int)
    case coordinatorCrashes
    case coordinatorStarts
    case worker(Int, life: Int, WorkerHappening)
    case workerCrashes
    case workerLeaves
    case workerStarts(Int)
    case partition
    case freeze
    case order
  }

  enum WorkerHappening {
    case event(WorkerSession.Event)
    case slot(Int, generation: Int, WorkerSession.Event)
    case timer
  }

  let weather: Weather
  var random: RandomStream
  var now = Duration.zero
  var agenda = Agenda<Happening>()
  var store: ModelStore
  var coordinator: VirtualCoordinator?
  /// Counts coordinators; what was for an earlier one is lost.
  var epoch = 0
  var workers: [VirtualWorker] = []
  private(set) var problem: String?

  /// How many times each trial was started in a slot.
  var starts: [TrialID: Int] = [:]
  private(set) var happenings = 0
  /// How often each kind of thing was recorded.
  var recorded: [String: Int] = [:]
  var isCalm: Bool { now >= weather.calm }

  init(seed: Int, weather: Weather? = nil) {
    random = RandomStream(seed: seed, for: .test)
    self.weather = weather ?? Weather(&random)
    store = ModelStore(
      trials: self.weather.trials, retries: self.weather.retries, sweeps: self.weather.sweeps,
      rounds: self.weather.rounds)
  }

  func blame(_ text: String) { if problem == nil { problem = "at \(now): \(text)" } }

  /// Lives through the history until every trial ended and every worker let go of everything.
  func run(mayFail: Bool = false, limit: Duration = .seconds(4_000)) {
    startCoordinator()
    for index in 0..<weather.workers {
      workers.append(VirtualWorker(index: index))
      startWorker(index)
    }
    brew(weather.coordinatorCrashes, .coordinatorCrashes)
    brew(weather.workerCrashes, .workerCrashes)
    brew(weather.partitions, .partition)
    brew(weather.freezes, .freeze)
    brew(weather.departures, .workerLeaves)
    if weather.orders != nil { agenda.add(.order, at: now + .seconds(1)) }
    while problem == nil, !isOver, let next = agenda.popFirst() {
      now = next.time
      happenings += 1
      happen(next.item)
      if now > limit { blame("not over: \(describe())") }
    }
    if problem == nil, !isOver { blame("nothing happens any more: \(describe())") }
    if problem == nil { checkEnd(mayFail) }
  }

  private var isOver: Bool {
    guard let coordinator, coordinator.dispatcher.isComplete, store.isComplete else { return false }
    return workers.allSatisfy { worker in
      guard let counts = worker.session?.counts else { return true }
      return counts.running + counts.queued + counts.reporting == 0
    }
  }

  private func checkEnd(_ mayFail: Bool) {
    for place in store.trials.indices {
      if !mayFail, isBad(trial(place)) != store.isFailed(trial(place)) {
        blame("trial \(place) failed for no reason")
      }
      if let result = store.results[trial(place)], result != answer(trial(place)) {
        blame("trial \(place) has another trial's result, \(result)")
      }
    }
  }

  private func happen(_ happening: Happening) {
    switch happening {
    case .coordinatorReceives(let worker, let message): receive(message, from: worker)
    case .coordinatorWorks(let epoch): work(epoch)
    case .coordinatorCommits(let epoch): commit(epoch)
    case .coordinatorCrashes:
      crashCoordinator()
      brew(weather.coordinatorCrashes, .coordinatorCrashes)
    case .coordinatorStarts: startCoordinator()
    case .worker(let index, let life, let happening): happen(happening, to: index, life)
    case .workerCrashes:
      endWorker(random.below(workers.count), pause: 5 * random.uniform())
      brew(weather.workerCrashes, .workerCrashes)
    case .workerLeaves:
      let index = random.below(workers.count)
      agenda.add(.worker(index, life: workers[index].life, .event(.askedToLeave)), at: now)
      brew(weather.departures, .workerLeaves)
    case .workerStarts(let index): startWorker(index)
    case .partition:
      workers[random.below(workers.count)].cutOffUntil = now + .seconds(25 * random.uniform())
      brew(weather.partitions, .partition)
    case .freeze:
      // A freeze neither ends nor prolongs another, or what happened meanwhile would come out of order.
      let worker = random.below(workers.count)
      let end = now + .seconds(40 * random.uniform())
      if workers[worker].frozenUntil <= now { workers[worker].frozenUntil = end }
      brew(weather.freezes, .freeze)
    case .order: order()
    }
  }

  /// Somebody asks something of a sweep; once it is calm, that all of them go on.
  private func order() {
    if isCalm {
      let resting = store.sweeps.filter { $0.state != .active }
      for sweep in resting { receive(.resume, for: sweep.id) }
      if !resting.isEmpty { agenda.add(.order, at: now + .seconds(5)) }
      return
    }
    let orders: [SweepOrder] = [
      .pause, .resume, .cancel, .retryFailed, .retryFailed, .prioritise(random.below(3)), .resume,
    ]
    receive(orders[random.below(orders.count)], for: store.sweeps[random.below(store.sweeps.count)].id)
    let next = now + (weather.orders ?? .zero) * (0.1 + 0.9 * random.uniform())
    agenda.add(.order, at: next)
  }

  /// Lets a fault come up, as long as it is not calm.
  private func brew(_ mean: Duration?, _ fault: Happening) {
    guard let mean else { return }
    let time = now + mean * (0.1 + 1.8 * random.uniform())
    if time < weather.calm { agenda.add(fault, at: time) }
  }

  /// Puts a message on its way, or not, or twice.
  func carry(_ worker: Int, _ happening: Happening) {
    guard now >= workers[worker].cutOffUntil, random.uniform() >= weather.lost else { return }
    for _ in 0..<(random.uniform() < weather.doubled ? 2 : 1) {
      let isDelayed = random.uniform() < weather.delayed
      let delay = isDelayed ? 6 * random.uniform() : 0.0002 + 0.005 * random.uniform()
      agenda.add(happening, at: now + .seconds(delay))
    }
  }

  func isBad(_ trial: TrialID) -> Bool { Double((trial.low &* 0x9e37_79b9) % 1_000) < weather.bad * 1_000 }

  /// The only right result of a trial.
  func answer(_ trial: TrialID) -> [UInt8] { [UInt8(truncatingIfNeeded: trial.low), 42] }

  private func describe() -> String {
    "\(coordinator.map { "\($0.dispatcher.counts)" } ?? "no coordinator"), workers hold "
      + workers.map { $0.session.map { "\($0.counts)" } ?? "down" }.joined(separator: ", ")
  }
}
