internal import Answers
internal import ArgumentParser
internal import Foundation
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
    runToEnd {
      BLAS.useOneThread()
      BLAS.keepFreedMemory()
      try asInput { () throws(LinearAlgebraError) in
        BLAS.products = try Products(named: ProcessInfo.processInfo.environment[Products.variable])
      }
    }
  }
}
