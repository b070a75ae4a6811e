internal import ArgumentParser

package enum Format: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

package struct FormatOption: ParsableArguments {
  @Option(help: "How to print: table or json.") package var format = Format.table

  package init() {}

  package var isJSON: Bool { format == .json }
}

extension [String] {
  /// Whether the command line asks for JSON, known even when it cannot be parsed.
  package var asksForJSON: Bool {
    contains("--format=json") || zip(self, dropFirst()).contains { $0 == "--format" && $1 == "json" }
  }
}
