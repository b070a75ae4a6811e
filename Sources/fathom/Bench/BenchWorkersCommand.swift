internal import Answers
internal import ArgumentParser
internal import CoordinatorShell
internal import Foundation
internal import Messaging
internal import Processes
internal import RunStore

/// What a coordinator costs that has many workers and nothing to do, and whether it loses one of them.
struct BenchWorkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers", abstract: "Many idle workers at once: who is lost, and what their beats cost.",
    subcommands: [LoadCommand.self])

  @Option(help: "Workers, each with a connection of its own.") var workers = 1_000
  @Option(help: ArgumentHelp("How long they beat once all are in.", valueName: "seconds")) var time = 300.0
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    guard (1...100_000).contains(workers), time >= 1, time <= 86_400 else {
      throw CommandFailure.badInput("'--workers' is from 1 to 100000 and '--time' from 1 to 86400 seconds.")
    }
    let metrics = try WorkerLoadBenchmark(workers: workers, time: .seconds(time)).measure()
    try show(metrics, as: format)
    guard format == .json || metrics.lost == 0 else { throw ExitCode(1) }
  }

  /// The load, in a process of its own so that the coordinator's time is told apart.
  struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "load", shouldDisplay: false)
    @Option var at: String
    @Option var count: Int

    func run() throws { try WorkerLoad(Endpoint(at), workers: count).run() }
  }
}

struct WorkerLoadMetrics: Answer, Encodable {
  var workers = 0
  /// From the first that joined to the last.
  var joiningSeconds = 0.0
  var beatingSeconds = 0.0
  /// Workers that were called silent, or were not there at the end.
  var lost = 0
  var messages = 0
  /// Processor time of the coordinator over the time that it took, as a share of one core.
  var coordinatorCoreShare = 0.0
  var coordinatorPeakMegabytes = 0.0

  func text(width: Int) -> String {
    [
      "\(workers) workers, all in after \(String(format: "%.1f", joiningSeconds)) s",
      "\(String(format: "%.0f", beatingSeconds)) s of beats, \(messages) messages, \(lost) workers lost",
      "\(String(format: "%.1f", 100 * coordinatorCoreShare)) % of a core for the coordinator, "
        + "\(String(format: "%.0f", coordinatorPeakMegabytes)) MB at most",
    ].map { $0 + "\n" }.joined()
  }
}

/// A coordinator without sweeps on a store of its own, and the load that joins it.
struct WorkerLoadBenchmark {
  let workers: Int
  let time: Duration

  func measure() throws -> WorkerLoadMetrics {
    let folder = try PrivateFolder()
    let stop = try StopRequest()
    let store = try Store.open(folder.path + "/store", as: .owner)
    let socket = try CoordinatorSocket(Context())
    let endpoint = try socket.listen(on: .tcp(host: "127.0.0.1", port: nil))
    var silent = 0
    let coordinator = Coordinator(store: store, socket: socket) { sentence, _ in
      if sentence.contains("is silent") { silent += 1 }
    }
    let load = try ChildProcess(
      path: "/proc/self/exe",
      arguments: ["bench", "workers", "load", "--at", endpoint.description, "--count", "\(workers)"],
      environment: ProcessInfo.processInfo.environment)
    defer { load.end(within: .seconds(5)) }

    var metrics = WorkerLoadMetrics(workers: workers)
    let start = ContinuousClock.now
    while coordinator.presentWorkers < workers {
      try turn(coordinator, stop)
      if let ending = load.endingIfAny() { throw CommandFailure.failed("The load has ended (\(ending)).") }
      guard ContinuousClock.now - start < .seconds(120) else {
        throw CommandFailure.failed("\(coordinator.presentWorkers) of \(workers) workers are in after 120 s.")
      }
    }
    let joined = ContinuousClock.now
    metrics.joiningSeconds = (joined - start) / .seconds(1)
    let before = Usage.ofThisProcess
    let heard = coordinator.tally.messagesHeard
    while ContinuousClock.now - joined < time { try turn(coordinator, stop) }
    let after = Usage.ofThisProcess
    metrics.beatingSeconds = (ContinuousClock.now - joined) / .seconds(1)
    metrics.messages = coordinator.tally.messagesHeard - heard
    metrics.lost = max(silent, workers - coordinator.presentWorkers)
    metrics.coordinatorCoreShare = (after.microseconds - before.microseconds) / 1e6 / metrics.beatingSeconds
    metrics.coordinatorPeakMegabytes = after.megabytes
    return metrics
  }

  private func turn(_ coordinator: Coordinator, _ stop: StopRequest) throws {
    try coordinator.turn(upTo: .milliseconds(200), stop: stop.descriptor)
    if stop.isAsked { throw CommandFailure.failed("Stopped before the end of the measurement.") }
  }
}
