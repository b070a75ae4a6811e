internal import Answers
internal import ArgumentParser
internal import Coordination
internal import CoordinatorShell
internal import Messaging
internal import Processes
internal import RunStore
internal import SweepModel

/// A coordinator that stays up: it serves every unfinished sweep of its store to the workers that join.
struct CoordinatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator", abstract: "Serve sweeps to workers that join, until stopped.")

  @Argument(help: "Sweep files to add to the store first.", completion: .sweepFile) var files: [String] = []
  @Option(help: ArgumentHelp("Where to listen.", valueName: "tcp://host:port"))
  var listen = "tcp://127.0.0.1:7700"
  @Option(help: ArgumentHelp("How long a trial's lease lasts without news.", valueName: "seconds"))
  var lease = 60.0
  @Flag(help: "Let everybody in, without keys, beyond this machine too.") var insecure = false
  @Option(help: ArgumentHelp("Folder of the keys, by default 'keys' in the store.", valueName: "dir"))
  var keys: String?
  @Option(
    help: ArgumentHelp("Serve the live page there, on loopback without a host.", valueName: "host:port"))
  var http: String?
  @Flag(help: "Let everybody who reaches this machine see the live page.") var httpOpen = false
  @Flag(help: "End when every sweep is finished.") var untilDone = false
  @Option(help: ArgumentHelp("How the log is written: text or json.", valueName: "format"))
  var logFormat = LogFormat.text
  @Option(
    help: ArgumentHelp("Least level of what is logged: debug, info, warning or error.", valueName: "level"))
  var logLevel = LogLevel.info
  @OptionGroup var store: StoreOption

  func run() throws {
    guard lease >= 0.1, lease <= 86_400 else {
      throw CommandFailure.badInput("'--lease' is '\(lease)'. Give seconds from 0.1 to 86400.")
    }
    let endpoint = try asInput { () throws(MessagingError) in
      let endpoint = try Endpoint(listen)
      try endpoint.checkListening(insecure: insecure || keyFolder != nil)
      return endpoint
    }
    let http = try http.map(LiveAddress.init)
    try http?.check(isOpen: httpOpen)
    guard !httpOpen || http != nil else {
      throw CommandFailure.badInput(
        "'--http-open' says who may see the live page. Give its address with --http.")
    }
    let plans = try files.map { try SweepSource($0, keeping: self.store.codeFolder) }
    for source in plans { try source.checkRunnable() }
    let store = try store.openForWriting()
    for source in plans { try store.submit(source.plan, text: source.text) }
    Output.stayUp(LogStyle(least: logLevel, format: logFormat))
    do { try serve(store, on: endpoint, http) } catch let stopped as Coordinator.Stopped {
      Output.log(stopped.description, .warning)
    }
  }

  private func serve(_ store: Store, on endpoint: Endpoint, _ http: LiveAddress?) throws {
    let files = try OpenFiles.raise(toAtLeast: 64, for: "a coordinator")
    if files < 4_096 {
      Output.log(
        "This process may open \(files) files, which is enough for about \(files - 64) workers. Raise 'ulimit -Hn'.",
        .warning)
    }
    let stop = try StopRequest()
    let context = try Context()
    let (admission, security) = try admission(context)
    let socket = try CoordinatorSocket(context, settings: .init(security: security))
    let bound = try socket.listen(on: endpoint)
    let coordinator = Coordinator(
      store: store, socket: socket, admission: admission, settings: settings, log: Output.log)
    let live = try http.map { try LiveTeller($0, of: store.folder.path, log: Output.log) }
    let sweeps = try store.unfinishedSweeps()
    for sweep in sweeps { try coordinator.plan(sweep) }
    Output.log(
      "Listening on \(bound)\(admission == nil ? "" : " for holders of keys") with \(coordinator.counts.unfinished) trials of \(sweeps.count) sweeps to do."
    )
    var wasComplete = coordinator.isComplete
    while !stop.isAsked {
      if coordinator.isComplete, !wasComplete { Output.log("Every trial has ended.") }
      wasComplete = coordinator.isComplete
      if wasComplete, untilDone {
        try coordinator.sayGoodbye(within: .seconds(5))
        return try tellOutcome(store)
      }
      if untilDone, coordinator.isStuck {
        throw CommandFailure.failed("A sweep is not over and cannot go on; the log above says why.")
      }
      try coordinator.turn(upTo: .seconds(1), stop: stop.descriptor)
      live?.tell(of: coordinator)
    }
    Output.log("Stopped. Workers go on and wait; start the same command again.")
  }

  /// The keys' folder, where there is one: then only their holders get in, on loopback too.
  private var keyFolder: KeyFolder? {
    if let keys { return KeyFolder(keys) }
    let folder = KeyFolder(store.store + "/keys")
    return folder.exists && !insecure ? folder : nil
  }

  private func admission(_ context: Context) throws -> (Admission?, SocketSecurity) {
    guard let folder = keyFolder else { return (nil, .none) }
    return try asInput { () throws(MessagingError) in
      (try Admission(folder, context), .server(try folder.server()))
    }
  }

  /// With `--until-done` the exit code tells scripts whether every trial has a result.
  private func tellOutcome(_ store: Store) throws {
    let failed = try store.storedSweeps().reduce(0) {
      try $0 + store.counts(of: $1.sweep.id)[.failed, default: 0]
    }
    guard failed > 0 else { return }
    Output.log("\(failed) trials have failed; 'fathom trials SWEEP --state failed' lists them.")
    throw ExitCode(1)
  }

  private var settings: Dispatcher.Settings {
    var settings = Dispatcher.Settings()
    settings.leaseLength = .seconds(lease)
    settings.suspectAfter = .seconds(lease / 3)
    settings.beatInterval = min(.seconds(1), .seconds(lease / 5))
    return settings
  }
}
