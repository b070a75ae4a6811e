internal import Answers
internal import ArgumentParser
internal import Coordination
internal import Foundation
internal import Messaging
internal import Processes
internal import SweepLanguage
internal import SweepModel

/// Workers as jobs of a batch system, as many as the waiting trials need.
struct AllocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alloc", abstract: "Let Slurm run workers, as many as waiting trials need.",
    subcommands: [AddAllocCommand.self, ListAllocCommand.self, RemoveAllocCommand.self])
}

struct AddAllocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Keep workers queued and running until stopped.",
    subcommands: [AddSlurmCommand.self])
}

/// Stays in the foreground and asks Slurm for workers. Stopped or killed it leaves its jobs, and the same command goes on.
struct AddSlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm", abstract: "Workers as Slurm jobs.",
    discussion: """
      fathom alloc add slurm --max-workers 20 --time 1h --idle 5m -- -p short -c 4 --mem=8G

      Runs until stopped; jobs stay, and the same command again finds them.
      'fathom alloc remove NAME' ends it and cancels its jobs.
      """)

  @Option(help: ArgumentHelp("Jobs to have queued and running at most.", valueName: "n"))
  var maxWorkers: Int
  @Option(help: ArgumentHelp("Wall time of a job, such as 1h.", valueName: "duration")) var time = "1h"
  @Option(
    help: ArgumentHelp("A worker leaves when nothing was assigned for so long.", valueName: "duration"))
  var idle = "5m"
  @Option(help: ArgumentHelp("The allocation's name; one a coordinator.", valueName: "name"))
  var name = "workers"
  @Option(
    help: ArgumentHelp(
      "Trials that a job runs at once; by default the cores that -c asks for.", valueName: "n"))
  var slots: Int?
  @Option(help: ArgumentHelp("How often to look at trials and jobs.", valueName: "duration"))
  var every = "10s"
  @Option(
    help: ArgumentHelp(
      "What workers join: an address or a worker's token; FATHOM_JOIN or --server by default.",
      valueName: "tcp://host:port"))
  var join: String?
  @Option(help: ArgumentHelp("fathom-worker on the nodes; the one beside this binary.", valueName: "path"))
  var worker: String?
  @OptionGroup var place: PlaceOption
  @Argument(parsing: .postTerminator, help: "Passed on to sbatch.") var sbatch: [String] = []

  func run() throws {
    let description = try description()
    let join = try joinAddress()
    let folder = AllocationFolder.standard
    let job = WorkerJob(
      description: description, worker: worker ?? SiblingBinary.path("fathom-worker"), join: join,
      logs: folder.logs(of: name))
    let slurm = Slurm(allocation: name)
    let claim = try folder.claim(description)
    try slurm.tryOut(job)
    var loop = AllocationLoop(
      allocation: Allocation(settings(description)), slurm: slurm, job: job, place: place, claim: claim)
    try loop.run()
  }

  private func joinAddress() throws -> String {
    guard let address = join ?? ProcessInfo.processInfo.value(of: "FATHOM_JOIN") ?? place.address else {
      throw CommandFailure.badInput(
        "Say what workers join: '--join tcp://host:7700', or '--server' for trials and workers alike.")
    }
    _ = try asInput { () throws(MessagingError) in try JoinAddress(address) }
    return address
  }

  private func description() throws -> AllocationDescription {
    var faults: [String] = []
    func duration(_ option: String, _ text: String) -> Duration {
      if let found = ScalarText.duration(text) { return found }
      faults.append("'\(option)' is '\(text)'. Give a duration such as '90s', '5m' or '1h30m'.")
      return .seconds(1)
    }
    let (time, idle, every) = (duration("--time", time), duration("--idle", idle), duration("--every", every))
    if !(1...100_000).contains(maxWorkers) {
      faults.append("'--max-workers' is '\(maxWorkers)'. Give a number from 1 to 100000.")
    }
    let letters = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    if !letters || name.isEmpty || name.hasPrefix(".") || name.count > 64 {
      faults.append("'--name' is '\(name)'. Use up to 64 letters, digits, '-', '_' and '.'.")
    }
    var asked = 1
    do { asked = try slots ?? SbatchArguments.cores(in: sbatch) } catch let fault as CommandFailure {
      faults += fault.lines
    }
    if !(1...1024).contains(asked) { faults.append("'--slots' is '\(asked)'. Give a number from 1 to 1024.") }
    guard faults.isEmpty else { throw CommandFailure.badInput(faults) }
    return AllocationDescription(
      name: name, maxWorkers: maxWorkers, slots: asked, timeSeconds: Int(time / .seconds(1)),
      idleSeconds: Int(idle / .seconds(1)), everySeconds: Int(every / .seconds(1)), sbatch: sbatch)
  }

  private func settings(_ description: AllocationDescription) -> Allocation.Settings {
    var settings = Allocation.Settings(
      maxWorkers: description.maxWorkers, slots: description.slots,
      surplusAfter: .seconds(description.idleSeconds))
    settings.interval = .seconds(description.everySeconds)
    settings.firstPause = settings.interval
    settings.provenAfter = settings.interval * 3
    return settings
  }
}
