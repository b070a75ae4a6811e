import Testing

/// Names that users meet, as the tables of SweepModel declare them.
enum Definitions {
  /// Rows such as `Parameter("depth", …)`, and of metrics `.init(.nrc1, "nrc1", …)`.
  static func names(_ files: [SourceFile], _ row: Regex<(Substring, Substring)>) -> Set<String> {
    Set(files.flatMap { $0.lines.joined(separator: "\n").matches(of: row).map { String($0.1) } })
  }

  static func parameters(_ files: [SourceFile]) -> Set<String> {
    names(files.filter { $0.path.contains("Parameter") }, /\bParameter\(\s*"([a-z0-9_]+)",/)
  }

  static func metrics(_ files: [SourceFile]) -> Set<String> {
    names(files.filter { $0.path.contains("/Metrics/Metric+") }, /\.init\(\s*\.\w+, "([a-z0-9_]+)",/)
      .union(names(files.filter { $0.path.contains("/Figures.swift") }, /case \w+ = "([a-z0-9_]+)"/))
  }

  /// Those that do not stand on the page as whole words.
  static func undefined(_ names: Set<String>, on page: String) -> [String] {
    let words = Set(page.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) })
    return names.filter { !words.contains($0[...]) }.sorted()
  }
}

@Suite struct DefinitionTests {
  private let model = Repository.sources.filter { $0.target == "SweepModel" }

  @Test func `every parameter is defined on the page of the sweep file`() throws {
    let names = Definitions.parameters(model)
    #expect(names.count > 40)
    let page = try Repository.text("docs/sweep-file.md")
    #expect(Definitions.undefined(names, on: page) == [])
  }

  @Test func `every metric is defined on the page of the metrics`() throws {
    let names = Definitions.metrics(model)
    #expect(names.count > 40)
    let page = try Repository.text("docs/metrics.md")
    #expect(Definitions.undefined(names, on: page) == [])
  }

  @Test func `a name without a definition is found`() {
    let files = [
      SourceFile(
        path: "SweepModel/Parameters/Parameters+Shop.swift",
        text: "  static let price = Parameter(\n    \"price\", .real)\n  let a = Parameter(\"size\", 1)"),
      SourceFile(path: "SweepModel/Metrics/Metric+Shop.swift", text: "[.init(\n  .gain, \"gain\", .group)]"),
    ]
    #expect(Definitions.parameters(files) == ["price", "size"])
    #expect(Definitions.metrics(files) == ["gain"])
    #expect(Definitions.undefined(["price", "size"], on: "the `price` of its_size") == ["size"])
  }
}
