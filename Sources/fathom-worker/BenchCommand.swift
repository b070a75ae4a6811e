internal import Answers
internal import ArgumentParser
internal import Foundation
internal import LinearAlgebra
internal import Training

/// The metrics of docs/benchmarks.md that a worker takes.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the speed of training and of measuring.",
    subcommands: [Train.self, Measure.self])

  enum Choice: String, ExpressibleByArgument {
    case openblas, fathom, both

    var products: [Products] {
      switch self {
      case .openblas: [.openBLAS]
      case .fathom: Products.available.filter { $0 == .fathom }
      case .both: Products.available
      }
    }
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "train")

    @Option var width: Int?
    @Option var batch: Int?
    @Option(help: "openblas, fathom or both.") var products = Choice.both
    @Option(help: "How many processes measure at once.") var processes = 1
    @Option(help: "The script that measures PyTorch and JAX with the python that FATHOM_PYTHON names.")
    var peers = "deploy/train-peers.py"
    @Option(help: Format.help) var format = Format.table

    func run() throws {
      try CommandFailure.check("--width", width ?? 1, in: 1...8192)
      try CommandFailure.check("--batch", batch ?? 1, in: 1...8192)
      try CommandFailure.check("--processes", processes, in: 1...1024)
      let widths = width.map { [$0] } ?? TrainingBenchmark.widths
      let batches = batch.map { [$0] } ?? TrainingBenchmark.batches
      let report = try TrainingBenchmark.run(widths: widths, batches: batches, products: products.products)
      var answer = BenchAnswer(report)
      if processes > 1 { answer.add(together: try together(), processes) }
      if let python = ProcessInfo.processInfo.environment["FATHOM_PYTHON"] {
        let arguments = [peers, list(widths), list(batches)]
        answer.peers = try JSONDecoder().decode(
          [BenchAnswer.Peer].self, from: Self.start(python, arguments).finish())
      }
      try show(answer, as: format)
    }

    private func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ",") }

    /// The rows of as many processes as asked for, which measure the same at the same time.
    private func together() throws -> [[BenchAnswer.Row]] {
      var arguments = ["bench", "train", "--format", "json", "--products", products.rawValue]
      if let width { arguments += ["--width", "\(width)"] }
      if let batch { arguments += ["--batch", "\(batch)"] }
      let children = try (0..<processes).map { _ in
        try Self.start(CommandLine.arguments[0], arguments, without: "FATHOM_PYTHON")
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try children.map { try decoder.decode(BenchAnswer.self, from: $0.finish()).rows }
    }

    private struct Program {
      let process: Process
      let pipe: Pipe

      func finish() throws -> Data {
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
          throw CommandFailure.badInput(
            "'\(process.executableURL?.path ?? "")' ended with '\(process.terminationStatus)'. See above.")
        }
        return data
      }
    }

    private static func start(_ program: String, _ arguments: [String], without variable: String? = nil)
      throws -> Program
    {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      if let variable {
        process.environment = ProcessInfo.processInfo.environment.filter { $0.key != variable }
      }
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      return Program(process: process, pipe: pipe)
    }
  }
}
