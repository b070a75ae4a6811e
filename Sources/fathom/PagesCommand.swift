internal import ArgumentParser
internal import CoordinatorShell

/// The process of a coordinator's live page, which the coordinator starts.
struct PagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pages", shouldDisplay: false)

  @Option(help: .hidden) var store: String
  @Option(help: .hidden) var http: String

  func run() throws { try PageService.run(LiveAddress(http), store: store) }
}
