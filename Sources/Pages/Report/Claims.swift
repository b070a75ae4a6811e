package import Findings

/// Of which parameters and metrics findings other than on what one parameter changes say something, so that no sentence calls them
/// unchanged that stands beside another one which tells a change.
struct Claims: Hashable, Sendable {
  private var transitions: Set<[String]> = []
  private var interactions: Set<[String]> = []

  init(_ findings: [Finding]) {
    for finding in findings where finding.isClaim {
      for row in finding.numbers.named {
        if finding.question == .threshold, row["outcome"]?.text == "placed" {
          transitions.insert([row[FindingTable.along]?.text ?? "", row["question"]?.text ?? ""])
        } else if finding.question == .interactions {
          for key in [FindingTable.along, FindingTable.by] {
            interactions.insert([row[key]?.text ?? "", row["outcome"]?.text ?? ""])
          }
        }
      }
    }
  }

  func places(ofParameter name: String) -> String? {
    Self.places(
      transitions.contains { $0[0] == words(name) }, interactions.contains { $0[0] == words(name) })
  }

  /// A question on a threshold begins with the name of its metric.
  func places(ofMetric name: String) -> String? {
    Self.places(transitions.contains { $0[1].hasPrefix(name) }, interactions.contains { $0[1] == name })
  }

  private static func places(_ transition: Bool, _ interaction: Bool) -> String? {
    let parts = [transition ? "its transition" : nil, interaction ? "how it depends on others" : nil]
      .compactMap { $0 }
    return parts.isEmpty ? nil : enumerated(parts)
  }
}

extension FindingTable {
  /// Each row by its columns' keys.
  var named: [[String: Entry]] {
    rows.map { row in Dictionary(zip(columns.map(\.key), row), uniquingKeysWith: { first, _ in first }) }
  }
}
