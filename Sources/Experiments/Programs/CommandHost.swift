package import SweepModel

/// Where programs of users run on this machine; a worker that runs none has no such place.
package struct CommandHost: Sendable {
  /// The slot's own environment.
  package var environment: [String: String]
  /// What the trials of this slot are given and write; emptied before each.
  package var folder: String
  /// A folder for each trial's own checkpoints.
  package var checkpoints: String
  /// A folder for each trial's output, from its end until its report is acknowledged.
  package var kept: String
  /// Of a shorter trial it is not kept.
  package var keepsFrom: Duration
  /// Unpacked code, for all slots of the machine.
  package var code: String
  /// Ids of the GPUs of this slot; `nil` where the worker shares out none.
  package var gpus: [String]?
  /// A lock that says that `folder` is in use, for as long as anything that a trial has started runs.
  package var lock: Int32
  /// How long a program may take once its slot is to end; the sweep's grace where that is shorter.
  package var leaving: Duration
  /// Takes what programs write for people.
  package var tell: @Sendable ([UInt8]) -> Void

  package init(
    environment: [String: String], folder: String, checkpoints: String, kept: String, keepsFrom: Duration,
    code: String,
    gpus: [String]?, lock: Int32, leaving: Duration, tell: @escaping @Sendable ([UInt8]) -> Void
  ) {
    (self.environment, self.folder, self.checkpoints, self.kept) = (environment, folder, checkpoints, kept)
    (self.keepsFrom, self.code) = (keepsFrom, code)
    (self.gpus, self.lock, self.leaving, self.tell) = (gpus, lock, leaving, tell)
  }
}

extension CommandHost {
  /// Ids of the slot's GPUs that a program may use; `nil` where the worker shares out none.
  package func gpus(of manner: CommandManner) -> [String]? {
    gpus.map { manner.gpus > 0 ? Array($0.prefix(manner.gpus)) : $0 }
  }

  /// - Throws: `TrialFailure` where this slot has fewer GPUs than a trial asks for.
  func check(_ manner: CommandManner) throws {
    guard let gpus, gpus.count < manner.gpus else { return }
    throw TrialFailure(
      isLocal: true,
      "The trial asks for \(manner.gpus) GPUs and this slot has \(gpus.count). Start the worker with fewer '--slots' or more "
        + "'--gpus'.")
  }
}

/// What a slot says of a trial besides its specification.
package struct CommandOrder: Sendable {
  package var host: CommandHost
  package var attempt: Int

  package init(_ host: CommandHost, attempt: Int) { (self.host, self.attempt) = (host, attempt) }
}
