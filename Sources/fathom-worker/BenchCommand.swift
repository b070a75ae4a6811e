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

    @Option(help: "mlp, resnet18, resnet34, resnet20 or vgg11.") var model = "mlp"
    @Option var width: Int?
    @Option var batch: Int?
    @Option(help: "7x7 or 3x3, of a resnet.") var stem: String?
    @Option(help: "Height and width of images.") var image: Int?
    @Option(help: "Images that are measured.") var samples: Int?
    @Option(help: "openblas, fathom or both.") var products: Choice?
    @Option(help: "How many processes measure at once.") var processes = 1
    @Option(help: "The script that measures PyTorch and JAX with the python that FATHOM_PYTHON names.")
    var peers = "deploy/train-peers.py"
    @Option(help: Format.help) var format = Format.table

    func run() throws {
      try CommandFailure.check("--width", width ?? 1, in: 1...8192)
      try CommandFailure.check("--batch", batch ?? 1, in: 1...8192)
      try CommandFailure.check("--processes", processes, in: 1...1024)
      guard model == "mlp" else { return try runImages() }
      if let option = imageOptions.first {
        throw CommandFailure.badInput(
          "'\(option)' is for networks of images. Pass --model with it, such as 'resnet18'.")
      }
      let widths = width.map { [$0] } ?? TrainingBenchmark.widths
      let batches = batch.map { [$0] } ?? TrainingBenchmark.batches
      let products = products ?? .both
      let report = try TrainingBenchmark.run(widths: widths, batches: batches, products: products.products)
      var answer = BenchAnswer(report)
      if processes > 1 {
        let together: [BenchAnswer] = try together(["--products", products.rawValue])
        answer.add(together: together.map(\.rows), processes)
      }
      answer.peers = try others([list(widths), list(batches)])
      try show(answer, as: format)
    }

    private func runImages() throws {
      let images = try BenchImages(
        model, width: width, stem: stem, side: image ?? 32,
        batches: batch.map { [$0] } ?? BenchImages.batches,
        samples: samples ?? 2048)
      guard products == nil else {
        throw CommandFailure.badInput("'--products' is for '--model mlp'. Leave it out.")
      }
      var answer = try images.answer()
      if processes > 1 {
        answer.add(together: try together(["--model", model] + imageOptions))
      }
      if let peers: [ImageBenchAnswer.Peer] = try others(images.peerArguments) { answer.add(peers: peers) }
      try show(answer, as: format)
    }

    /// Those that are given, with their values.
    private var imageOptions: [String] {
      let all = [
        ("--stem", stem), ("--image", image.map(String.init)), ("--samples", samples.map(String.init)),
      ]
      return all.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }

    private func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ",") }

    /// What PyTorch and JAX reach; `nil` where no python is named.
    private func others<Peer: Decodable>(_ arguments: [String]) throws -> [Peer]? {
      guard let python = ProcessInfo.processInfo.environment["FATHOM_PYTHON"] else { return nil }
      return try Self.decoder.decode([Peer].self, from: Self.start(python, [peers] + arguments).finish())
    }

    private static var decoder: JSONDecoder {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return decoder
    }

    /// What as many processes as asked for find, which measure the same at the same time.
    private func together<Found: Decodable>(_ options: [String]) throws -> [Found] {
      var arguments = ["bench", "train", "--format", "json"] + options
      if let width { arguments += ["--width", "\(width)"] }
      if let batch { arguments += ["--batch", "\(batch)"] }
      let children = try (0..<processes).map { _ in
        try Self.start(CommandLine.arguments[0], arguments, without: "FATHOM_PYTHON")
      }
      return try children.map { try Self.decoder.decode(Found.self, from: $0.finish()) }
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
