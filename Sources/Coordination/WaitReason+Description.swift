internal import SweepModel

extension WaitReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownTrial: "No sweep of this coordinator has this trial."
    case .finished(let attempt): "It is finished: attempt \(attempt) gave its result."
    case .failed(let failure, let failures):
      "It failed\(failure.map { " (\($0.rawValue))" } ?? "") after \(failures) "
        + "\(failures == 1 ? "attempt that counts" : "attempts that count")."
    case .started(let worker, let attempt): "Worker '\(worker)' runs its attempt \(attempt)."
    case .queued(let worker, let attempt):
      "Worker '\(worker)' has its attempt \(attempt) queued for the next free slot."
    case .workerSilent(let worker):
      "Worker '\(worker)' is silent. If it stays so, the trial goes to another worker."
    case .behind(let count): "\(count) waiting \(count == 1 ? "trial comes" : "trials come") first."
    case .behindPriority(let count):
      "\(count) waiting \(count == 1 ? "trial" : "trials") of higher priority \(count == 1 ? "comes" : "come") first."
    case .sharing(let count):
      count == 1
        ? "Another sweep of the same priority takes turns with its own."
        : "\(count) other sweeps of the same priority take turns with its own."
    case .sweepPaused: "Its sweep is paused. 'fathom resume' lets it go on."
    case .sweepCancelled: "Its sweep was cancelled. 'fathom resume' takes it up again."
    case .noWorkers: "No worker is here. Start one with 'fathom-worker --join'."
    case .noWorkerTakes(programsOf: 0):
      "No worker takes programs. 'fathom-worker --commands' starts one that does."
    case .noWorkerTakes(let gpus):
      "No worker takes programs with \(gpus) \(gpus == 1 ? "GPU" : "GPUs") a slot. 'fathom-worker --commands --gpus all' with "
        + "few '--slots' starts one that may."
    case .workersFull(let count):
      count == 1 ? "The one worker has all it takes." : "All \(count) workers have all they take."
    case .workersSetAside(let count):
      "\(count) \(count == 1 ? "worker gets" : "workers get") nothing new for a while, because attempts kept "
        + "failing there."
    case .afterFailure(let failure, let failures, let retries):
      "Its last attempt failed (\(failure.rawValue)); \(failures) of \(retries + 1) attempts are used up."
    }
  }
}
