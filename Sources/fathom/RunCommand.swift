internal import ArgumentParser
internal import Findings
internal import Foundation
internal import Messaging
internal import Processes
internal import RunStore
internal import SweepModel

/// The whole job on this machine: coordinator, workers, findings. The same command again resumes.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a sweep on this machine, or go on with it.")

  @Argument(help: "The sweep file.", completion: .sweepFile) var file: String
  @Option(help: "Trials to run at once; every core by default.") var slots: Int?
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  private struct Answer: Encodable {
    var sweep, id: String
    var trials, done, failed, reused: Int
    var seconds, elapsedSeconds: Double
    var report: String
  }

  func run() throws {
    let start = ContinuousClock.now
    let slots = try LocalRun.slots(slots)
    let (plan, text) = try SweepSource.plan(file)
    let store = try store.openForWriting()
    let (sweep, reused, times) = try store.run(plan, text: text, slots: slots)
    let counts = try store.counts(of: sweep.id)
    let written = try WrittenReport(of: sweep, in: store)
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    if format.isJSON {
      try Output.json(
        Answer(
          sweep: plan.name, id: plan.id.description, trials: counts.trials, done: counts.done,
          failed: counts.failed,
          reused: reused, seconds: times / .seconds(1), elapsedSeconds: elapsed, report: written.page))
    } else {
      Output.write(written.report.text(width: Screen.tableWidth))
      Output.write("\n\(Self.summary(counts, reused: reused, elapsed: elapsed))\nReport: \(written.page)\n")
    }
    if counts.failed > 0 { throw ExitCode(1) }
  }

  private static func summary(_ counts: SweepCounts, reused: Int, elapsed: Double) -> String {
    var parts = ["\(counts.done) of \(counts.trials) trials done"]
    if reused > 0 { parts.append("\(reused) of them reused") }
    if counts.failed > 0 {
      parts.append("\(counts.failed) failed ('fathom trials last --state failed' lists them)")
    }
    return parts.joined(separator: ", ") + String(format: " in %.1f s.", elapsed)
  }
}

extension Store {
  /// Runs a plan on this machine from where it stands to its end.
  ///
  /// - Returns: the sweep, how many results were there before, and the time from first assignment to last result.
  func run(
    _ plan: SweepPlan, text: String, slots: Int
  ) throws -> (sweep: SweepRow, reused: Int, time: Duration) {
    var sweep = try submit(plan, text: text).sweep
    // Who runs a sweep by hand wants it, whatever a coordinator was told before.
    if sweep.state != .active {
      try commit([.sweepChanged(plan.id, .active)])
      sweep.state = .active
    }
    let reused = try counts(of: plan.id).done
    let time = try LocalRun(store: self, sweep: sweep, slots: slots, reused: reused).finish()
    return (sweep.sweep, reused, time)
  }

  /// Stores a plan, or finds it there, and answers it as stored.
  @discardableResult
  func submit(
    _ plan: SweepPlan, text: String, replacing old: SweepID? = nil
  ) throws -> (sweep: StoredSweep, isNew: Bool) {
    let row = SweepRow(id: plan.id, name: plan.name, file: text, trials: plan.trials.count, submitted: Date())
    let limits = SweepLimits(
      retryMax: plan.retryMax, time: plan.timeLimit, memoryBytes: plan.memoryLimitBytes)
    let isNew = try submit(
      row, limits: limits,
      trials: plan.trials.lazy.map {
        SubmittedTrial(id: $0.id, cell: $0.cell, specification: $0.canonical, data: $0.spec.dataset.id)
      }, dataPaths: plan.dataPaths, replacing: old)
    return (try sweep(plan.id), isNew)
  }
}
