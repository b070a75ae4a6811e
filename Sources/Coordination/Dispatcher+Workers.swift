internal import SweepModel

/// What workers say, and their silence.
extension Dispatcher {
  mutating func hear(_ message: WorkerMessage, from id: WorkerID) {
    if case .hello(let hello) = message {
      return greet(id, hello)
    }
    guard let worker = workers.place(of: id) else {
      if case .left = message { return }
      return actions.append(.send(id, .whoAreYou))
    }
    if workers[worker].presence == .expected {
      actions.append(.send(id, .whoAreYou))
    } else {
      if workers[worker].presence == .suspect { mustShareOut = true }
      workers.heard(worker, at: now)
    }
    switch message {
    case .hello, .probed: break
    case .fetch: workers[worker].deeds.lastFetch = now
    case .beat(let room, let held):
      setRoom(worker, room)
      let strays = review(held, of: worker)
      actions.append(.send(id, strays.isEmpty ? .acknowledged([]) : .revoked(strays)))
    case .reported(let room, let reports):
      setRoom(worker, room)
      take(reports, from: worker)
    case .handedBack(let given): takeBack(given, from: worker)
    case .left: return part(with: worker, .workerLeft(id))
    }
    if workers.isPresent(worker) { assign(to: worker) }
  }

  private mutating func greet(_ id: WorkerID, _ hello: Hello) {
    if let objection = objection(to: hello, from: id) {
      return actions += [.send(id, .refused(objection)), .forget(id)]
    }
    let slots = min(hello.slots, settings.greatestSlots)
    let worker = workers.place(of: id) ?? workers.insert(id, at: now)
    if workers[worker].presence == .expected || workers[worker].slots != slots {
      actions.append(.record(.workerJoined(id, host: hello.host, slots: slots, coreType: hello.coreType)))
    }
    workers.heard(worker, slots: slots, at: now)
    (workers[worker].host, workers[worker].offer) = (hello.host, hello.offer)
    setRoom(worker, hello.room)
    actions.append(
      .send(id, .welcome(beatInterval: settings.beatInterval, leaseLength: settings.leaseLength)))
    let strays = review(hello.held, of: worker)
    if !strays.isEmpty { actions.append(.send(id, .revoked(strays))) }
    mustShareOut = true
  }

  private func objection(to hello: Hello, from id: WorkerID) -> String? {
    if hello.worker != id || id.name.isEmpty {
      return "Worker '\(id)' says that it is '\(hello.worker)'. Give each worker one name."
    }
    if hello.numerics != settings.numerics {
      return
        "Worker '\(id)' computes with numerics version \(hello.numerics), this coordinator's sweeps need "
        + "\(settings.numerics). Install the same release of fathom on both."
    }
    if hello.slots < 1 {
      return "Worker '\(id)' offers \(hello.slots) slots. Start it with '--slots 1' or more."
    }
    return nil
  }

  private mutating func setRoom(_ worker: Int, _ room: Int) {
    workers[worker].room = min(max(room, 0), settings.greatestRoom)
  }

  /// Trials that a worker gives back unfinished, which does not count against them.
  private mutating func takeBack(_ given: [Lease], from worker: Int) {
    var isAny = false
    for lease in given {
      guard let trial = trials.place(of: lease.trial), lease == trials[trial].lastLease,
        let place = place(of: trial, heldBy: worker)
      else { continue }
      handBack(place)
      isAny = true
    }
    if isAny { note(handBackBy: worker) }
  }

  /// Ends a lease unfinished, without an attempt being counted.
  mutating func handBack(_ place: Int) {
    let (trial, worker) = (Int(leases[place].trial), Int(leases[place].worker))
    release(place)
    actions.append(.record(.handedBack(trials[trial].lastLease, workers[worker].id)))
    requeue(trial)
  }

  /// The trial's lease when `worker` holds it.
  func place(of trial: Int, heldBy worker: Int) -> Int? {
    let place = Int(trials[trial].lease)
    return place >= 0 && Int(leases[place].worker) == worker ? place : nil
  }

  private mutating func part(with worker: Int, _ record: Record) {
    while let last = workers[worker].leases.last { handBack(Int(last)) }
    actions.append(.record(record))
    actions.append(.forget(workers[worker].id))
    workers.remove(worker)
    asideUntil[worker] = nil
    mustShareOut = true
  }

  mutating func lose(_ id: WorkerID) {
    guard let worker = workers.place(of: id) else { return }
    workers.suspect(worker, at: now)
    mustShareOut = true
  }

  mutating func expireWhatIsDue() {
    guard now >= pardonedUntil else { return }
    readmit()
    while let worker = workers.longestUnheard, workers[worker].since + settings.suspectAfter <= now {
      workers.suspect(worker, at: now)
      mustShareOut = true
    }
    var revoked: (worker: Int, leases: [Lease]) = (-1, [])
    while let place = leases.oldest, leases[place].deadline <= now {
      let worker = Int(leases[place].worker)
      if worker != revoked.worker {
        revoke(revoked.leases, of: revoked.worker)
        revoked = (worker, [])
      }
      revoked.leases.append(trials[Int(leases[place].trial)].lastLease)
      expire(place)
      mustShareOut = true
    }
    revoke(revoked.leases, of: revoked.worker)
    while let worker = workers.longestSuspect, workers[worker].since + settings.leaseLength <= now {
      part(with: worker, .workerExpired(workers[worker].id))
    }
  }

  /// Tells a worker that is there; one that is silent learns it when it lists them again.
  private mutating func revoke(_ revoked: [Lease], of worker: Int) {
    guard !revoked.isEmpty, workers.isPresent(worker) else { return }
    actions.append(.send(workers[worker].id, .revoked(revoked)))
  }
}
