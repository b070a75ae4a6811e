internal import ArgumentParser

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

struct FormatOption: ParsableArguments {
  @Option(help: "How to print: table or json.") var format = OutputFormat.table

  var isJSON: Bool { format == .json }
}

/// The version of this build, as results record it.
enum Version {
  static let number = "0.1.0"
  static let text = "fathom \(number)"
}
