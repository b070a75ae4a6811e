internal import Answers
internal import ArgumentParser
internal import Foundation
internal import Glibc

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
    ])

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      failure.show(asJSON: CommandLine.arguments.asksForJSON)
      Foundation.exit(failure.status)
    } catch let code as ExitCode {
      // The command has said what there is to say.
      Foundation.exit(code.rawValue)
    } catch {
      end(with: error)
    }
  }

  /// Our errors are sentences; what Foundation throws has one of its own.
  private static func sentence(for error: any Error) -> String {
    error is CocoaError ? error.localizedDescription : "\(error)"
  }

  /// ArgumentParser's own endings: help and version are done (0), a wrong command line is bad input (2).
  private static func end(with error: any Error) -> Never {
    let isUsage = exitCode(for: error) == ExitCode.validationFailure
    guard isUsage || exitCode(for: error) == .success else {
      let failure = CommandFailure.failed(sentence(for: error))
      failure.show(asJSON: CommandLine.arguments.asksForJSON)
      Foundation.exit(failure.status)
    }
    if isUsage, CommandLine.arguments.asksForJSON {
      CommandFailure.badInput([message(for: error)]).show(asJSON: true)
    } else {
      Output.write(fullMessage(for: error) + "\n", to: isUsage ? .error : .data)
    }
    Foundation.exit(isUsage ? 2 : 0)
  }
}
