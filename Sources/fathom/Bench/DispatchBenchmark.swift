internal import Answers
internal import Coordination
internal import CoordinatorShell
internal import Foundation
internal import Glibc
internal import Messaging
internal import Processes
internal import RunStore
internal import SweepLanguage
internal import SweepModel

/// Runs a sweep of trials that do nothing, or start a program, on a store of its own, with a real worker, and takes the time of each part.
struct DispatchBenchmark {
  private let folder: PrivateFolder
  private let stop: StopRequest
  private var endpoint: Endpoint
  private var worker: LocalWorker?
  private var metrics = DispatchMetrics()
  private let clock = ContinuousClock()

  /// Where connections have keys.
  private var keys: KeyFolder?
  private var security = SocketSecurity.none

  init(trials: Int, slots: Int, program: String?, overTCP: Bool, keyed: Bool) throws {
    folder = try PrivateFolder()
    stop = try StopRequest()
    endpoint = overTCP ? .tcp(host: "127.0.0.1", port: nil) : .ipc(path: folder.path + "/socket")
    metrics.trials = trials
    metrics.slots = slots
    metrics.starts = program.map { .init(program: $0) }
    metrics.transport = (overTCP ? "tcp" : "ipc") + (keyed ? " with keys" : "")
    if keyed { keys = KeyFolder(folder.path + "/keys") }
    try keys?.create()
  }

  mutating func measure(restarting: Bool) throws -> DispatchMetrics {
    let sweep = try submit()
    if restarting { _ = try serve(sweep, until: metrics.trials / 2) }
    let opened = clock.now
    let first = try serve(sweep, until: metrics.trials)
    if restarting { metrics.restartSeconds = (first - opened) / .seconds(1) }
    worker?.end()
    let trials = Double(metrics.trials)
    metrics.starts?.coordinatorCoreShare = metrics.coordinatorMicrosecondsPerTrial / 1e6 / metrics.seconds
    metrics.trialsPerSecond = trials / metrics.seconds
    metrics.coordinatorMicrosecondsPerTrial /= trials
    metrics.workerMicrosecondsPerTrial = Usage.ofChildren.microseconds / trials
    metrics.bytesPerTrial /= trials
    let database = try FileManager.default.attributesOfItem(atPath: storePath + "/fathom.db")
    metrics.databaseBytesPerTrial = Double(database[.size] as? Int ?? 0) / trials
    metrics.coordinatorPeakMegabytes = Usage.ofThisProcess.megabytes
    try compare()
    return metrics
  }

  /// Has the program started as often by `xargs`, by as many at once.
  private mutating func compare() throws {
    guard let program = metrics.starts?.program else { return }
    let start = clock.now
    let script = "seq \(metrics.trials) | xargs -P \(metrics.slots) -I{} '\(program)'"
    let child = try ChildProcess(
      path: "/bin/sh", arguments: ["-c", script], environment: ProcessInfo.processInfo.environment)
    var byte: UInt8 = 0
    // What the program says is nobody's; the end of it all is the end of that.
    while read(child.output, &byte, 1) > 0 {}
    let took = (clock.now - start) / .seconds(1)
    guard child.end(within: .seconds(5)) == .status(0) else {
      throw CommandFailure.failed("'xargs' could not start '\(program)' as often.")
    }
    metrics.starts?.xargsSeconds = took
    metrics.starts?.timesXargs = metrics.seconds / took
  }

  private var storePath: String { folder.path + "/store" }

  private mutating func submit() throws -> StoredSweep {
    let kind = metrics.starts.map { "command: ['\($0.program)']" } ?? "experiment: noop"
    let text = "name: dispatch\n\(kind)\nseeds: \(metrics.trials)\n"
    let start = clock.now
    let plan = try SweepPlan.plan(text: text, path: "dispatch.yaml") { _, _ in throw CancellationError() }
    let planned = clock.now
    let store = try Store.open(storePath, as: .owner)
    let sweep = try store.submit(plan, text: text).sweep
    try store.close()
    metrics.planSeconds = (planned - start) / .seconds(1)
    metrics.submitSeconds = (clock.now - planned) / .seconds(1)
    return sweep
  }

  /// One coordinator's life, until so many trials of the sweep are finished.
  ///
  /// - Returns: when its first assignment was sent.
  private mutating func serve(_ sweep: StoredSweep, until finished: Int) throws -> ContinuousClock.Instant {
    let store = try Store.open(storePath, as: .owner)
    let (socket, admission) = try listen()
    let coordinator = Coordinator(
      store: store, socket: socket, admission: admission, log: { sentence, _ in Output.say(sentence) })
    let start = clock.now
    try coordinator.plan(sweep)
    metrics.loadSeconds = (clock.now - start) / .seconds(1)
    if worker == nil {
      worker = try LocalWorker(
        address: JoinAddress(endpoint, security: security), slots: metrics.slots,
        spool: storePath + "/spool")
    }
    let before = Usage.ofThisProcess.microseconds
    while coordinator.counts.finished < finished {
      try coordinator.turn(upTo: .milliseconds(200), stop: stop.descriptor)
      try worker?.keepAlive()
      if stop.isAsked { throw CommandFailure.failed("Stopped before the end of the measurement.") }
    }
    metrics.coordinatorMicrosecondsPerTrial += Usage.ofThisProcess.microseconds - before
    metrics.bytesPerTrial += Double(coordinator.tally.traffic)
    try store.close()
    guard let first = coordinator.tally.firstAssignment, let last = coordinator.tally.lastResult else {
      throw CommandFailure.failed("No trial was run.")
    }
    metrics.seconds += (last - first) / .seconds(1)
    return first
  }

  private mutating func listen() throws -> (CoordinatorSocket, Admission?) {
    let context = try Context()
    guard let keys else {
      let socket = try CoordinatorSocket(context)
      endpoint = try socket.listen(on: endpoint)
      return (socket, nil)
    }
    let server = try keys.server()
    if security == .none {
      security = .client(try keys.add("bench", role: .worker), server: server.publicKey)
    }
    let admission = try Admission(keys, context)
    let socket = try CoordinatorSocket(context, settings: .init(security: .server(server)))
    endpoint = try socket.listen(on: endpoint)
    return (socket, admission)
  }
}
