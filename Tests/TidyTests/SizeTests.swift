import Testing

enum Sizes {
  static let fileLimit = 500
  static let functionLimit = 70
  static let targetLimit = 4_000

  static func lineCount(_ file: SourceFile) -> Int { file.lines.count - (file.lines.last == "" ? 1 : 0) }

  static func perTarget(_ files: [SourceFile]) -> [String: Int] {
    Dictionary(files.map { ($0.target, lineCount($0)) }, uniquingKeysWith: +)
  }

  /// Functions and computed properties, with the lines from their first word to their last brace.
  static func functions(_ file: SourceFile) -> [(line: Int, count: Int)] {
    file.code.indices.compactMap { start in
      guard file.code[start].contains(/^ *([\w@()]+ )*(func|init|deinit|subscript|var)\b/) else { return nil }
      var (parentheses, braces) = (0, 0)
      for line in start..<file.code.count {
        for character in file.code[line] {
          switch character {
          case "(", "[": parentheses += 1
          case ")", "]": parentheses -= 1
          case "{": braces += 1
          case "}":
            braces -= 1
            if braces == 0 { return (start, line - start + 1) }
          default: break
          }
          if braces < 0 { return nil }
        }
        // A declaration without a body ends with its line.
        let next = line + 1 < file.code.count ? file.code[line + 1] : ""
        if braces == 0, parentheses == 0, !next.contains(/^ *(\{|where|->|throws|async|\?|:|\.|&&|\|\||[-+])/)
        {
          return nil
        }
      }
      return nil
    }
  }

  /// What each type's values hold, apart from what is computed and what extensions of enums share.
  static func properties(_ file: SourceFile) -> [(type: String, count: Int)] {
    var open: [(type: String, depth: Int, count: Int)] = []
    var closed: [(type: String, count: Int)] = []
    var depth = 0
    for line in file.code {
      if let last = open.last, depth == last.depth + 1 { open[open.count - 1].count += stored(line) }
      if let match = line.firstMatch(of: /^ *(?:[\w@()]+ )*(?:struct|class|actor) (\w+)[^=]*\{ *$/) {
        open.append((String(match.1), depth, 0))
      }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      while let last = open.last, depth <= last.depth { closed.append((open.removeLast().type, last.count)) }
    }
    return closed
  }

  private static func stored(_ line: String) -> Int {
    let declaration = /^ *(?:(?!static)[\w@()."]+ )*(?:let|var) (\([^)]*\)|[^:=]*)(.*)$/
    guard let match = line.firstMatch(of: declaration) else { return 0 }
    let isComputed = match.2.contains("{") && !match.2.contains(/=.*\{|didSet/)
    return isComputed || match.1.contains("{") ? 0 : match.1.split(separator: ",").count
  }

  /// Tables that a compiler checks for being complete may be as long as they have rows.
  static func longFunctions(_ file: SourceFile) -> [String] {
    guard !file.path.hasSuffix("+Description.swift") else { return [] }
    return functions(file).filter { $0.count > functionLimit }.map { "\(file.place($0.line)): \($0.count)" }
  }
}

@Suite struct SizeTests {
  @Test func `no type holds more than 15 values`() {
    let types = Repository.sources.flatMap(Sizes.properties).filter { $0.count > 15 }.map(\.type)
    #expect(types == [])
  }

  @Test func `values of a type are counted, and nothing else`() {
    let text = """
      struct Cart {
        static let most = 3
        let goods, prices: [Int]
        private(set) var (open, full) = (0, 1)
        var sum: Int { prices.count }
        var note = "" {
          didSet { print(note) }
        }
        struct Item { var name: String }
        func count() {
          let here = 1
        }
      }
      """
    let found = Sizes.properties(SourceFile(path: "Shop/A.swift", text: text))
    #expect(found.map(\.type) == ["Cart"] && found.map(\.count) == [5])
  }

  @Test func `no file has more than 500 lines`() {
    #expect(Repository.sources.filter { Sizes.lineCount($0) > Sizes.fileLimit }.map(\.path) == [])
  }

  @Test func `no target has more than 4000 lines`() {
    let great = Sizes.perTarget(Repository.sources).filter { $0.value > Sizes.targetLimit }
    #expect(great.keys.sorted() == [])
  }

  @Test func `no function has more than 70 lines`() {
    #expect(Repository.sources.flatMap(Sizes.longFunctions) == [])
  }

  @Test func `what is too long is found`() {
    let body = String(repeating: "    print(1)\n", count: 69)
    let file = SourceFile(
      path: "Shop/A.swift",
      text: "protocol P {\n  func a()\n}\nstruct S {\n  func b(\n    c: Int\n  ) {\n\(body)  }\n"
        + "  var d: Int { 1 }\n}\n")
    #expect(Sizes.functions(file).map(\.line) == [4, 77])
    #expect(Sizes.longFunctions(file) == ["Shop/A.swift:5: 73"])
    #expect(Sizes.longFunctions(SourceFile(path: "Shop/E+Description.swift", text: "")) == [])
    #expect(Sizes.perTarget([file, SourceFile(path: "Shop/B.swift", text: "a\nb\n")]) == ["Shop": 81])
  }
}
