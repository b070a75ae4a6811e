internal import Answers
internal import ArgumentParser
internal import Foundation
internal import SweepModel

/// What a sweep would run, without running it.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Expand a sweep file and predict its core-hours.")

  @Argument(help: "The sweep file.", completion: .sweepFile) var file: String
  @Option(help: ArgumentHelp("Training speed of a core, for the prediction.", valueName: "gflops"))
  var speed = 100.0
  @OptionGroup var format: FormatOption

  private struct Answer: Encodable {
    var name, planHash, experiment: String
    var trials, cells, seeds: Int
    var varied: [String]
    var predictedCoreHours, assumedGflops: Double
  }

  func run() throws {
    guard speed > 0, speed.isFinite else {
      throw CommandFailure.badInput(["'--speed' is '\(speed)'. Give a number of GFLOP/s above 0."])
    }
    let plan = try SweepSource.plan(file).plan
    let hours = plan.coreHours(flopsPerSecond: speed * 1e9)
    let seeds = plan.cells == 0 ? 0 : plan.trials.count / plan.cells
    guard !format.isJSON else {
      return try Output.json(
        Answer(
          name: plan.name, planHash: plan.id.description, experiment: plan.experiment.rawValue,
          trials: plan.trials.count, cells: plan.cells, seeds: seeds, varied: plan.variedParameters,
          predictedCoreHours: hours, assumedGflops: speed))
    }
    Output.write(
      """
      \(plan.name): \(plan.trials.count) trials in \(plan.cells) cells
        varied     \(plan.variedParameters.joined(separator: ", "))
        training   \(Self.duration(hours)) of one core at \(speed) GFLOP/s
        plan hash  \(plan.id)

      """)
  }

  private static func duration(_ hours: Double) -> String {
    switch hours * 3600 {
    case ..<120: String(format: "%.1f seconds", hours * 3600)
    case ..<7200: String(format: "%.1f minutes", hours * 60)
    default: String(format: "%.1f hours", hours)
    }
  }
}
