internal import Answers
internal import ArgumentParser
internal import Comparisons
internal import CoordinatorShell
internal import Findings
internal import RunStore
internal import SweepModel

/// A sweep's before and after.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Tell what differs and what moved between two sweeps."
  )

  @Argument(help: "The sweep before: its name, id or number, or 'last'.", completion: .sweeps) var first:
    String
  @Argument(help: "The sweep after.", completion: .sweeps) var second: String
  @OptionGroup var store: StoreOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let store = try store.openForReading()
    let ids = (try store.sweep(named: first).id, try store.sweep(named: second).id)
    guard ids.0 != ids.1 else {
      throw CommandFailure.badInput(
        "'\(first)' and '\(second)' are the same sweep. 'fathom list' shows the names and ids of all.")
    }
    let diff = SweepDiff(
      try store.rows(of: ids.0), try store.rows(of: ids.1), dataNames: try store.dataNames())
    try show(diff, as: format)
  }
}

extension SweepDiff: Answer {
  package func text(width: Int) -> String { text(width: Optional(width)) }
}
