internal import Answers
internal import ArgumentParser
internal import Messaging

/// Why a trial is where it is: its parameters, every attempt and how each ended.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Tell what became of a trial, and why.")

  @Argument(help: "The first digits of a trial's id.") var trial: String
  @Flag(help: "Print what its attempts wrote last, and nothing else.") var log = false
  @OptionGroup var place: PlaceOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    guard log, format == .table else { return try place.read(.explain(trial: trial), as: format) }
    let found = try place.reader().decoded(LoggedAttempts.self, .explain(trial: trial))
    for attempt in found.attempts {
      guard let text = attempt.log else { continue }
      Output.write("== attempt \(attempt.attempt) on \(attempt.host) ==\n")
      Output.write(text.hasSuffix("\n") ? text : text + "\n")
    }
  }
}

/// The part of an explanation's JSON that holds logs.
private struct LoggedAttempts: Decodable {
  struct Step: Decodable {
    var attempt: Int
    var host: String
    var log: String?
  }

  var attempts: [Step]
}
