internal import ArgumentParser
internal import ArrayFiles
internal import Foundation
internal import LinearAlgebra
internal import SweepLanguage
internal import SweepModel
internal import Training

/// One trial without a coordinator.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train and measure one trial, from given weights and data if need be.")

  @Argument(help: "The trial's parameters: a flat map of values in YAML.") var file: String
  @Option(help: "First weights: W1…WL (out x in).") var weights: String?
  @Option(help: "Data: x_train, y_train, x_test, y_test.") var data: String?
  @Option(help: "Where to write the trained weights.") var save: String?
  @Option var format = DoctorCommand.Format.table

  func run() throws {
    if let save { try Self.requireWritable(save) }
    let (spec, path) = try trial()
    guard spec.experiment.trainsNetwork else { return try runModel(spec, dataPath: path) }
    var run = try start(spec, dataPath: path)
    let (trainer, clock) = (run.trainer, ContinuousClock.now)
    var line = ProgressLine()
    let result = try run.result {
      line.show(
        "epoch \(trainer.epoch + 1) of \(spec.epochs), \((ContinuousClock.now - clock) / .seconds(1)) s")
    }
    line.clear()
    if let save { try FirstWeights.write(trainer, to: save) }
    try show(spec, result)
  }

  private func show(_ spec: TrialSpec, _ result: TrialResult) throws {
    let answer = TrainAnswer(spec, result)
    if format == .json { try printJSON(answer) } else { answer.show() }
  }

  /// A trial without a network.
  private func runModel(_ spec: TrialSpec, dataPath: String) throws {
    guard weights == nil, save == nil else {
      throw BadInput(
        "\(file): experiment '\(spec.experiment.rawValue)' has no network. Leave '--weights' and '--save' out."
      )
    }
    let clock = ContinuousClock.now
    var line = ProgressLine()
    do {
      let result = try TrialRunner().result(spec, dataPath: dataPath) {
        line.show("\((ContinuousClock.now - clock) / .seconds(1)) s")
      }
      line.clear()
      try show(spec, result)
    } catch let failure as TrialRunner.Failure {
      line.clear()
      throw BadInput("\(file): \(failure.description)")
    }
  }

  /// The one trial that the file describes, and where its data file lies.
  private func trial() throws -> (TrialSpec, dataPath: String) {
    let text: String
    do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
      throw BadInput("Cannot read '\(file)' as UTF-8 text. Give the path of a file such as 'trial.yaml'.")
    }
    let dataset = data.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    let plan: SweepPlan
    do {
      plan = try SweepPlan.trial(text: text, path: file, dataset: dataset) { try DataFacts(file: $0) }
    } catch {
      throw BadInput(error.description)
    }
    guard let spec = plan.trials.first?.spec, spec.experiment != .noop else {
      throw BadInput("\(file): a 'noop' trial trains nothing. Leave 'experiment' out, or run it in a sweep.")
    }
    return (spec, spec.dataset.id.flatMap { plan.dataPaths[$0] } ?? "")
  }

  private func start(_ spec: TrialSpec, dataPath: String) throws -> TrialRun {
    do {
      let runner = TrialRunner()
      guard let weights else { return try runner.start(spec, dataPath: dataPath) }
      let plan = try runner.plan(spec, dataPath: dataPath)
      return try runner.start(spec, dataPath: dataPath, weights: try FirstWeights(weights, for: plan))
    } catch let failure as TrialRunner.Failure {
      throw BadInput("\(file): \(failure.description)")
    }
  }

  /// Found out before training, not after it.
  private static func requireWritable(_ path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw BadInput(
        "Cannot write '\(path)': '\(folder)' is no folder that may be written. Give another path.")
    }
  }
}
