internal import Answers
internal import ArgumentParser
internal import Commands
internal import Coordination
internal import Foundation
internal import Glibc
internal import LinearAlgebra
internal import Messaging
internal import Processes
internal import Sessions
internal import SweepModel

/// The machine's agent: one connection to the coordinator, one process a slot.
struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Join a coordinator (the default).", shouldDisplay: false)

  @Option(
    help: ArgumentHelp(
      "The coordinator's address, or a token of 'fathom keys add'; FATHOM_JOIN if not given.",
      valueName: "tcp://host:port"))
  var join: String?

  @Option(help: "Trials to run at once; every core by default.")
  var slots: Int?

  @Option(
    help: ArgumentHelp(
      "Where reports wait for a coordinator that is away; by default in the user's state folder.",
      valueName: "dir"))
  var spool: String?

  @OptionGroup var command: CommandOption
  @OptionGroup var data: DataOption
  @OptionGroup var stay: StayOption

  @Flag(help: .hidden)
  var leaveWithParent = false

  func run() throws {
    Output.stayUp()
    let cores = Cores.current.count
    let slots = slots ?? cores
    try CommandFailure.check("--slots", slots, in: 1...1024, "; this machine has \(cores) cores")
    let address = try address()
    try OpenFiles.raise(toAtLeast: 32 + 5 * slots, for: "a worker of \(slots) slots")
    _ = try CheckpointInterval.read(ProcessInfo.processInfo.environment)
    let environment = CoreType.environment(
      for: .current, inheriting: ProcessInfo.processInfo.environment)
    _ = try stay.settings()
    let shelf = try data.shelf(ProcessInfo.processInfo.environment)
    let gpus = try command.share(ProcessInfo.processInfo.environment)
    var identity = identity(slots, environment)
    identity.offer = ProgramOffer(runsPrograms: command.commands, gpus: gpus?.ids)
    let stop = try StopRequest()
    let spool = openSpool(for: address.endpoint)
    let seed = RandomStream(seed: Int(getpid()) ^ Int(time(nil)), for: .transport)
    let folder = command.commands ? commandFolder(address.endpoint) : nil
    func agent(_ session: WorkerSession, data: DataKeeper?) throws -> Agent {
      try Agent(
        session, address: address, environment: environment, leavesWithParent: leaveWithParent, spool: spool,
        data: data,
        commands: { slot in
          folder.map {
            .init(
              folder: $0, gpus: gpus?.ids(ofSlot: slot, of: slots),
              leaving: .seconds(leaveWithParent ? 1 : 3_600))
          }
        }, stop: stop)
    }
    for (worker, reports) in spool?.leftovers().sorted(by: { $0.key.name < $1.key.name }) ?? [] {
      var dead = identity
      dead.worker = worker
      Output.say("Delivering \(reports.count) reports that worker \(worker) has left.")
      let heir = try agent(WorkerSession(dead, settling: reports, random: seed), data: nil)
      let ending = try heir.run()
      if heir.isLeaving { return }
      if case .refused(let text) = ending { Output.say("The coordinator does not take them: \(text)") }
      for report in reports where ending == .left { spool?.forget(report.lease) }
    }
    var settings = try stay.settings()
    settings.data.bound = try data.bound()
    settings.slots.cores = cores
    settings.slots.memoryBytes = Memory.current().byteCount
    let session = WorkerSession(identity, settings: settings, random: seed)
    let own = try agent(session, data: DataKeeper(shelf))
    switch try own.run() {
    case .left where own.hasJoined || own.isLeaving: return
    case .left:
      throw CommandFailure.failed(
        "This worker never joined '\(address.endpoint)' and leaves. Is a coordinator there, and can this machine reach it?"
      )
    case .refused(let text): throw CommandFailure.failed("The coordinator refused this worker: \(text)")
    case .nothingFits(.time(let time)):
      throw CommandFailure.failed(
        "A trial may take \(time), which is more than this worker has left. Give it longer.")
    case .nothingFits(.memory(let need, let memory)):
      throw CommandFailure.failed(
        "A trial may use \(need >> 20) MiB of memory, and this worker has \(memory >> 20) MiB\(Self.slurmMemory)."
      )
    case .noSlotRuns(let text): throw CommandFailure.failed("No slot can be started. The last one: \(text)")
    }
  }

  /// Where Slurm's word is what limits it, or a shell that still has it.
  private static var slurmMemory: String {
    let names = ["SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU"]
    let set = names.first { ProcessInfo.processInfo.environment[$0] != nil }
    return set.map { " (\($0) is set; outside of a Slurm job, unset it)" } ?? ""
  }

  private func address() throws -> JoinAddress {
    guard let text = join ?? ProcessInfo.processInfo.environment["FATHOM_JOIN"] else {
      throw CommandFailure.badInput(
        "Give the coordinator's address with '--join tcp://host:port', or a token in FATHOM_JOIN.")
    }
    return try asInput { () throws(MessagingError) in try JoinAddress(text) }
  }

  /// Where programs of users have their files: beside the spool, so that the machine's next agent finds it.
  private func commandFolder(_ endpoint: Endpoint) -> String {
    let environment = ProcessInfo.processInfo.environment
    let base = spool ?? SpoolFolder.standard(for: endpoint, environment: environment)
    return URL(fileURLWithPath: base).standardizedFileURL.path + "/commands"
  }

  private func openSpool(for endpoint: Endpoint) -> Spool? {
    let environment = ProcessInfo.processInfo.environment
    let folder = spool ?? SpoolFolder.standard(for: endpoint, environment: environment)
    do { return try Spool(in: folder, tell: Output.say) } catch {
      Output.say("\(error) Reports are kept in memory alone.")
      return nil
    }
  }

  private func identity(_ slots: Int, _ environment: [String: String]) -> Hello {
    let host = ProcessInfo.processInfo.hostName
    let chance = String(UInt32.random(in: 0 ... .max), radix: 16)
    return Hello(
      worker: WorkerID("\(host)-\(getpid())-\(chance)"), host: host, slots: slots,
      coreType: BLAS.kernels(coreType: environment[CoreType.variable] ?? BLAS.coreType))
  }
}
