internal import Coordination
internal import Foundation

/// Slurm's three programs, for the jobs of one allocation: all those of this user with its name.
struct Slurm {
  let allocation: String

  var jobName: String { "fathom-\(allocation)" }

  /// Jobs of the allocation, those that ended lately included.
  ///
  /// - Throws: `BatchCommand.Refusal`.
  func jobs() throws -> [Allocation.Job] {
    try Self.jobs(
      in: run(["squeue", "--me", "--name=\(jobName)", "--states=all", "--noheader", "--format=%i|%T"]))
  }

  /// - Throws: `BatchCommand.Refusal` with Slurm's reason.
  func submit(_ job: WorkerJob) throws {
    _ = try run(job.arguments(name: jobName), adding: ["FATHOM_JOIN": job.join], input: job.script)
  }

  /// Only those that are still queued.
  func cancelPending(_ ids: [Allocation.JobID]) throws {
    _ = try run(["scancel", "--state=PENDING"] + ids.map(\.description))
  }

  func cancelAll() throws { _ = try run(["scancel", "--me", "--name=\(jobName)"]) }

  private func run(_ words: [String], adding: [String: String] = [:], input: String = "") throws -> String {
    let environment = ProcessInfo.processInfo.environment.merging(adding) { $1 }
    return try BatchCommand(words: words, environment: environment).answer(input: input)
  }

  /// Lines such as `17|RUNNING`; what is no such line is a warning of squeue's and says nothing of jobs.
  static func jobs(in text: String) -> [Allocation.Job] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "|", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[0]) else { return nil }
      return Allocation.Job(Allocation.JobID(number), state(String(parts[1])))
    }
  }

  /// A state that is not known counts as running: too few jobs cost time, jobs without end cost more.
  private static func state(_ word: String) -> Allocation.Job.State {
    switch word {
    case "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD": .pending
    case "COMPLETING": .ending
    case "COMPLETED", "CANCELLED", "TIMEOUT", "DEADLINE", "PREEMPTED", "NODE_FAIL", "REVOKED": .ended
    case "FAILED", "BOOT_FAIL", "LAUNCH_FAILED", "OUT_OF_MEMORY": .failed
    default: .running
    }
  }
}
