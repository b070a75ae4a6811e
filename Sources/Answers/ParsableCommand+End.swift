package import ArgumentParser
internal import Foundation
internal import Glibc

extension ParsableCommand {
  /// Runs what the command line asks for and ends the process: 0 done, 1 failed, 2 bad input.
  package static func runToEnd(before: () throws -> Void = {}) -> Never {
    signal(SIGPIPE, SIG_IGN)
    Output.openStreams()
    do {
      try before()
      var command = try parseAsRoot()
      try command.run()
      Output.exit(0)
    } catch let failure as CommandFailure {
      end(failure)
    } catch let code as ExitCode {
      // The command has said what there is to say.
      Output.exit(code.rawValue)
    } catch {
      switch exitCode(for: error) {
      case .success:
        Output.write(fullMessage(for: error) + "\n")
        Output.exit(0)
      case .validationFailure where Format.asked == .json: end(.badInput(message(for: error)))
      case .validationFailure: end(.badInput(fullMessage(for: error)))
      default:
        // Our errors are sentences; what Foundation throws has one of its own.
        end(.failed(error is CocoaError ? error.localizedDescription : "\(error)"))
      }
    }
  }

  private static func end(_ failure: CommandFailure) -> Never {
    failure.show(as: Format.asked)
    Output.exit(failure.status)
  }
}
