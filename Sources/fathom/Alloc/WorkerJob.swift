internal import Processes

/// A job that runs one worker.
struct WorkerJob {
  private let description: AllocationDescription
  private let worker: String
  private let logs: String
  /// What the worker joins. Not an argument: arguments show in 'ps' and in 'scontrol show job'.
  let environment: [String: String]

  init(_ description: AllocationDescription, worker: String?, join: String, logs: String) {
    self.description = description
    self.worker = worker ?? SiblingBinary.path("fathom-worker")
    self.logs = logs
    environment = ["FATHOM_JOIN": join]
  }

  /// The user's own arguments come after ours and win, but for the name, by which jobs are found again.
  func arguments(name: String) -> [String] {
    let seconds = description.timeSeconds
    return [
      "sbatch", "--parsable", "--requeue", "--open-mode=append", "--export=ALL",
      "--comment=fathom alloc \(description.name)", "--output=\(logs)/%j.log",
      "--cpus-per-task=\(description.slots)", "--time=\(seconds / 60):\(seconds % 60)",
    ] + description.sbatch + ["--job-name=\(name)"]
  }

  /// 'exec', so that Slurm's SIGTERM reaches the worker. A job that was requeued has its whole time again.
  var script: String {
    """
    #!/bin/sh
    # A worker of Fathom's allocation '\(description.name)'.
    end=${SLURM_JOB_END_TIME:-$(($(date +%s) + \(description.timeSeconds)))}
    exec '\(worker.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))' \
    --slots \(description.slots) --idle \(description.idleSeconds)s --until "$end"

    """
  }
}
