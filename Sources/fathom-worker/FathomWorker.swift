internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import LinearAlgebra

/// `fathom-worker`: trains and measures, for a coordinator or by hand.
@main
struct FathomWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fathom-worker",
    abstract: "Add this machine to a Fathom coordinator.",
    discussion: "fathom-worker --join tcp://host:7700      offers every core until SIGTERM",
    version: WorkerVersion.text,
    subcommands: [
      JoinCommand.self, SlotCommand.self, DoctorCommand.self, BenchCommand.self, MeasureCommand.self,
      TrainCommand.self,
    ],
    defaultSubcommand: JoinCommand.self)

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    BLAS.useOneThread()
    do {
      try chooseProducts()
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  private static func chooseProducts() throws {
    do throws(LinearAlgebraError) {
      BLAS.products = try Products(named: ProcessInfo.processInfo.environment[Products.variable])
    } catch {
      throw BadInput(error.description)
    }
  }

  /// Help and version are done (0), a wrong command line is bad input (2), everything else failed (1).
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let text: String
    let status: Int32
    switch code {
    case .success: (text, status) = (fullMessage(for: error), 0)
    case .validationFailure: (text, status) = (fullMessage(for: error), 2)
    default: (text, status) = ("\(error)", error is BadInput ? 2 : 1)
    }
    // Where nobody reads there is nobody to tell; the status tells the rest.
    try? FileHandle(fileDescriptor: status == 0 ? 1 : 2).write(contentsOf: Data((text + "\n").utf8))
    if status != 0, asksForJSON {
      // What cannot be printed has already been said on standard error.
      try? print(jsonText(["errors": text.split(separator: "\n").map(String.init)]), terminator: "")
    }
    Foundation.exit(status)
  }
}

/// Whether the command line asks for JSON, known even when it cannot be parsed.
private var asksForJSON: Bool {
  let words = CommandLine.arguments
  return words.contains("--format=json")
    || zip(words, words.dropFirst()).contains { $0 == "--format" && $1 == "json" }
}
