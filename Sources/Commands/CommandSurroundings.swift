package import SweepModel

/// What a program finds around it: its environment and the texts of the files that it is given.
package struct CommandSurroundings: Sendable {
  package struct Places: Hashable, Sendable {
    /// The file of `FATHOM_TRIAL`, that of W&B's parameters, and the folders; absolute.
    package var trial, wandb, out, checkpoint: String

    package init(trial: String, wandb: String, out: String, checkpoint: String) {
      (self.trial, self.wandb, self.out, self.checkpoint) = (trial, wandb, out, checkpoint)
    }
  }

  package let trial: CommandTrial
  package let id: TrialID
  package let attempt: Int
  package let manner: CommandManner

  package init(_ trial: CommandTrial, _ id: TrialID, attempt: Int, _ manner: CommandManner) {
    (self.trial, self.id, self.attempt, self.manner) = (trial, id, attempt, manner)
  }

  /// - Parameters:
  ///   - base: the worker's own.
  ///   - gpus: ids that this trial may use; `nil` where the worker does not share out GPUs.
  ///   - descriptor: the number of the descriptor to report with.
  package func environment(
    over base: [String: String], _ places: Places, gpus: [String]?, descriptor: Int
  ) -> [String: String] {
    // What Fathom sets for its own processes is none of the program's business.
    var all = base.filter { !$0.key.hasPrefix("FATHOM_") && $0.key != "OPENBLAS_CORETYPE" }
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] {
      all[name] = "\(manner.cpus)"
    }
    all["FATHOM_TRIAL"] = places.trial
    all["FATHOM_SEED"] = "\(trial.seed)"
    all["FATHOM_OUT"] = places.out
    all["FATHOM_CHECKPOINT"] = places.checkpoint
    all["FATHOM_FD"] = "\(descriptor)"
    if let gpus {
      all["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"
      all["CUDA_VISIBLE_DEVICES"] = gpus.joined(separator: ",")
    }
    all["WANDB_MODE"] = "offline"
    all["WANDB_DIR"] = places.out
    all["WANDB_RUN_ID"] = id.description
    all["WANDB_SWEEP_ID"] = "fathom"
    all["WANDB_SWEEP_PARAM_PATH"] = places.wandb
    for member in trial.environment { all[member.name] = member.value.pythonText }
    return all
  }

  /// The JSON of `FATHOM_TRIAL`.
  package var trialText: String {
    ParameterValue.map([
      .init("trial", .word(id.description)), .init("attempt", .integer(attempt)),
      .init("seed", .integer(trial.seed)), .init("parameters", .map(trial.arguments)),
    ]).pythonJSON + "\n"
  }

  /// What `wandb.init` reads its values from.
  package var wandbText: String {
    let head = "wandb_version: 1\n"
    return trial.arguments.reduce(head) { text, member in
      text + "\(ParameterValue.word(member.name).yaml): {value: \(member.value.yaml)}\n"
    }
  }

  /// The absolute path of a program: of a word with a slash in `folder`, of another on the variable PATH.
  ///
  /// - Parameter isProgram: whether a file is there that may be run.
  package static func path(
    of word: String, in folder: String, searching path: String?, isProgram: (String) -> Bool
  ) -> String? {
    if word.hasPrefix("/") { return isProgram(word) ? word : nil }
    if word.contains("/") { return [folder + "/" + word].first(where: isProgram) }
    let folders = (path ?? "/usr/local/bin:/usr/bin:/bin").split(
      separator: ":", omittingEmptySubsequences: false)
    return folders.map {
      ($0.isEmpty ? folder : $0.hasPrefix("/") ? "\($0)" : "\(folder)/\($0)") + "/" + word
    }
    .first(where: isProgram)
  }
}
