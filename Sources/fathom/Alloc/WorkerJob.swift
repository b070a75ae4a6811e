/// A job that runs one worker.
struct WorkerJob {
  let description: AllocationDescription
  /// Path of the worker's binary on the nodes.
  let worker: String
  /// What the worker joins. Not an argument: arguments show in 'ps' and in 'scontrol show job'.
  let join: String
  /// Folder of the job's output.
  let logs: String

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
