internal import Answers
internal import Coordination
internal import Foundation

/// Slurm's three programs, for the jobs of one allocation: all those of this user with its name.
struct Slurm {
  let allocation: String

  var jobName: String { "fathom-\(allocation)" }

  /// Sees before anything is kept that Slurm is here and would take such a job, whose reason else nobody reads.
  ///
  /// - Throws: `CommandFailure`.
  func tryOut(_ job: WorkerJob) throws {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    if let missing = Self.programs.first(where: { program in
      !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }) {
      throw CommandFailure.badInput(
        "This machine has no '\(missing)' in its PATH. Start the allocation where Slurm's programs are, such as a login node."
      )
    }
    do {
      _ = try run(
        job.arguments(name: jobName) + ["--test-only"], adding: ["FATHOM_JOIN": job.join], input: job.script)
    } catch let refusal as BatchCommand.Refusal {
      throw CommandFailure.badInput("Slurm would not take a worker's job: \(refusal.reason)")
    }
  }

  private static let programs = ["sbatch", "squeue", "scancel"]

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
