internal import Answers
internal import ArgumentParser
internal import BoundaryReports
internal import CoordinatorShell
internal import Findings
internal import Foundation
internal import Pages
internal import RunStore
internal import SweepLanguage
internal import SweepModel

/// The whole job on this machine: coordinator, workers, findings. The same command again resumes.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a sweep on this machine, or go on with it.")

  @Argument(help: "The sweep file.", completion: .sweepFile) var file: String
  @Option(help: "Trials to run at once; every core by default.") var slots: Int?
  @OptionGroup var choices: SweepChoices
  @OptionGroup var store: StoreOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let start = ContinuousClock.now
    let slots = try LocalRun.slots(slots)
    let source = try SweepSource(file, choices.overrides, keeping: store.codeFolder)
    try source.checkRunnable()
    let plan = source.plan
    let opened = try store.openForWriting()
    let (sweep, reused, times) = try opened.run(plan, text: source.text, slots: slots)
    let counts = try opened.counts(of: sweep.id)
    let failed = counts[.failed, default: 0]
    let written = try WrittenReport(of: sweep, in: opened)
    let facts = FinishedRun.Facts(
      sweep: plan.name, id: plan.id.description, trials: sweep.trials, done: counts.done,
      failed: failed, reused: reused, seconds: times / .seconds(1),
      elapsedSeconds: (ContinuousClock.now - start) / .seconds(1), report: written.page)
    try show(
      FinishedRun(
        facts: facts, findings: written.report, boundary: written.boundary,
        everyTable: store.command("report", of: sweep.id, "--full")),
      as: format)
    if failed > 0 { throw ExitCode(1) }
  }
}

/// A sweep's end on this machine: its findings in words, its counts as data.
private struct FinishedRun: Answer {
  struct Facts: Encodable {
    var sweep, id: String
    var trials, done, failed, reused: Int
    var seconds, elapsedSeconds: Double
    var report: String
  }

  let facts: Facts
  let findings: SweepReport
  let boundary: BoundaryReport?
  /// The command that prints every table.
  let everyTable: String

  var json: String { get throws { try Output.jsonText(facts) } }

  func text(width: Int) -> String {
    (boundary.map { $0.text(width: width) + "\n" } ?? "") + findings.brief(width: width)
      + "\nEvery table: \(everyTable)\n\(summary)\nReport: \(facts.report)\n"
  }

  private var summary: String {
    var parts = ["\(facts.done) of \(facts.trials) trials done"]
    if facts.reused > 0 { parts.append("\(facts.reused) of them reused") }
    if facts.failed > 0 {
      parts.append("\(facts.failed) failed ('fathom trials last --state failed' lists them)")
    }
    return parts.joined(separator: ", ") + String(format: " in %.1f s.", facts.elapsedSeconds)
  }
}
