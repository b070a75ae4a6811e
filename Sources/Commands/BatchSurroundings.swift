package import SweepModel

/// What a program finds around it that is given several trials: those of its first, without what is one trial's alone.
package struct BatchSurroundings: Sendable {
  private static let ofOneTrial = [
    "FATHOM_SEED", "FATHOM_CHECKPOINT", "WANDB_RUN_ID", "WANDB_SWEEP_ID", "WANDB_SWEEP_PARAM_PATH",
  ]

  package let members: [CommandSurroundings]

  /// - Parameter members: at least one, all of one program and with the same manner.
  package init(_ members: [CommandSurroundings]) { self.members = members }

  package func environment(
    over base: [String: String], _ places: CommandSurroundings.Places, gpus: [String]?, descriptor: Int
  ) -> [String: String] {
    var all = members[0].environment(over: base, places, gpus: gpus, descriptor: descriptor)
    let own = Set(members[0].trial.environment.map(\.name))
    for name in Self.ofOneTrial where !own.contains(name) { all[name] = nil }
    return all
  }

  /// The JSON of `FATHOM_TRIAL`: a list, also of one.
  package var trialText: String {
    "[" + members.map { $0.trialText.trimmingSuffix("\n") }.joined(separator: ",\n ") + "]\n"
  }

  /// What all trials have in common, which is what `${args}` and its like stand for.
  package var arguments: [ParameterValue.Member] {
    members[0].trial.arguments(among: members[0].manner.batch?.same ?? [])
  }

  /// - Parameter file: as in `CommandArguments`.
  package func words(file: String) -> [String] {
    CommandArguments.words(of: members[0].trial, with: arguments, file: file)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
