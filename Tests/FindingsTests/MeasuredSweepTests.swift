import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

/// Sweeps that were really run, against numbers that `expect.py` computes from the same rows with numpy and scipy.
@Suite struct MeasuredSweepTests {
  static let sweeps = ["rank-threshold", "class-collapse", "partial-trial"]

  private static func expected() throws -> ReadJSON {
    let file = try #require(
      Bundle.module.url(forResource: "Fixtures/measured/expected", withExtension: "json"))
    return try ReadJSON(String(contentsOf: file, encoding: .utf8))
  }

  /// Where two values differ, beyond what adding in another order does to doubles; `nil` where they do not.
  private func difference(_ found: ReadJSON?, _ expected: ReadJSON, _ path: String) -> String? {
    switch (found, expected) {
    case (.number(let one)?, .number(let other)):
      return abs(one - other) <= 1e-8 * max(1e-6, abs(other)) ? nil : "\(path): \(one), expected \(other)"
    case (.array(let one)?, .array(let other)) where one.count == other.count:
      return zip(one, other).enumerated().lazy.compactMap {
        difference($1.0, $1.1, "\(path)[\($0)]")
      }.first
    case (.object(let one)?, .object(let other)):
      return other.sorted { $0.key < $1.key }.lazy.compactMap { key, value in
        one[key] == nil ? "\(path).\(key) is not there" : difference(one[key], value, "\(path).\(key)")
      }.first
    default: return found == expected ? nil : "\(path): \(String(describing: found)), expected \(expected)"
    }
  }

  @Test(arguments: sweeps)
  func `every number of a finding is that of another program`(name: String) throws {
    guard case .object(let questions)? = try Self.expected()[name] else {
      Issue.record("nothing is expected of \(name)")
      return
    }
    let found = try MeasuredSweep(name).findings()
    for (question, rows) in questions {
      let fault = difference(found[question]?["numbers"], rows, question)
      #expect(fault == nil, "\(fault ?? "")")
      #expect(rows.items.count > 1 && found[question]?["claim"] == .flag(true), "\(question)")
    }
  }

  @Test(arguments: sweeps)
  func `the findings of a sweep that was run read as pinned`(name: String) throws {
    try expectPinned(MeasuredSweep(name).report.text(width: 100), "findings-\(name).txt")
  }

  /// Each row has the same keys, whatever is known of it.
  @Test(arguments: sweeps)
  func `rows of one finding have the same keys, and numbers are no texts`(name: String) throws {
    for (question, finding) in try MeasuredSweep(name).findings() {
      let keys = (finding["numbers"]?.items ?? []).map { row -> Set<String> in
        if case .object(let members) = row { Set(members.keys) } else { [] }
      }
      #expect(Set(keys).count <= 1, "\(question)")
      for row in finding["numbers"]?.items ?? [] {
        guard case .object(let members) = row else { continue }
        for (key, value) in members {
          if let text = value.text { #expect(Double(text) == nil, "\(question): \(key) is '\(text)'") }
        }
      }
    }
  }

  @Test func `target rank moves an absolute threshold more than fivefold, and the half-way one less`() throws
  {
    let rows = try #require(try MeasuredSweep("rank-threshold").findings()["threshold"]?["numbers"]).items
    func ratio(_ question: String) throws -> Double {
      let found = rows.filter { $0["question"] == .text(question) }.compactMap { $0["threshold"]?.number }
      #expect(found.count == 4)
      return try #require(found.max()) / #require(found.min())
    }
    #expect(try ratio("weights' stable rank at most 4") > 5)
    #expect(try ratio("weights' stable rank half-way") < 3)
    let sentence = try MeasuredSweep("rank-threshold").findings()["threshold"]?["sentence"]?.text ?? ""
    #expect(sentence.contains("10.0 times apart, intervals do not touch)"))
  }

  @Test func `a classification is told what weight decay does to rank_distance, and its dimension`() throws {
    let found = try MeasuredSweep("class-collapse").findings()
    let words = try Self.expected()["class-collapse words"]
    func count(_ path: String...) throws -> Int {
      Int(try #require(path.reduce(words) { $0?[$1] }?.number))
    }
    let bound = found["rank_bound"]?["sentence"]?.text ?? ""
    let settings = try count("tests", "settings")
    #expect(
      bound.hasPrefix(
        "From the smallest weight decay to the largest wcv falls clearly in \(try count("tests", "wcv")) of "
          + "\(settings) settings and rank_distance falls clearly in \(try count("tests", "rank_distance")) of \(settings)"
      ),
      "\(bound)")
    #expect(bound.contains("rank_distance is never above rank_bound, in 96 layers of 24 trials"))
    let dimension = found["class_dimension"]?["sentence"]?.text ?? ""
    #expect(
      dimension.contains(
        "it is K - 1 in \(try count("simplex", "pca99", "count")) of 24 trials with nc1 < 0.1 in the last layer ("
      )
    )
    #expect(
      dimension.contains(
        "below in \(try count("simplex", "below")) and above in \(try count("simplex", "above"));"))
    #expect(!found.values.contains { $0["sentence"]?.text?.contains("about regression") ?? false })
  }

  @Test func `partial trials are tallied and out of claims on dimension, and the budget claims nothing`()
    throws
  {
    let found = try MeasuredSweep("partial-trial").findings()
    let collapse = found["collapse_layer"]?["sentence"]?.text ?? ""
    #expect(collapse.contains("28 trials that learnt"), "\(collapse)")
    let learning = found["learning"]?["sentence"]?.text ?? ""
    #expect(
      learning.hasPrefix("28 of 32 trials learnt all their targets; 4 partial"), "\(learning)")
    let dimension = found["dimension"]
    #expect(dimension?["sentence"]?.text?.hasSuffix("Left out: 4 partial.") == true)
    // The trial that found one of two directions has pca99 = 1: with it the range would be 1 to 3.
    let rows = dimension?["numbers"]?.items ?? []
    #expect(rows.last?["range"] == .array([.number(3), .number(3)]) && rows.last?["partial"] == .number(4))
    let equilibrium = found["equilibrium"]
    #expect(equilibrium?["claim"] == .flag(false))
    #expect(
      !found.filter { $0.key != "weight_decay" }.values.contains {
        $0["sentence"]?.text?.contains("too few steps") ?? false
      })
  }

  @Test func `a question of one's own gives what the built-in one gives, and other numbers elsewhere stay`()
    throws
  {
    let sweep = try MeasuredSweep("rank-threshold")
    let asked = try SweepReport(
      sweep.lab.rows, axes: nil, question: "weight_stable_rank_inner <= 4", over: "weight_decay")
    let own = try #require(try sweep.findings(asked)["asked_threshold"])
    let built = try #require(try sweep.findings()["threshold"]?["numbers"]).items.filter {
      $0["question"] == .text("weights' stable rank at most 4")
    }
    #expect(own["numbers"]?.items.map { $0["threshold"] } == built.map { $0["threshold"] })
    #expect(
      own["sentence"]?.text?.hasPrefix(
        "Along weight decay 3e-4 to 0.03 (9 values), with 95 % credible intervals: 'weight_stable_rank")
        == true)
    #expect(asked.findings.dropLast().map(\.sentence) == sweep.report.findings.map(\.sentence))
    // A condition that a partial trial answers by no.
    let whole = try SweepReport(
      sweep.lab.rows, axes: nil, question: "pca99 <= target_rank + 1 and fitted_rank >= target_rank")
    let rows = try #require(try sweep.findings(whole)["asked_threshold"]?["numbers"]).items
    #expect(rows.map { $0["trials"] } == Array(repeating: .number(27), count: 4))
  }

  @Test(
    arguments: [
      ("pca99 <= target_rank +", nil, "'--question' is 'pca99 <= target_rank +'; at character 23 "),
      ("pca98 <= 3", nil, "'pca98' is no parameter or metric. Did you mean 'pca95'?"),
      (
        "pca99 <= 3", "depth",
        "'--over' is 'depth', expected a parameter that holds numbers and varies. Those that vary: target_rank, weight_decay."
      ),
      (nil, "depth", "'--over' needs '--question', such as 'pca99 <= target_rank + 1'."),
    ] as [(String?, String?, String)])
  func `a question that cannot be asked is refused with a sentence`(
    question: String?, over: String?, sentence: String
  ) throws {
    let rows = try MeasuredSweep("rank-threshold").lab.rows
    let error = try #require(throws: FindingsError.self) {
      try SweepReport(rows, axes: nil, question: question, over: over)
    }
    #expect("\(error)".contains(sentence), "\(error)")
  }
}
