internal import ArgumentParser
internal import Foundation

/// What a command found, in words and as data.
protocol Answer {
  /// Lines, each with its end; of at most `width` characters where that is told.
  func text(width: Int) -> String
  /// One JSON value and the end of its line.
  var json: String { get throws }
}

/// How a command prints what it found.
enum Format: String, ExpressibleByArgument { case table, json }

/// Prints what a command found: the one place that chooses between words and data.
func show(_ answer: any Answer, as format: Format) throws {
  print(format == .json ? try answer.json : answer.text(width: .max), terminator: "")
}

extension Answer where Self: Encodable {
  var json: String { get throws { try jsonText(self) } }
}

/// One JSON value with keys in snake_case.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
