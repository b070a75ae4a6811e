internal import ArgumentParser
internal import Foundation
internal import Processes

/// What the worker's binary does: it is started in place of this process, with the core type set.
enum WorkerBinary {
  static func become(_ arguments: [String]) throws -> Never {
    let environment = CoreType.environment(for: .current, inheriting: ProcessInfo.processInfo.environment)
    do {
      try SiblingBinary.become("fathom-worker", arguments: arguments, environment: environment)
    } catch {
      throw CommandFailure.failed(error.description)
    }
  }
}

/// What this machine offers, and what would slow it down or stop it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this machine: processor, BLAS, binaries.")

  @OptionGroup var format: FormatOption

  func run() throws { try WorkerBinary.become(["doctor", "--format", format.format.rawValue]) }
}

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure what docs/benchmarks.md tells.", subcommands: [Train.self])

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Speed of a training step over widths and batch sizes, beside the processor's peak.")

    @Option(help: "Only this width.") var width: Int?
    @Option(help: "Only this batch size.") var batch: Int?
    @OptionGroup var format: FormatOption

    func run() throws {
      var arguments = ["bench", "train", "--format", format.format.rawValue]
      if let width { arguments += ["--width", "\(width)"] }
      if let batch { arguments += ["--batch", "\(batch)"] }
      try WorkerBinary.become(arguments)
    }
  }
}
