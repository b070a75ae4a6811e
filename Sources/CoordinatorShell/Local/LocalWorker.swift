internal import Answers
internal import Foundation
package import Messaging
internal import Processes

/// The agent that `run` starts on this machine. It ends with this process, whatever ends it.
package final class LocalWorker {
  private let arguments: [String]
  private var child: ChildProcess
  private var startsLeft = 3

  /// `spool`: where reports wait, so that the next run of the same store finds what this one did not take.
  package init(address: JoinAddress, slots: Int, spool: String) throws {
    arguments = [
      "--join", address.description, "--slots", "\(slots)", "--spool", spool, "--commands",
      "--leave-with-parent",
    ]
    child = try Self.start(arguments)
  }

  /// Starts the agent again if it has ended; gives up when it keeps ending.
  package func keepAlive() throws {
    guard let ending = child.endingIfAny() else { return }
    guard startsLeft > 0 else {
      throw CommandFailure.failed(
        "The worker on this machine ended again (\(ending)). What is finished is kept; 'fathom doctor' checks it."
      )
    }
    startsLeft -= 1
    child = try Self.start(arguments)
  }

  /// The end of its input tells the agent to hand back what it holds.
  func askToLeave() { child.closeInput() }

  package func end() {
    child.closeInput()
    child.end(within: .seconds(4))
  }

  private static func start(_ arguments: [String]) throws -> ChildProcess {
    try ChildProcess(
      path: SiblingBinary.path("fathom-worker"), arguments: arguments,
      environment: ProcessInfo.processInfo.environment)
  }
}
