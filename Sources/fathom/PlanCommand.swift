internal import Answers
internal import ArgumentParser
internal import Foundation
internal import SweepLanguage
internal import SweepModel

/// What a sweep would run, without running it.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Expand a sweep file and predict its core-hours.")

  @Argument(help: "The sweep file.", completion: .sweepFile) var file: String
  @Option(help: ArgumentHelp("Training speed of a core, for the prediction.", valueName: "gflops"))
  var speed = 100.0
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    guard speed > 0, speed.isFinite else {
      throw CommandFailure.badInput("'--speed' is '\(speed)'. Give a number of GFLOP/s above 0.")
    }
    let plan = try SweepSource.plan(file).plan
    try show(PlannedSweep(plan, gflops: speed), as: format)
  }
}

/// What a plan holds and would cost.
private struct PlannedSweep: Answer, Encodable {
  var name, planHash, experiment: String
  var trials, cells, seeds: Int
  var varied: [String]
  var predictedCoreHours, assumedGflops: Double

  init(_ plan: SweepPlan, gflops: Double) {
    (name, planHash, experiment) = (plan.name, plan.id.description, plan.kind.name)
    (trials, cells) = (plan.trials.count, plan.cells)
    seeds = cells == 0 ? 0 : trials / cells
    varied = plan.variedParameters
    (predictedCoreHours, assumedGflops) = (plan.coreHours(flopsPerSecond: gflops * 1e9), gflops)
  }

  func text(width: Int) -> String {
    """
    \(name): \(trials) trials in \(cells) cells
      varied     \(varied.joined(separator: ", "))
      training   \(duration) of one core at \(assumedGflops) GFLOP/s
      plan hash  \(planHash)

    """
  }

  private var duration: String {
    switch predictedCoreHours * 3600 {
    case ..<120: String(format: "%.1f seconds", predictedCoreHours * 3600)
    case ..<7200: String(format: "%.1f minutes", predictedCoreHours * 60)
    default: String(format: "%.1f hours", predictedCoreHours)
    }
  }
}
