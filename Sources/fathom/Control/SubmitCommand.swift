internal import Answers
internal import ArgumentParser
internal import Foundation
internal import Messaging
internal import SweepLanguage
internal import SweepModel

/// A sweep for a coordinator that runs.
struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit", abstract: "Give a sweep to a running coordinator.",
    discussion: """
      Data files are read here; a worker finds them by their content (docs/data-files.md).
      Submitting the same sweep again says how far it is, and takes a cancelled
      one up again.
      """)

  @Argument(help: "The sweep file.", completion: .sweepFile) var file: String
  @OptionGroup var choices: SweepChoices
  @OptionGroup var server: ServerOption
  @Option(help: Format.help) var format = Format.table

  func run() throws { try server.submit(file, choices.overrides, grownFrom: nil, as: format) }
}

/// More points or seeds for a sweep that was submitted.
struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Give a running sweep more points or seeds.",
    discussion: """
      The file is the sweep's own, grown: every trial that the sweep has, and
      more. It becomes a sweep of the same name with an id of its own, which takes
      over results, running trials, priority and pause; the old one is 'replaced'.
      """)

  @Argument(help: "The grown sweep file.", completion: .sweepFile) var file: String
  @Option(
    help: ArgumentHelp("The sweep to add to; the one of the file's name by default.", valueName: "sweep"))
  var to: String?
  @OptionGroup var choices: SweepChoices
  @OptionGroup var server: ServerOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let name = try to ?? SweepSource(file, choices.overrides).plan.name
    try server.submit(file, choices.overrides, grownFrom: name, as: format)
  }
}

extension ServerOption {
  /// A client has no store; the archives of programs wait here until a coordinator's workers have fetched them.
  private static var codeFolder: String {
    let environment = ProcessInfo.processInfo
    let cache = environment.value(of: "XDG_CACHE_HOME") ?? NSHomeDirectory() + "/.cache"
    return cache + "/fathom/code"
  }

  /// Planning a great sweep and storing it takes its time.
  fileprivate func submit(
    _ file: String, _ overrides: SweepOverrides, grownFrom: String?, as format: Format
  ) throws {
    let source = try SweepSource(file, overrides, keeping: Self.codeFolder)
    try source.checkRunnable()
    let data = source.data.sorted { $0.key < $1.key }.map { KnownData($0.key, $0.value) }
    let submission = Submission(
      id: source.plan.id, file: source.text, path: file, data: data, grownFrom: grownFrom)
    try ask(.submit(submission), as: format, within: .seconds(900))
  }
}
