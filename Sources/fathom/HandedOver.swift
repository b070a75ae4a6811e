internal import Answers
internal import ArgumentParser
internal import Foundation
internal import Messaging
internal import Processes

/// What the worker's binary does: it is started in place of this process, with the core type set. It has commands of the
/// same names and options, so that it reads the same words; what is declared here is for help and for mistakes.
protocol HandedOver: ParsableCommand {}

extension HandedOver {
  func run() throws { try handOver() }

  func handOver() throws -> Never {
    let words = Array(CommandLine.arguments.dropFirst())
    let environment = CoreType.environment(for: .current, inheriting: ProcessInfo.processInfo.environment)
    do {
      try SiblingBinary.become("fathom-worker", arguments: words, environment: environment)
    } catch {
      throw CommandFailure.failed(error.description)
    }
  }
}

/// What this machine offers, and what would slow it down or stop it.
struct DoctorCommand: HandedOver {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this machine: processor, BLAS, binaries.",
    discussion: """
      With --compare a coordinator runs one reference trial on every worker that has
      joined, and tells how far each figure drifts from core type to core type.
      """)

  @Flag(help: "Compare the workers of a coordinator.") var compare = false
  @OptionGroup var server: ServerOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    if compare { return try server.ask(.compare, as: format, within: .seconds(90)) }
    guard server.server == nil else {
      throw CommandFailure.badInput("'--server' names whose workers to compare. Pass --compare with it.")
    }
    try handOver()
  }
}

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure what docs/benchmarks.md tells.",
    subcommands: [Train.self, Measure.self, BenchDispatchCommand.self, BenchWorkersCommand.self])

  struct Train: HandedOver {
    static let configuration = CommandConfiguration(
      abstract: "Speed of a training step over widths and batch sizes, beside the processor's peak.")

    @Option(help: "Network: 'mlp', 'resnet18', 'resnet34', 'resnet20' or 'vgg11'.") var model = "mlp"
    @Option(help: "Only this width; of images' networks 64, of resnet20 16.") var width: Int?
    @Option(help: "Only this batch size.") var batch: Int?
    @Option(help: "Before a resnet's blocks: '7x7' or '3x3'.") var stem: String?
    @Option(help: "Height and width of images. (default: 32)") var image: Int?
    @Option(help: "Images that are measured. (default: 2048)") var samples: Int?
    @Option(help: "Matrix products of 'mlp' by 'openblas', 'fathom' or both. (default: both)")
    var products: String?
    @Option(help: "Processes that measure at the same time.") var processes = 1
    @Option(help: "Script for PyTorch and JAX, run where FATHOM_PYTHON names a python.")
    var peers = "deploy/train-peers.py"
    @Option(help: Format.help) var format = Format.table
  }

  struct Measure: HandedOver {
    static let configuration = CommandConfiguration(
      abstract: "Time and memory of measuring a network of 8 x 512 on 8,000 samples, beside numpy.")

    @Option(help: "Rows of every array.") var samples: Int?
    @Option(help: "Columns of every layer's features.") var width: Int?
    @Option(help: Format.help) var format = Format.table
  }
}

/// Metrics of any network's layers, from its arrays.
struct MeasureCommand: HandedOver {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measure any network's layers from an .npz.",
    discussion: "The file holds H1…HL (what enters each linear map), W1…WL (out x in), and Y or labels.")

  @Argument(help: "The .npz file.") var file: String
  @Option(help: "Groups of metrics, such as nrc,ranks; all by default.") var metrics: String?
  @Option(help: "Rows in time: none is a neighbour within so many.") var neighboursApart = 0
  @Option(help: Format.help) var format = Format.table
}

/// One trial without a coordinator.
struct TrainCommand: HandedOver {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train and measure one trial without a coordinator.",
    discussion:
      "The file is a flat map of parameters and their values, such as 'depth: 4', with 'seed' beside them.")

  @Argument(help: "The trial's parameters, in YAML.") var file: String
  @Option(help: ArgumentHelp("First weights: W1…WL (out x in).", valueName: "init.npz")) var weights: String?
  @Option(help: ArgumentHelp("Data: x_train, y_train, x_test, y_test.", valueName: "data.npz"))
  var data: String?
  @Option(help: ArgumentHelp("Where to write the trained weights.", valueName: "out.npz")) var save: String?
  @Option(help: Format.help) var format = Format.table
}
