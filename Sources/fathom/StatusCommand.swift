internal import ArgumentParser
internal import Reporting
internal import RunStore
internal import SweepModel

/// How far each sweep of a store is.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far sweeps are.")

  @Argument(help: "A sweep's name or id, or 'last'; every sweep by default.") var sweep: String?
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let store = try store.openForReading()
    try show(sweep.map { [try store.sweep(named: $0)] } ?? store.sweeps(), of: store, asJSON: format.isJSON)
  }
}

/// A line a sweep, with its trials by state.
private func show(_ sweeps: [SweepRow], of store: Store, asJSON: Bool) throws {
  let rows = try sweeps.map { sweep in
    let counts = try store.counts(of: sweep.id)
    return SweepStatus(
      id: sweep.id, name: sweep.name,
      counts: [
        .waiting: counts.waiting, .running: counts.running, .finished: counts.finished,
        .diverged: counts.diverged, .failed: counts.failed,
      ])
  }
  Output.write(asJSON ? SweepStatus.json(rows) : SweepStatus.text(rows))
}

/// Every sweep of a store: `status` without a selector, under the name that people look for.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sweeps of a store.")

  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let store = try store.openForReading()
    try show(store.sweeps(), of: store, asJSON: format.isJSON)
  }
}

/// The trials of one sweep, with what varies between them.
struct TrialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trials", abstract: "List the trials of a sweep.")

  @Argument(help: "A sweep's name or id, or 'last'.") var sweep = "last"
  @Option(help: "Show only trials in this state.") var state: TrialState?
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  func run() throws {
    let store = try store.openForReading()
    let trials = try store.trials(of: store.sweep(named: sweep).id).filter {
      state == nil || $0.state == state
    }
    guard format.isJSON else { return Output.write(trialsText(trials, dataNames: try store.dataNames())) }
    var export = Export(.trials, as: .json, dataNames: try store.dataNames())
    Output.write(export.opening)
    for trial in trials { Output.write(export.row(trial)) }
    Output.write(export.closing)
  }
}

extension TrialState: ExpressibleByArgument {}
