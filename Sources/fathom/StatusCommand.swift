internal import ArgumentParser
internal import Messaging
internal import SweepModel

/// How far each sweep is.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far sweeps are.")

  @Argument(help: "A sweep's name or id, or 'last'; every sweep by default.") var sweep: String?
  @OptionGroup var place: PlaceOption
  @OptionGroup var format: FormatOption

  func run() throws { try place.read(.status(sweep: sweep), asJSON: format.isJSON) }
}

/// Every sweep of a store: `status` without a selector, under the name that people look for.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the sweeps of a store.")

  @OptionGroup var place: PlaceOption
  @OptionGroup var format: FormatOption

  func run() throws { try place.read(.status(sweep: nil), asJSON: format.isJSON) }
}

/// The trials of one sweep, with what varies between them.
struct TrialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trials", abstract: "List the trials of a sweep.")

  @Argument(help: "A sweep's name or id, or 'last'.") var sweep = "last"
  @Option(help: "Show only trials in this state.") var state: TrialState?
  @OptionGroup var place: PlaceOption
  @OptionGroup var format: FormatOption

  func run() throws { try place.read(.trials(sweep: sweep, state: state), asJSON: format.isJSON) }
}

extension TrialState: ExpressibleByArgument {}
