internal import Answers
internal import ArgumentParser
internal import Foundation
internal import Glibc

/// How fast trials that do nothing are planned, dispatched, run and stored.
struct BenchDispatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispatch",
    abstract: "Trials a second through coordinator, worker and store, when the trials do nothing.")

  enum Transport: String, EnumerableFlag { case tcp, ipc }

  @Option(help: "Trials to run.") var trials = 100_000
  @Option(help: "Slots of the one worker.") var slots = 2
  @Option(
    help: ArgumentHelp(
      "A program for each trial to start, without arguments; 'xargs -P' starts it as often beside it.",
      valueName: "path"))
  var program: String?
  @Flag(help: "How coordinator and worker speak.") var transport = Transport.tcp
  @Flag(help: "Encrypt and check keys (CURVE), over tcp.") var keys = false
  @Flag(help: "End the coordinator half-way and start it again on its store.") var restart = false
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    try CommandFailure.check("--trials", trials, in: 2...10_000_000)
    try CommandFailure.check("--slots", slots, in: 1...1024)
    guard !keys || transport == .tcp else {
      throw CommandFailure.badInput(
        "'--keys' goes with '--tcp': a socket in a private folder needs no keys.")
    }
    if let program, !program.hasPrefix("/") || access(program, X_OK) != 0 {
      throw CommandFailure.badInput("'--program' is '\(program)'. Give the whole path of a program.")
    }
    var benchmark = try DispatchBenchmark(
      trials: trials, slots: slots, program: program, overTCP: transport == .tcp, keyed: keys)
    try show(benchmark.measure(restarting: restart), as: format)
  }
}

/// What a run of no-op trials costs. CPU times are user and system time of whole processes.
struct DispatchMetrics: Answer, Encodable {
  var trials = 0
  var slots = 0
  var transport = ""
  /// From the sweep file to the plan, and from there to the rows on disk.
  var planSeconds = 0.0
  var submitSeconds = 0.0
  /// From the store's rows to a dispatcher that is ready.
  var loadSeconds = 0.0
  /// From the first assignment sent to the last result on disk, without what a restart took.
  var seconds = 0.0
  var trialsPerSecond = 0.0
  /// From opening the store again to the first assignment, half of the trials being finished.
  var restartSeconds: Double?
  var coordinatorMicrosecondsPerTrial = 0.0
  /// Of the agent, its slots and the programs that they start.
  var workerMicrosecondsPerTrial = 0.0
  /// Where the trials start a program.
  var starts: Starts?
  /// Frames in both directions.
  var bytesPerTrial = 0.0
  var databaseBytesPerTrial = 0.0
  var coordinatorPeakMegabytes = 0.0

  func text(width: Int) -> String {
    var lines = [
      (String(format: "%.0f trials/s", trialsPerSecond), "\(trials) trials, \(slots) slots, \(transport)"),
      (String(format: "%.1f us", coordinatorMicrosecondsPerTrial), "coordinator CPU a trial"),
      (String(format: "%.1f us", workerMicrosecondsPerTrial), "worker CPU a trial, agent and slots"),
      (String(format: "%.0f bytes", bytesPerTrial), "between coordinator and worker, a trial"),
      (String(format: "%.0f bytes", databaseBytesPerTrial), "of database, a trial"),
      (String(format: "%.2f s", planSeconds), "to plan"),
      (String(format: "%.2f s", submitSeconds), "to store the plan"),
      (String(format: "%.2f s", loadSeconds), "to load it into the dispatcher"),
      (String(format: "%.0f MB", coordinatorPeakMegabytes), "coordinator memory at most"),
    ]
    if let starts { lines += starts.lines(slots) }
    if let restartSeconds {
      lines.append((String(format: "%.2f s", restartSeconds), "from restart to the first assignment"))
    }
    return lines.map { value, words in
      String(repeating: " ", count: max(0, 16 - value.count)) + value + "  " + words + "\n"
    }.joined()
  }
}

extension DispatchMetrics {
  /// What it costs that trials start a program.
  struct Starts: Encodable {
    var program: String
    /// What `xargs -P` took for as many starts, and how many times that the trials took.
    var xargsSeconds = 0.0
    var timesXargs = 0.0
    /// Processor time of the coordinator over the time that the trials took, as a share of one core.
    var coordinatorCoreShare = 0.0

    func lines(_ slots: Int) -> [(String, String)] {
      [
        (
          String(format: "%.2f times", timesXargs),
          "the \(String(format: "%.2f", xargsSeconds)) s of 'xargs -P \(slots) \(program)'"
        ), (String(format: "%.1f %%", 100 * coordinatorCoreShare), "of a core for the coordinator"),
      ]
    }
  }
}
