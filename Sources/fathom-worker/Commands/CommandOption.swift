internal import Answers
internal import ArgumentParser
internal import Commands
internal import Foundation
internal import Glibc
internal import Processes

/// Whether an agent runs programs of users, and what they may use.
struct CommandOption: ParsableArguments {
  @Flag(help: "Run programs of sweeps: whoever may submit runs anything as this user.")
  var commands = false

  @Option(
    help: ArgumentHelp("GPUs that the slots share out to programs: all, none or ids.", valueName: "ids"))
  var gpus: String?

  /// What a slot is told of it, in a folder that is the agent's; `nil` where programs are not run.
  ///
  /// - Throws: `CommandFailure.badInput`.
  func share(_ environment: [String: String]) throws -> GPUShare? {
    guard let gpus else { return nil }
    guard let choice = GPUShare.Choice(gpus) else {
      throw CommandFailure.badInput("'--gpus' is '\(gpus)'. Give 'all', 'none' or ids such as '0,1'.")
    }
    guard commands else {
      throw CommandFailure.badInput("'--gpus' is for programs of sweeps. Add '--commands', or leave it out.")
    }
    switch choice {
    case .none: return GPUShare([])
    case .ids(let ids): return GPUShare(ids)
    case .all:
      let share = GPUShare.found(
        visible: environment["CUDA_VISIBLE_DEVICES"], list: { Self.list(environment) }
      ) {
        // A machine without the folder has no such GPU.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/driver/nvidia/gpus"))?.count ?? 0
      }
      guard !share.ids.isEmpty else {
        throw CommandFailure.badInput(
          "'--gpus all' finds no GPU: 'nvidia-smi -L' lists none and /proc/driver/nvidia/gpus has none. "
            + "Give their ids, or leave it out.")
      }
      return share
    }
  }

  /// What `nvidia-smi -L` prints; `nil` where there is none.
  private static func list(_ environment: [String: String]) -> String? {
    let path = CommandSurroundings.path(of: "nvidia-smi", in: "/", searching: environment["PATH"]) {
      access($0, X_OK) == 0
    }
    // A machine without it has no driver that could be asked.
    return path.flatMap { ChildProcess.text(of: $0, ["-L"], environment) }
  }
}
