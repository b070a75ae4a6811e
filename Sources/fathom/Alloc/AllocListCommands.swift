internal import Answers
internal import ArgumentParser
internal import Coordination
internal import Glibc

/// Every allocation of this user, and its jobs.
struct ListAllocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List allocations and how many jobs each has.")

  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let folder = AllocationFolder.standard
    let rows = try folder.all().map { found in
      var row = ListedAllocation(
        name: found.name, maxWorkers: found.maxWorkers, slots: found.slots, timeSeconds: found.timeSeconds,
        idleSeconds: found.idleSeconds, sbatch: found.sbatch, isKept: try folder.isKept(found.name))
      do {
        let jobs = try Slurm(allocation: found.name).jobs()
        row.queued = jobs.count { $0.state == .pending }
        row.running = jobs.count { $0.state == .running || $0.state == .ending }
      } catch let refusal as BatchCommand.Refusal {
        Output.say("Slurm does not list jobs: \(refusal.reason).")
      }
      return row
    }
    if rows.isEmpty, format == .table { return Output.write("No allocations.\n") }
    try show(rows, as: format)
  }
}

private struct ListedAllocation: Answer, Encodable {
  var name: String
  var maxWorkers, slots, timeSeconds, idleSeconds: Int
  var sbatch: [String]
  /// Whether a process keeps it.
  var isKept: Bool
  /// Missing when Slurm does not answer.
  var queued, running: Int?

  func text(width: Int) -> String {
    let jobs = queued.map { "\($0) queued, \(running ?? 0) running" } ?? "jobs unknown"
    return "\(name)  \(isKept ? "kept" : "nobody keeps it")  \(jobs), at most \(maxWorkers)  "
      + "\(timeSeconds / 60) min a job  \(sbatch.joined(separator: " "))\n"
  }
}

/// Ends an allocation's loop, wherever it runs on this machine, and cancels its jobs.
struct RemoveAllocCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "End an allocation and cancel its jobs.",
    discussion: "Workers that run hand back what they hold; no result is lost.")

  @Argument(help: "The allocation's name.") var name = "workers"

  func run() throws {
    let claim = try AllocationFolder.standard.find(name)
    claim.remove()
    // A loop that is in the middle of a submission shall have ended before jobs are cancelled.
    let deadline = ContinuousClock.now + .seconds(90)
    while !claim.take() {
      guard ContinuousClock.now < deadline else {
        throw CommandFailure.failed(
          "The process that keeps '\(name)' did not end. Stop it, then 'scancel' its jobs.")
      }
      usleep(100_000)
    }
    do { try Slurm(allocation: name).cancelAll() } catch let refusal as BatchCommand.Refusal {
      throw CommandFailure.failed(
        "Allocation '\(name)' is removed, but its jobs are not cancelled: \(refusal.reason).")
    }
    Output.say("Allocation '\(name)' is removed and its jobs are cancelled.")
  }
}
