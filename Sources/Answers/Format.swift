package import ArgumentParser

/// How a command prints what it found.
package enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
  case table, json

  package static let help: ArgumentHelp = "How to print: table or json."

  /// What the command line asks for, known even when it cannot be parsed.
  package static var asked: Format {
    let words = CommandLine.arguments
    let isJSON =
      words.contains("--format=json")
      || zip(words, words.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    return isJSON ? .json : .table
  }
}
