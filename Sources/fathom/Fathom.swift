internal import Answers
internal import ArgumentParser

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

  static func main() { runToEnd() }
}
