import Testing

/// Rules that a line of code can break.
enum Wording {
  /// A sentence that is left out without a word from the compiler.
  static func emptyDefaults(_ file: SourceFile) -> [String] {
    file.code.indices.filter { line in
      let here = file.code[line]
      guard let start = here.firstRange(of: "default:") else { return false }
      let rest = here[start.upperBound...].filter { $0 != " " }
      let next = line + 1 < file.code.count ? file.code[line + 1].filter { $0 != " " } : ""
      return rest == "\"\"" || rest.isEmpty && next == "\"\""
    }.map(file.place)
  }

  /// Comparisons with kinds of experiments and switches over them.
  static func kindSwitches(_ file: SourceFile) -> [String] {
    let isHome = file.path.contains("/Kinds/") || file.target == "Experiments"
    guard !isHome else { return [] }
    return file.code.indices.filter { line in
      file.code[line].contains(/\.(ufm|deepRFM|noop|classification|regression)\b(?!\()/)
        && file.code[line].contains(/\bcase\b|[!=]=|contains|experiment|kind/)
    }.map(file.place)
  }

  /// An error that is lost without a reason: a comment on its line or on one of the three before.
  static func unexplainedLosses(_ file: SourceFile) -> [String] {
    file.code.indices.filter { line in
      file.code[line].contains(/\btry\?/)
        && !(max(0, line - 3)...line).contains { file.lines[$0].contains(/\/\/+\s/) }
    }.map(file.place)
  }

  /// Comments and string literals may be longer: no formatter breaks them.
  static func longLines(_ file: SourceFile) -> [String] {
    file.code.indices.filter { line in
      file.lines[line].count > 110 && file.lines[line] == file.code[line]
    }.map(file.place)
  }
}

@Suite struct WordingTests {
  private func faults(_ rule: (SourceFile) -> [String]) -> [String] { Repository.sources.flatMap(rule) }

  @Test func `no wording is empty by default`() {
    #expect(faults(Wording.emptyDefaults) == [])
  }

  @Test func `kinds of experiments are told apart in their own files alone`() {
    #expect(faults(Wording.kindSwitches) == [])
  }

  @Test func `every error that is lost has a reason`() {
    #expect(faults(Wording.unexplainedLosses) == [])
  }

  @Test func `lines of code have 110 columns`() {
    #expect(faults(Wording.longLines) == [])
  }

  @Test func `lines that break a rule are found`() {
    let text = """
      // default: ""
      let words = "default: try? case .ufm"
      switch fault {
      case .ufm: "no \\(spec.kind == .noop ? "a" : "b")"
      default:
        ""
      }
      let far = "away"
      // \(String(repeating: "long ", count: 30))
      let near = "by"
      let lost = 1

      let gone = try? read()
      // Nobody waits for it.
      let fine = try? read()
      let sum = \(String(repeating: "one + ", count: 20))one
      """
    let file = SourceFile(path: "Shop/A.swift", text: text)
    #expect(Wording.emptyDefaults(file) == ["Shop/A.swift:5"])
    #expect(Wording.kindSwitches(file) == ["Shop/A.swift:4"])
    #expect(Wording.unexplainedLosses(file) == ["Shop/A.swift:13"])
    #expect(Wording.longLines(file) == ["Shop/A.swift:16"])
    #expect(Wording.kindSwitches(SourceFile(path: "SweepModel/Kinds/A.swift", text: text)) == [])
  }
}
