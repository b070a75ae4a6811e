import Coordination
import Sessions
import SweepModel

/// One machine, on which agents live one after the other.
struct VirtualWorker {
  let index: Int
  var life = 0
  var session: WorkerSession?
  /// Counts the processes of each slot; what an earlier one says is not heard.
  var generations: [Int] = []
  /// When each slot's process is done with what it was given; `nil` when it hangs or is about to die.
  var free: [Duration?] = []
  /// Nothing on the machine moves before.
  var frozenUntil = Duration.zero
  /// No message comes through before.
  var cutOffUntil = Duration.zero
  var wakeUp: Duration?

  init(index: Int) { self.index = index }

  var id: WorkerID { WorkerID("w-\(index)-\(life)") }
}

extension VirtualCluster {
  func startWorker(_ index: Int) {
    workers[index].life += 1
    let identity = Hello(
      worker: workers[index].id, host: "host-\(index)", slots: weather.slots, coreType: "Haswell")
    var settings = WorkerSession.Settings()
    settings.slots.aheadWork = weather.aheadWork
    workers[index].session = WorkerSession(
      identity, settings: settings,
      random: RandomStream(seed: index + 100 * workers[index].life, for: .transport))
    workers[index].generations = Array(repeating: 0, count: weather.slots)
    workers[index].free = Array(repeating: .zero, count: weather.slots)
    agenda.add(.worker(index, life: workers[index].life, .timer), at: now)
  }

  func endWorker(_ index: Int, pause: Double) {
    guard workers[index].session != nil else { return }
    workers[index].session = nil
    workers[index].wakeUp = nil
    agenda.add(.workerStarts(index), at: now + .seconds(pause))
  }

  func happen(_ happening: WorkerHappening, to index: Int, _ life: Int) {
    guard life == workers[index].life, workers[index].session != nil else { return }
    if workers[index].frozenUntil > now {
      return agenda.add(.worker(index, life: life, happening), at: workers[index].frozenUntil)
    }
    switch happening {
    case .event(let event): tell(event, index)
    case .slot(let slot, let generation, let event):
      if generation == workers[index].generations[slot] { tell(event, index) }
    case .timer:
      workers[index].wakeUp = nil
      tell(.timePassed, index)
    }
  }

  private func tell(_ event: WorkerSession.Event, _ index: Int) {
    guard let actions = workers[index].session?.handle(event, at: now) else { return }
    if let broken = workers[index].session?.brokenInvariant() { blame("\(broken), after \(event)") }
    for action in actions { carryOut(action, index) }
    guard let due = workers[index].session?.nextDeadline else { return }
    let time = max(due, now)
    if let wakeUp = workers[index].wakeUp, wakeUp <= time { return }
    workers[index].wakeUp = time
    agenda.add(.worker(index, life: workers[index].life, .timer), at: time)
  }

  private func carryOut(_ action: WorkerSession.Action, _ index: Int) {
    let life = workers[index].life
    switch action {
    case .connect:
      agenda.add(.worker(index, life: life, .event(.connected)), at: now + .milliseconds(2))
    case .say(let message):
      carry(index, .coordinatorReceives(workers[index].id, message))
    case .spawn(let slot):
      workers[index].generations[slot] += 1
      workers[index].free[slot] = .zero
      let dies = weather.crashing > 0 && random.below(20) == 0
      soon(
        dies ? .slotDied(slot, .crashed, "no such library") : .slotReady(slot), slot, index,
        0.3 * random.uniform())
    case .start(let slot, let assignment): start(assignment, slot, index)
    case .startTogether(let slot, let together): start(together, slot, index)
    case .kill(let slot), .release(let slot):
      workers[index].generations[slot] += 1
      soon(.slotDied(slot, .crashed, "SIGKILL"), slot, index, 0.02)
    case .end: endWorker(index, pause: 1)
    case .spool, .unspool, .supply, .probe, .endProbe: break
    }
  }

  func soon(_ event: WorkerSession.Event, _ slot: Int, _ index: Int, _ seconds: Double) {
    let generation = workers[index].generations[slot]
    agenda.add(
      .worker(index, life: workers[index].life, .slot(slot, generation: generation, event)),
      at: now + .seconds(seconds))
  }

  private func start(_ assignment: Assignment, _ slot: Int, _ index: Int) {
    guard let free = workers[index].free[slot] else { return }
    let wait = max(free - now, .zero) / .seconds(1)
    let trial = assignment.lease.trial
    starts[trial, default: 0] += 1
    if isBad(trial) {
      workers[index].free[slot] = now + .seconds(wait + 0.001)
      return soon(.slotFinished(slot, .failure(.badInput, "bad")), slot, index, wait + 0.001)
    }
    let length = random.uniform() < weather.long ? 12 * random.uniform() : 0.05 * random.uniform()
    let hangs = !isCalm && random.uniform() < weather.hanging
    let crashes = !isCalm && random.uniform() < weather.crashing
    var time = 0.5
    while time < length {
      soon(.slotMoved(slot, steps: Int(time * 100)), slot, index, wait + time)
      time += 1
    }
    workers[index].free[slot] = hangs || crashes ? nil : now + .seconds(wait + length)
    if hangs { return }
    soon(
      crashes ? .slotDied(slot, .crashed, "SIGSEGV") : .slotFinished(slot, .result(answer(trial))), slot,
      index,
      wait + length)
  }
}
