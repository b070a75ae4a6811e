internal import SweepModel

/// The words of `command` with W&B's macros filled in, apart from those that stand for parameters.
struct CommandMacros {
  let program: String?
  /// A variable of the environment in which the sweep file is read.
  let variable: (String) -> String?

  static let standard = ["${env}", "${interpreter}", "${program}", "${args}"]
  static let interpreter = "python"
  private static let own = ["${env}", "${interpreter}", "${program}"]
  private static var known: [String] { own + ArgumentMacro.allCases.map(\.rawValue) + ["${envvar:NAME}"] }

  /// A word, or what is wrong with it.
  func filled(_ word: String) -> Result<String, Fault> {
    switch word {
    case "${env}": return .success("/usr/bin/env")
    case "${interpreter}": return .success(Self.interpreter)
    case "${program}":
      return program.map { .success($0) } ?? .failure(Fault("means nothing without 'program'. Name one"))
    case _ where ArgumentMacro(rawValue: word) != nil: return .success(word)
    default: break
    }
    if let known = Self.known.first(where: { word.contains($0) && word != $0 }) {
      return .failure(Fault("has \(known) inside a word. Give it as a word of its own"))
    }
    if word.hasPrefix("${"), word.hasSuffix("}"), !word.hasPrefix("${envvar:"),
      !word.dropFirst(2).contains("$")
    {
      let near = nearestName(to: word, among: Self.known).map { "Did you mean \($0)" }
      return .failure(Fault("is no macro. " + (near ?? "Known are " + Self.known.joined(separator: ", "))))
    }
    return withVariables(word)
  }

  private func withVariables(_ word: String) -> Result<String, Fault> {
    var (text, rest) = ("", word[...])
    while let start = rest.firstRange(of: "${envvar:") {
      text += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        return .failure(Fault("has ${envvar: without its end. Write ${envvar:NAME}"))
      }
      let name = String(rest[start.upperBound..<end])
      guard let value = variable(name) else {
        return .failure(Fault("names the variable '\(name)', which is not set. Set it, or write its value"))
      }
      text += value
      rest = rest[rest.index(after: end)...]
    }
    text += rest
    if ArgumentMacro(rawValue: text) != nil, text != word {
      return .failure(Fault("is a macro only once its variable is filled in. Write the macro"))
    }
    return .success(text)
  }

  /// The variables that a command's words name.
  static func variables(in text: String) -> Set<String> {
    Set(
      text.split(separator: "${envvar:").dropFirst().compactMap { part in
        part.firstIndex(of: "}").map { String(part[..<$0]) }
      })
  }

  struct Fault: Error {
    let words: String
    init(_ words: String) { self.words = words }
  }
}
