import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

/// A sweep over activation, normalization, depth and weight decay that was run, against what pandas and scipy say of it:
/// `effects.json`, made by `expect_effects.py` beside it.
@Suite struct MeasuredEffectTests {
  private let sweep: MeasuredSweep
  private let expected: ReadJSON
  private let effects: [ReadJSON]

  init() throws {
    sweep = try MeasuredSweep("normalization")
    let file = try #require(
      Bundle.module.url(forResource: "Fixtures/measured/effects", withExtension: "json"))
    expected = try ReadJSON(String(contentsOf: file, encoding: .utf8))
    effects = try ReadJSON(sweep.report.json)["groups"]?.items.first?["effects"]?.items ?? []
  }

  private func close(_ found: Double?, _ expected: Double?) -> Bool {
    guard let found, let expected else { return false }
    return abs(found - expected) <= 1e-9 * max(abs(expected), 1e-6)
  }

  @Test(arguments: ["nrc1_rank_last", "nrc3_rank_last", "train_loss", "test_loss", "collapse", "learnt"])
  func `what normalization changes is what scipy says`(outcome: String) throws {
    let row = try #require(expected["effects"]?[outcome])
    let found = try #require(
      effects.first {
        $0["parameter"]?.text == "normalization" && $0["outcome"]?.text == outcome && $0["other"] == nil
      })
    #expect(found["from"]?.text == "batch" && found["to"]?.text == "none")
    #expect(found["settings"]?.number == row["settings"]?.number)
    #expect(close(found["p"]?.number, row["p"]?.number), "\(found)")
    for key in ["estimate", "low", "high"] where row[key] != nil {
      #expect(close(found[key]?.number, row[key]?.number), "\(key): \(found)")
    }
    if let to = row["to"]?.items, let from = row["from"]?.items {
      #expect(found["counts"]?.items.map(\.number) == [from[1].number, to[1].number])
      #expect(close(found["means"]?.items[0].number, (from[0].number ?? 0) / (from[1].number ?? 1)))
    }
  }

  /// The ends of a parameter that holds numbers, and interactions of two parameters that both change the outcome.
  private func isFavoured(_ row: ReadJSON, among rows: [ReadJSON]) -> Bool {
    if let other = row["other"]?.text, let parameter = row["parameter"]?.text {
      return [parameter, other].allSatisfy { name in
        effects.contains {
          $0["parameter"]?.text == name && $0["other"] == nil && $0["outcome"] == row["outcome"]
            && $0["verdict"]?.text == "changes"
        }
      }
    }
    let alike = rows.filter { $0["outcome"] == row["outcome"] }
    let values = alike.flatMap { [$0["from"]?.number, $0["to"]?.number] }.compactMap(\.self)
    return !values.isEmpty && row["from"]?.number == values.min() && row["to"]?.number == values.max()
  }

  @Test func `every comparison is Holm's of its own table, which favours ends and parameters that change`()
    throws
  {
    let tables = Dictionary(grouping: effects) {
      ($0["other"] == nil ? $0["parameter"]?.text : nil) ?? "interactions"
    }
    #expect(tables.count == 5)
    for (name, rows) in tables {
      let tested = rows.filter { $0["p"]?.number != nil }
      let families = [true, false].map { side in tested.filter { isFavoured($0, among: rows) == side } }
      #expect(families.allSatisfy { $0.isEmpty } == false)
      #expect(
        (families[0].isEmpty || families[1].isEmpty) == !["interactions", "weight_decay"].contains(name))
      let isSplit = families.allSatisfy { !$0.isEmpty }
      let trends = rows.filter { $0["trend_p"]?.number != nil }
      // Of the three that weight decay has, one a metric; two values have no trend but their difference.
      #expect(
        trends.isEmpty == (name != "weight_decay")
          && trends.count == Set(trends.compactMap { $0["outcome"]?.text }).count)
      for (family, share) in zip(families, isSplit ? [0.8, trends.isEmpty ? 0.2 : 0.1] : [1, 1]) {
        check(family, "p", share: share)
        for row in family {
          #expect((row["verdict"]?.text == "changes") == ((row["p_holm"]?.number ?? 2) <= 0.05), "\(name)")
        }
      }
      check(trends, "trend_p", share: 0.1)
    }
  }

  /// Holm's p of a family that has a share of the level.
  private func check(_ family: [ReadJSON], _ key: String, share: Double) {
    var largest = 0.0
    for (rank, row) in family.sorted(by: { ($0[key]?.number ?? 2) < ($1[key]?.number ?? 2) }).enumerated() {
      largest = max(largest, Double(family.count - rank) * (row[key]?.number ?? 2))
      #expect(close(row[key == "p" ? "p_holm" : "trend_p_holm"]?.number, min(1, largest / share)), "\(row)")
    }
  }

  @Test func `the words name normalization, its size, and the cell that did not learn`() throws {
    let findings = try sweep.findings()
    let normalization = try #require(findings["effect_of_normalization"]?["sentence"]?.text)
    #expect(
      normalization.hasPrefix("From normalization batch to none, all else equal: "), "\(normalization)")
    #expect(
      normalization.contains("nrc1 (k = r) of the last layer falls")
        && normalization.contains("4.33 (3.83 to 4.89)"),
      "\(normalization)")
    #expect(normalization.contains("test loss rises") && normalization.contains("4.86 (3.86 to 6.13)"))
    let open = try #require(normalization.firstRange(of: "Not known with these seeds: "))
    #expect(normalization[open.upperBound...].contains("nets whose noise is halved"), "\(normalization)")
    let learning = try #require(findings["learning"]?["sentence"]?.text)
    #expect(
      learning.hasPrefix("54 of 72 trials learnt all their targets; 15 partial, which")
        && learning.contains("; 3 trivial are in no other number.")
        && learning.contains("depth 8, activation relu, normalization none, weight decay 3e-3;"),
      "\(learning)")
  }
}
