internal import Answers
internal import ArgumentParser
internal import SweepModel

/// `fathom`: plans and runs sweeps, keeps their results and shows them.
@main
struct Fathom: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fathom",
    abstract: "Find out how deep networks collapse, and to what dimension.",
    version: Version.text,
    subcommands: [
      PlanCommand.self,
      RunCommand.self,
      CoordinatorCommand.self,
      StatusCommand.self,
      WatchCommand.self,
      ListCommand.self,
      TrialsCommand.self,
      ExplainCommand.self,
      SubmitCommand.self,
      PauseCommand.self,
      ResumeCommand.self,
      CancelCommand.self,
      RetryCommand.self,
      AddCommand.self,
      PriorityCommand.self,
      AllocCommand.self,
      ReproduceCommand.self,
      ReportCommand.self,
      DiffCommand.self,
      ExportCommand.self,
      VerifyCommand.self,
      MeasureCommand.self,
      TrainCommand.self,
      KeysCommand.self,
      DoctorCommand.self,
      BenchCommand.self,
      PagesCommand.self,
    ])

  static func main() { runToEnd(before: checkCommand) }

  /// What people type for a command that is called otherwise.
  private static let otherNames = [
    "findings": "report", "finding": "report", "results": "report", "show": "report", "csv": "export",
    "log": "explain",
    "logs": "explain", "start": "run", "stop": "cancel", "sweeps": "list", "compare": "diff",
    "serve": "coordinator",
  ]

  /// A first word that is no command is answered with the one that is meant.
  private static func checkCommand() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !word.isEmpty else {
      return
    }
    let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    if known.contains(word) { return }
    let meant = otherNames[word.lowercased()] ?? nearestName(to: word, among: known)
    throw CommandFailure.badInput(
      "'\(word)' is no command of fathom. \(meant.map { "Did you mean 'fathom \($0)'?" } ?? "'fathom --help' lists them.")"
    )
  }
}
