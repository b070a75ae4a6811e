internal import Answers
internal import Coordination
internal import Messaging
internal import Processes
package import RunStore
package import SweepLanguage
package import SweepModel

/// One sweep from where it stands to its end, with a worker of its own on a private socket.
package struct LocalRun {
  let store: Store
  let sweep: StoredSweep
  let slots: Int
  /// Results that were there before.
  let reused: Int

  /// Answers how long it took from the first assignment sent to the last result on disk.
  func finish() throws -> Duration {
    Output.stayUp()
    try OpenFiles.raise(toAtLeast: 64, for: "a run")
    let stop = try StopRequest()
    let folder = try PrivateFolder()
    let socket = try CoordinatorSocket(Context())
    let endpoint = try socket.listen(on: .ipc(path: folder.path + "/socket"))
    let progress = ProgressLine(reused: reused)
    let coordinator = Coordinator(store: store, socket: socket, log: progress.interrupt)
    try coordinator.plan(sweep, workersAreGone: true, retryingFailed: true)
    guard !coordinator.isComplete else { return .zero }
    let worker = try LocalWorker(
      address: JoinAddress(endpoint), slots: slots, spool: store.folder.path + "/spool")
    defer { worker.end() }
    while !coordinator.isComplete {
      try coordinator.turn(upTo: .milliseconds(200), stop: stop.descriptor)
      try worker.keepAlive()
      progress.show(coordinator)
      if coordinator.isStuck {
        progress.finish(coordinator)
        throw CommandFailure.failed("The sweep is not over and cannot go on. What is finished is kept.")
      }
      if stop.isAsked {
        try letGo(worker, coordinator)
        progress.finish(coordinator)
        throw CommandFailure.failed("Stopped. What is finished is kept; the same command goes on from here.")
      }
    }
    progress.finish(coordinator)
    guard let first = coordinator.tally.firstAssignment, let last = coordinator.tally.lastResult else {
      return .zero
    }
    return last - first
  }
}

extension LocalRun {
  /// How many trials run at once: what was asked for, else one a core.
  package static func slots(_ asked: Int?) throws -> Int {
    let cores = Cores.current.count
    let slots = asked ?? cores
    try CommandFailure.check("--slots", slots, in: 1...1024, "; this machine has \(cores) cores")
    return slots
  }

  /// Hears what the worker hands back as it leaves, so that the store does not call it running.
  private func letGo(_ worker: LocalWorker, _ coordinator: Coordinator) throws {
    worker.askToLeave()
    let deadline = ContinuousClock.now + .seconds(3)
    while coordinator.counts.running > 0, ContinuousClock.now < deadline {
      try coordinator.turn(upTo: .milliseconds(50), stop: nil)
    }
  }
}

extension Store {
  /// Runs a plan on this machine from where it stands to its end.
  ///
  /// - Returns: the sweep, how many results were there before, and the time from first assignment to last result.
  package func run(
    _ plan: SweepPlan, text: String, slots: Int
  ) throws -> (sweep: SweepRow, reused: Int, time: Duration) {
    var sweep = try submit(plan, text: text).sweep
    // Who runs a sweep by hand wants it, whatever a coordinator was told before.
    if sweep.state != .active {
      try commit([.sweepChanged(plan.id, .active)])
      sweep.state = .active
    }
    let reused = try counts(of: plan.id).done
    let time = try LocalRun(store: self, sweep: sweep, slots: slots, reused: reused).finish()
    return (try self.sweep(plan.id).sweep, reused, time)
  }
}
