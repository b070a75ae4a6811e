internal import Answers
internal import Collapse
internal import Foundation
internal import LinearAlgebra
internal import Processes
internal import SweepModel
internal import Training

/// A network of images as `bench train` names it, and how its training and its measuring are timed.
struct BenchImages {
  let model: String
  let network: ImageNetwork
  /// `nil` for a network without one.
  let stem: Stem?
  let batches: [Int]
  /// Images that are measured, and that an epoch is told for.
  let samples: Int

  static let batches = [32, 128]
  static let models = ["resnet18", "resnet34", "resnet20", "vgg11"]
  private static let outputs = 10
  /// Processor time of training at least, and steps at least.
  private static let (seconds, rounds) = (4.0, 3)

  /// - Throws: `CommandFailure` for what makes no network of images.
  init(
    _ model: String, width: Int?, stem: String?, side: Int, batches: [Int], samples: Int
  ) throws {
    let known: [String: (body: ImageNetwork.Body?, width: Int)] = [
      "resnet18": (.resnet18, 64), "resnet34": (.resnet34, 64), "resnet20": (.resnet(layers: 20), 16),
      "vgg11": (.vgg11, 64),
    ]
    guard let (body, usual) = known[model], var body else {
      let choices = (["mlp"] + Self.models).map { "'\($0)'" }.joined(separator: ", ")
      throw CommandFailure.badInput("'--model' is '\(model)'. Choose \(choices).")
    }
    try CommandFailure.check("--image", side, in: 1...1024)
    try CommandFailure.check("--samples", samples, in: 16...1_000_000)
    self.stem = try Self.choose(stem, for: model, &body)
    (self.model, self.batches, self.samples) = (model, batches, samples)
    network = ImageNetwork(
      body, image: TensorShape(height: side, width: side, channels: 3), outputs: Self.outputs,
      width: width ?? usual)
    try checkNetwork()
  }

  /// The stem that the network then has.
  private static func choose(_ word: String?, for model: String, _ body: inout ImageNetwork.Body) throws
    -> Stem?
  {
    guard case .residual(let blocks, let usual) = body else {
      guard let word else { return nil }
      throw CommandFailure.badInput("'--stem' is '\(word)', but '\(model)' has no stem. Leave it out.")
    }
    guard let stem = word.map({ Stem(rawValue: $0) }) ?? usual else {
      throw CommandFailure.badInput("'--stem' is '\(word ?? "")'. Choose '7x7' or '3x3'.")
    }
    body = .residual(blocks: blocks, stem: stem)
    return stem
  }

  private func checkNetwork() throws {
    for batch in batches {
      guard let (isToBatch, expected) = ImageBenchmark.objection(network, batch: batch) else { continue }
      throw CommandFailure.badInput(
        "'\(isToBatch ? "--batch" : "--image")' is '\(isToBatch ? batch : network.image.height)' but must be "
          + "\(expected).")
    }
    let (most, memory) = (batches.max() ?? 1, Int(ProcessInfo.processInfo.physicalMemory))
    let needed = ImageBenchmark.bytes(network, batch: most)
    guard needed < memory else {
      throw CommandFailure.badInput(
        "'\(model)' would take \(needed / 1_000_000) MB at batch \(most), and this machine has "
          + "\(memory / 1_000_000). Give a smaller --batch, --width or --image.")
    }
  }

  func answer() throws -> ImageBenchAnswer {
    let before = TrainingBenchmark.peak()
    let rows = try batches.map { try row(batch: $0) }
    return ImageBenchAnswer(self, peak: max(before, TrainingBenchmark.peak()), rows)
  }

  private func row(batch: Int) throws -> ImageBenchAnswer.Row {
    let (rate, operations, resident) = try training(batch)
    let measuring = try measuring(batch)
    return ImageBenchAnswer.Row(
      batch: batch, imagesPerSecond: rate, gflops: Double(operations) * rate * 1e-9,
      networkBytes: ImageBenchmark.bytes(network, batch: batch), residentBytes: resident,
      epochSeconds: Double(samples) / rate, measureSeconds: measuring)
  }

  private func training(_ batch: Int) throws -> (rate: Double, operations: Int, resident: Int?) {
    let bench = try ImageBenchmark(network, batch: batch)
    let rate = bench.imagesPerSecond(seconds: Self.seconds, rounds: Self.rounds)
    return (rate, bench.operations, Usage.residentBytes())
  }

  /// Processor time of all layers' metrics of `nrc` and `ranks`, the way through the network included.
  private func measuring(_ batch: Int) throws -> Double {
    let bench = try ImageBenchmark(network, batch: min(batch, samples), images: samples)
    let targets = try bench.targets.withView { try Targets($0, knownRank: 2) }
    let start = TrainingBenchmark.processorSeconds()
    try bench.trainer.forEachLayer { layer in
      let arrays = LayerArrays(
        number: layer.number, features: MatrixView(layer.features, rows: layer.rows, columns: layer.inputs),
        weights: MatrixView(layer.weights, rows: layer.outputs, columns: layer.inputs))
      _ = try arrays.metrics(against: targets, groups: [.nrc, .ranks])
    }
    return TrainingBenchmark.processorSeconds() - start
  }

  /// What `deploy/train-peers.py` takes for the same networks.
  var peerArguments: [String] {
    [
      "\(network.width)", batches.map(String.init).joined(separator: ","), model, stem?.rawValue ?? "none",
      "\(network.image.height)",
    ]
  }
}
