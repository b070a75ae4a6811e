internal import Foundation
internal import SweepText

/// What a command says in place of a sweep file: it goes with the file's text as a last line that is a comment, so that the stored
/// file is the whole question and lines keep their numbers.
package struct SweepOverrides: Hashable, Sendable, Codable {
  package var method: String?
  package var program: String?
  package var runCap: Int?
  /// Variables that the command's words name, where the file was read.
  package var variables: [String: String]?
  /// Where the program runs; absolute.
  package var folder: String?

  package init(
    method: String? = nil, program: String? = nil, runCap: Int? = nil, variables: [String: String]? = nil,
    folder: String? = nil
  ) {
    (self.method, self.program, self.runCap) = (method, program, runCap)
    (self.variables, self.folder) = (variables, folder)
  }

  private static let mark = "# fathom: "

  /// The text with them; a text that has such a line already keeps what is not said anew.
  package func added(to text: String, variable: (String) -> String? = { _ in nil }) -> String {
    let (plain, old) = Self.split(text)
    var all = old
    all.method = method ?? old.method
    all.program = program ?? old.program
    all.runCap = runCap ?? old.runCap
    all.folder = folder ?? old.folder
    for name in CommandMacros.variables(in: plain) where old.variables?[name] == nil {
      guard let value = variable(name) else { continue }
      all.variables = (all.variables ?? [:]).merging([name: value]) { $1 }
    }
    guard all != SweepOverrides() else { return plain }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers have JSON.
    guard let data = try? encoder.encode(all) else {
      preconditionFailure("texts and whole numbers have JSON")
    }
    return plain + (plain.hasSuffix("\n") ? "" : "\n") + Self.mark + String(decoding: data, as: UTF8.self)
      + "\n"
  }

  init(in text: String) { self = Self.split(text).overrides }

  private static func split(_ text: String) -> (plain: String, overrides: SweepOverrides) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // Any other comment is a person's.
    guard let place = lines.lastIndex(where: { !$0.isEmpty }), lines[place].hasPrefix(mark),
      let found = try? JSONDecoder().decode(
        SweepOverrides.self, from: Data(lines[place].dropFirst(mark.count).utf8))
    else { return (text, SweepOverrides()) }
    return (lines[..<place].map { $0 + "\n" }.joined(), found)
  }

  /// The file's entries with these in place of theirs.
  func applied(to entries: [YAMLNode.Entry]) -> [YAMLNode.Entry] {
    var entries = entries
    for (key, value) in [("method", method), ("program", program), ("run_cap", runCap.map { String($0) })] {
      guard let value else { continue }
      let place = entries.firstIndex { $0.key == key }
      let line = place.map { entries[$0].line } ?? 1
      let entry = YAMLNode.Entry(
        key: key, line: line, value: YAMLNode(line: line, content: .scalar(value, isPlain: true)))
      if let place { entries[place] = entry } else { entries.append(entry) }
    }
    return entries
  }
}
