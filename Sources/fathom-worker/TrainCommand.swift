internal import Answers
internal import ArgumentParser
internal import ArrayFiles
internal import Experiments
internal import Foundation
internal import SweepLanguage
internal import SweepModel
internal import SweepText

/// One trial without a coordinator.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train and measure one trial, from given weights and data if need be.")

  @Argument(help: "The trial's parameters: a flat map of values in YAML.") var file: String
  @Option(help: "First weights: W1…WL (out x in).") var weights: String?
  @Option(help: "Data: x_train, y_train, x_test, y_test.") var data: String?
  @Option(help: "Where to write the trained weights.") var save: String?
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    if let save { try Self.requireWritable(save) }
    let (spec, path) = try trial()
    let result = try result(of: spec, dataPath: path)
    try show(TrainAnswer(spec: spec, result: result), as: format)
  }

  private func result(of spec: Specification, dataPath: String) throws -> TrialResult {
    var line = ProgressLine()
    defer { line.clear() }
    do {
      let program = try Programs(on: .ofThisMachine).start(spec, dataPath: dataPath, weights: weights)
      let clock = ContinuousClock.now
      let result = try program.run {
        let seconds = "\((ContinuousClock.now - clock) / .seconds(1)) s"
        line.show(program.place.map { "\($0), \(seconds)" } ?? seconds)
      } passed: { _ in
      }
      guard let program = program as? any WeightedProgram else { return result }
      if let save { try program.saveWeights(to: save) }
      line.clear()
      if let remark = program.remark { Output.say(remark) }
      return result
    } catch let failure as TrialFailure {
      throw CommandFailure.badInput("\(file): \(failure.description)")
    } catch let bad as BadFile {
      throw CommandFailure.badInput(bad.description)
    }
  }

  /// The one trial that the file describes, and where its data file lies.
  private func trial() throws -> (Specification, dataPath: String) {
    let text: String
    do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
      throw CommandFailure.badInput(
        "Cannot read '\(file)' as UTF-8 text. Give the path of a file such as 'trial.yaml'.")
    }
    let dataset = data.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    let plan: SweepPlan
    do {
      plan = try SweepPlan.trial(text: text, path: file, dataset: dataset) { name, header in
        let facts = try DataFacts(file: name, header: header)
        for note in facts.notes { Output.say(note) }
        return facts
      }
    } catch {
      throw CommandFailure.badInput(error.lines)
    }
    guard let spec = plan.trials.first?.spec else {
      throw CommandFailure.badInput("\(file): it describes no trial.")
    }
    let (program, name) = (Programs[spec.kind], spec.kind.name)
    if program.isInstant {
      throw CommandFailure.badInput(
        "\(file): a '\(name)' trial trains nothing. Leave '\(Parameter.experiment.name)' out, or run it in a sweep."
      )
    }
    if !(program is any WeightedProgram.Type), weights != nil || save != nil {
      throw CommandFailure.badInput(
        "\(file): experiment '\(name)' has no network. Leave '--weights' and '--save' out.")
    }
    return (spec, spec.dataset.id.flatMap { plan.dataPaths[$0] } ?? "")
  }

  /// Found out before training, not after it.
  private static func requireWritable(_ path: String) throws {
    do { _ = try OutputFile(path) } catch { throw CommandFailure.badInput("\(error)") }
  }
}
