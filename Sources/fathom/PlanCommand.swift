internal import Answers
internal import ArgumentParser
internal import Foundation
internal import Refinement
internal import SweepLanguage
internal import SweepModel

/// What a sweep would run, without running it.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Expand a sweep file and predict its core-hours.")

  @Argument(help: "The sweep file.", completion: .sweepFile) var file: String
  @OptionGroup var choices: SweepChoices
  @Option(help: ArgumentHelp("Training speed of a core, for the prediction.", valueName: "gflops"))
  var speed = 100.0
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    guard speed > 0, speed.isFinite else {
      throw CommandFailure.badInput("'--speed' is '\(speed)'. Give a number of GFLOP/s above 0.")
    }
    try show(PlannedSweep(SweepSource(file, choices.overrides), gflops: speed), as: format)
  }
}

/// What a plan holds and would cost.
private struct PlannedSweep: Answer, Encodable {
  /// What starts a program of one's own, and what of it is in the trials' ids.
  struct Program: Encodable {
    var command: [String]
    var code: String?
    var files: [String]
    var missing: String?
    var folder: String?
  }

  var name, planHash, experiment: String
  /// The most; `nil`: there is no end of them.
  var trials: Int?
  /// Those of a sweep that chooses them by what comes out, where it takes few and where answers turn sharply.
  var trialsLeast, trialsLikely: Int?
  var cells, seeds: Int
  var varied: [String]
  /// `nil`: nobody knows what a program costs.
  var predictedCoreHours, coreSeconds: Double?
  var refinement: PlannedRefinement?
  var assumedGflops: Double
  var program: Program?
  private var listsFiles: Bool

  private enum CodingKeys: CodingKey {
    case name, planHash, experiment, trials, trialsLeast, trialsLikely, cells, seeds, varied,
      predictedCoreHours
    case coreSeconds, refinement, assumedGflops, program
  }

  init(_ source: SweepSource, gflops: Double) {
    let plan = source.plan
    (name, planHash, experiment) = (plan.name, plan.id.description, plan.kind.name)
    refinement = PlannedRefinement(plan)
    cells = plan.cells
    let all = plan.isUncapped ? nil : plan.trials.count
    let outlook = plan.outlook
    (trials, trialsLeast, trialsLikely) = (
      outlook?.most ?? all, outlook?.least ?? all, outlook?.likely ?? all
    )
    seeds = plan.isUncapped || outlook != nil ? plan.seeds : cells == 0 ? 0 : plan.trials.count / cells
    varied = plan.variedParameters
    // A sweep that grows has its mean trial's price as often as trials are likely.
    let growth = outlook.map { Double($0.likely) / Double(max(plan.trials.count, 1)) } ?? 1
    let hours = plan.coreHours(flopsPerSecond: gflops * 1e9) * growth
    predictedCoreHours = plan.kind.takesArguments || plan.isUncapped ? nil : hours
    coreSeconds = predictedCoreHours.map { $0 * 3600 }
    assumedGflops = gflops
    listsFiles = plan.listsFiles
    program = source.code.map { code in
      Program(
        command: plan.words, code: plan.code?.id.description, files: code.names, missing: code.missing,
        folder: plan.manner?.folder)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(planHash, forKey: .planHash)
    try container.encode(experiment, forKey: .experiment)
    // All keys are always there.
    try container.encode(trials, forKey: .trials)
    try container.encode(trialsLeast, forKey: .trialsLeast)
    try container.encode(trialsLikely, forKey: .trialsLikely)
    try container.encode(cells, forKey: .cells)
    try container.encode(seeds, forKey: .seeds)
    try container.encode(varied, forKey: .varied)
    try container.encode(predictedCoreHours, forKey: .predictedCoreHours)
    try container.encode(coreSeconds, forKey: .coreSeconds)
    try container.encodeIfPresent(refinement, forKey: .refinement)
    try container.encode(assumedGflops, forKey: .assumedGflops)
    try container.encodeIfPresent(program, forKey: .program)
  }

  func text(width: Int) -> String {
    let count =
      refinement?.count(least: trialsLeast, likely: trialsLikely, most: trials)
      ?? trials.map { "\($0) trials in \(cells) cells" }
      ?? "no cap: run and submit ask for --run-cap N (\(seeds) \(seeds == 1 ? "seed" : "seeds") a cell)"
    var lines = ["\(name): \(count)", "  varied     \(varied.joined(separator: ", "))"]
    if let refinement { lines += refinement.lines }
    if let program { lines += Self.lines(program, listsFiles: listsFiles) }
    if let predictedCoreHours {
      lines.append(
        "  training   \(Self.duration(predictedCoreHours)) of one core at \(assumedGflops) GFLOP/s"
          + (refinement == nil ? "" : ", for the likely trials"))
    }
    return (lines + ["  plan hash  \(planHash)", ""]).joined(separator: "\n") + "\n"
  }

  private static func lines(_ program: Program, listsFiles: Bool) -> [String] {
    var lines = ["  starts     \(program.command.joined(separator: " "))"]
    if let missing = program.missing {
      lines.append("  program    '\(missing)' is not here: run and submit refuse")
    }
    if let code = program.code {
      let count = program.files.count
      let names = program.files.prefix(5).joined(separator: ", ") + (count > 5 ? ", …" : "")
      let imports = listsFiles ? "" : "; imports are not: list them in 'files'"
      lines.append(
        "  code       \(code.prefix(8)): \(names) (\(count) \(count == 1 ? "file" : "files"))\(imports)")
    } else {
      lines.append("  code       is not hashed: list it in 'files'")
    }
    lines.append("  runs in    \(program.folder ?? "a copy of its files")")
    if program.command.contains("python"), !isOnPath("python") {
      lines.append("  note       'python' is not on this machine's PATH; 'command' can say 'python3'")
    }
    return lines
  }

  private static func isOnPath(_ name: String) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  private static func duration(_ hours: Double) -> String {
    switch hours * 3600 {
    case ..<120: String(format: "%.1f seconds", hours * 3600)
    case ..<7200: String(format: "%.1f minutes", hours * 60)
    default: String(format: "%.1f hours", hours)
    }
  }
}
