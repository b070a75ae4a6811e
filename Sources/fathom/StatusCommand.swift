internal import Answers
internal import ArgumentParser
internal import Messaging
internal import SweepModel

/// How far each sweep is.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far sweeps are.")

  @Argument(help: Help.anySweeps, completion: .sweeps) var sweep: String?
  @OptionGroup var place: PlaceOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    try place.read(.status(sweep: sweep, width: Inquiry.tableWidth), as: format)
  }
}

/// Every sweep of a store: `status` without a selector, under the name that people look for.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sweeps of a store.")

  @OptionGroup var place: PlaceOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    try place.read(.status(sweep: nil, width: Inquiry.tableWidth), as: format)
  }
}

/// The trials of one sweep, with what varies between them.
struct TrialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trials", abstract: "List the trials of a sweep.",
    discussion: """
      Conditions and orders are over the columns of 'fathom export --table trials':
        fathom trials last --where 'weight_decay > 1e-4 and state = failed'
        fathom trials last --sort -train_loss,seed --limit 10
      A missing value matches nothing and comes last.
      """)

  @Argument(help: Help.sweep, completion: .sweeps) var sweep = "last"
  @Option(help: "Show only trials in this state.") var state: TrialState?
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Show only trials of which this holds.", valueName: "condition"))
  var condition = ""
  @Option(
    name: .customLong("sort"), parsing: .unconditional,
    help: ArgumentHelp("Order by columns; -column descends.", valueName: "columns"))
  var order = ""
  @Option(help: "Show at most so many.") var limit: Int?
  @OptionGroup var place: PlaceOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    if let limit, !(1...TrialInquiry.limits.upperBound).contains(limit) {
      throw CommandFailure.badInput("'--limit' is '\(limit)'. Give a number from 1 on.")
    }
    let inquiry = TrialInquiry(
      sweep: sweep, state: state, condition: condition, order: order, limit: limit ?? 0,
      width: Inquiry.tableWidth)
    try place.read(.trials(inquiry), as: format)
  }
}

extension TrialState: ExpressibleByArgument {}
