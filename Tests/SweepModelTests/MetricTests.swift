import Foundation
import SweepModel
import Testing

/// Walks the table of metrics; what stores, messages and reports make of each row is tested with them.
@Suite struct MetricTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func `each row has a name of its own that can be a column, and says what it is`() {
    let names = Metric.table.map(\.name)
    #expect(Set(names).count == names.count)
    for row in Metric.table {
      #expect(row.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(row.name)")
      #expect(row.meaning.hasSuffix(".") && !row.title.isEmpty, "\(row.name)")
      if let atRank = row.atRank { #expect(atRank.scope == .layer, "\(row.name)") }
    }
    #expect(Metric.ofLayers.map(\.name) + Metric.ofTrials.map(\.name) == names)
    #expect(Metric.named("nrc99") == nil)
  }

  @Test func `columns keep their order, layers' first`() {
    #expect(Metric.ofLayers.first == .nrc1 && Metric.ofLayers.last == .twonn64)
    #expect(Metric.ofTrials.first == .trainLoss && Metric.ofTrials.last == .predictionMle)
    #expect(Metric.ofLayers.sorted() == Metric.ofLayers && Metric.nrc1 < .nrc2 && Metric.nrc2 < .trainLoss)
    #expect(Metric.ofTargets.allSatisfy { $0.name.hasPrefix("target_") } && Metric.ofTargets.count == 4)
  }

  @Test func `each layer's metric belongs to the one group that brings it`() {
    #expect(MetricGroup.allCases.allSatisfy { !$0.metrics.isEmpty })
    #expect(MetricGroup.allCases.flatMap(\.metrics).sorted() == Metric.ofLayers)
    #expect(Metric.ofTrials.allSatisfy { $0.group == nil })
  }

  @Test func `each row is of the case in its place, which has its name`() throws {
    #expect(Metric.table.map(\.metric) == Metric.allCases)
    let text = try text("Sources/SweepModel/Metrics/Metric.swift")
    let cases = try #require(text.firstMatch(of: /\n  case [^}]*?\n\n  package/)).0
    let constants = cases.matches(of: /\w+/).map { String($0.0) }.filter {
      !["case", "package"].contains($0)
    }
    let names = Metric.table.map { row in
      let words = row.name.split(separator: "_")
      return words.dropFirst().reduce(words[0].lowercased()) { $0 + $1.capitalized }
    }
    #expect(constants == names)
  }

  /// As a link names it.
  private func sectionLink(of metric: Metric) -> String {
    switch metric.group {
    case .nrc: "regression-collapse-group-nrc"
    case .ranks: "ranks-group-ranks"
    case .intrinsicDimension, .dimensionScale:
      "intrinsic-dimension-groups-intrinsic_dimension-and-dimension_scale"
    case .classes, .singular: "classes-groups-classes-and-singular"
    case .clusters: "clusters-and-rank-group-clusters"
    case .agop: "agop-group-agop"
    case .lastLayer: "last-layer-group-last_layer"
    case .equilibrium: "equilibrium-group-equilibrium"
    case .gram: "powers-of-the-gram-law-group-gram"
    case nil: metric.name.hasPrefix("ufm_") ? "unconstrained-features" : "metrics-of-a-trial"
    }
  }

  @Test(arguments: Metric.ofLayers + Metric.ofTrials)
  func `docs/metrics.md defines it in the section of its group`(metric: Metric) throws {
    let sections = try text("docs/metrics.md").components(separatedBy: "\n## ").filter { section in
      let heading = section.prefix { $0 != "\n" }.lowercased()
      let anchor = heading.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
      return anchor.replacing(" ", with: "-") == sectionLink(of: metric)
    }
    #expect(sections.count == 1)
    let words = sections.joined().split { !($0.isLetter || $0.isNumber || $0 == "_") }
    #expect(words.contains { $0 == metric.name }, "\(metric.name)")
  }

  /// Headings, first cells of tables, and what stands left of a formula in an indented line.
  private static func defined(in page: String) -> Set<String> {
    var names: Set<String> = []
    for line in page.split(separator: "\n") {
      var place: Substring?
      if line.hasPrefix("#") { place = line }
      if line.hasPrefix("| `") { place = line.dropFirst(2).prefix { $0 != "|" } }
      if line.hasPrefix("    "), !line.hasPrefix("     ") {
        place = line.dropFirst(4).firstRange(of: #/  | = /#).map { line.dropFirst(4)[..<$0.lowerBound] }
      }
      let words = place?.split { !($0.isLetter || $0.isNumber || $0 == "_") } ?? []
      names.formUnion(words.map(String.init))
    }
    return names
  }

  @Test func `docs/metrics.md has a heading, a row or a formula of each column, not only a mention`() throws {
    let names = Self.defined(in: try text("docs/metrics.md"))
    #expect((Metric.ofLayers + Metric.ofTrials).map(\.name).filter { !names.contains($0) } == [])
    #expect(Self.defined(in: "As `nrc1` says\n- **`mle`**\n| r | `twonn` |").isEmpty)
    #expect(
      Self.defined(in: "### `nrc1`\n| `mle`, `r2` | of x |\n    nc1 = a / b").isSuperset(of: [
        "nrc1", "mle", "r2", "nc1",
      ]))
  }

  @Test func `in JSON it is its name, and a name that no row has is refused`() throws {
    let values: [Metric: Double] = [.nrc1: 0.5, .trainLoss: 2]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(values), as: UTF8.self) == #"{"nrc1":0.5,"train_loss":2}"#)
    #expect(String(decoding: try encoder.encode([Metric.nrc4]), as: UTF8.self) == #"["nrc4"]"#)
    #expect(try JSONDecoder().decode([Metric].self, from: Data(#"["nrc4"]"#.utf8)) == [.nrc4])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Metric].self, from: Data(#"["x"]"#.utf8))
    }
  }
}
