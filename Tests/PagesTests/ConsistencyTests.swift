import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

/// No two sentences of one report speak against each other, over generated sweeps of many shapes and truths.
@Suite struct ConsistencyTests {
  /// Activation x weight decay x depth, three seeds or more, with effects, thresholds and lost nets that chance decides.
  private static func sweep(_ seed: Int) -> ReportLab {
    var random = RandomStream(seed: seed, for: .test)
    func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
    let activations: [Activation] = chance(0.6) ? [.relu, .tanh] : [.relu]
    let depths = chance(0.4) ? [3, 5] : [4]
    let count = Int.random(in: 2...7, using: &random)
    let decays = (0..<count).map { pow(10, -5 + 3 * Double($0) / Double(max(1, count - 1))) }
    let seeds = Int.random(in: 2...4, using: &random)
    // Of each activation: where pca99 falls, and whether it does; what decay and depth change; who learns.
    let turns = activations.map { _ in chance(0.6) ? Double.random(in: -5.5 ... -1.5, using: &random) : 9 }
    let slopes = (0..<4).map { _ in chance(0.5) ? Double.random(in: -1...1, using: &random) : 0 }
    let lost = chance(0.4) ? Double.random(in: -4 ... -1, using: &random) : 9
    var lab = ReportLab()
    for (place, activation) in activations.enumerated() {
      for depth in depths {
        for decay in decays {
          lab.addCell(seeds: seeds, depth: depth, decay: decay, rank: 3)
          for position in lab.trials.indices.suffix(seeds) {
            let x = log10(decay)
            func noise(_ size: Double) -> Double { size * random.normal() }
            var trial = lab.trials[position]
            trial.spec[.activation] = activation
            let isBeyond = x + noise(0.1) > turns[place]
            let depthPart = depth == 5 ? slopes[1] : 0
            trial.metrics = [
              .trivial: 0, .fittedRank: activation == .tanh && x > lost ? 2 : 3, .targetPca99: 3,
              .trainLoss: exp(slopes[0] * x + noise(0.3)),
              .testLoss: exp(slopes[2] * x + depthPart + noise(0.3)),
              .r2: min(1, 0.7 + noise(0.2)),
            ]
            if chance(isBeyond ? 0.9 : 0.4) { trial.metrics[.collapseLayer] = 2 }
            let layer: [Metric: Double] = [
              .nrc1: 0.3, .nrc1Rank: exp(-2 + slopes[3] * x + depthPart + noise(0.3)),
              .pca99: isBeyond ? (chance(0.5) ? 3 : 4) : 8 + noise(1).rounded(), .pca95: 3, .pca999: 9,
              .nrc3Rank: 0.5 + slopes[1] / 4 * (activation == .relu ? 1 : -1) + noise(0.05),
              .weightStableRank: 4 * pow(10, slopes[0] * (x + 3.5) + noise(0.1)),
            ]
            lab.layers[trial.id] = (1...depth).map { .init(epoch: 100, layer: $0, metrics: layer) }
            lab.trials[position] = trial
          }
        }
      }
    }
    return lab
  }

  private static let seeds = Array(0..<120)

  private static func rows(_ finding: Finding) -> [[String: FindingTable.Entry]] {
    finding.numbers.rows.map { Dictionary(uniqueKeysWithValues: zip(finding.numbers.columns.map(\.key), $0)) }
  }

  /// The parts of a list that one of the brief's lines gives.
  private static func list(_ start: String, in text: String) -> [String] {
    guard let found = text.range(of: start) else { return [] }
    let rest = text[found.upperBound...]
    return rest.prefix(
      upTo: rest.range(of: ". ")?.lowerBound ?? rest.endIndex
    )
    .components(separatedBy: "; ")
  }

  @Test func `what is called untold is not told elsewhere in the report without a word of it`() throws {
    var (placed, silent, referred) = (0, 0, 0)
    for seed in Self.seeds {
      let report = SweepReport(Self.sweep(seed).rows)
      let text = report.brief(width: 100).split(whereSeparator: \.isWhitespace).joined(separator: " ") + " "
      let names = Self.list("Of no parameter is a change told, and one may be there, in: ", in: text)
      let parameters = Self.list("No change in the mean over settings is told of: ", in: text)
      silent += names.count
      referred += (names + parameters).count { $0.contains("but see") }
      for finding in report.findings where finding.isClaim {
        for row in Self.rows(finding) {
          if finding.question == .threshold, row["outcome"]?.text == "placed" {
            placed += 1
            let metric = (row["question"]?.text ?? "").hasPrefix("pca99") ? "pca99" : "weights' stable rank"
            #expect(!names.contains { $0 == metric || $0 == metric + "." }, "seed \(seed): \(names)")
            let along = try #require(row["parameter"]?.text)
            #expect(!parameters.contains { $0.hasPrefix(along) && !$0.contains("but see") }, "seed \(seed)")
          }
          if finding.question.key.hasPrefix("effect_of_"),
            ["changes", "trend"].contains(row["verdict"]?.text)
          {
            let metric = try #require(row["outcome"]?.text)
            #expect(
              !names.contains { $0.hasPrefix(metric + " (but") || $0 == metric }, "seed \(seed): \(metric)")
          }
          if finding.question == .interactions {
            for key in ["parameter", "other"] {
              let name = try #require(row[key]?.text)
              #expect(!parameters.contains { $0.hasPrefix(name) && !$0.contains("but see") }, "seed \(seed)")
            }
          }
        }
      }
    }
    // The test has met what it is about.
    #expect(placed > 40 && silent > 40 && referred > 5, "\(placed), \(silent), \(referred)")
  }

  @Test
  func
    `an interval never excludes no change beside a change that is not known, nor holds it beside one that is`()
  {
    var (open, clear) = (0, 0)
    for seed in Self.seeds {
      for finding in SweepReport(Self.sweep(seed).rows).findings
      where finding.question.key.hasPrefix("effect_of_") {
        for row in Self.rows(finding) {
          guard case .range(let low, let high)? = row["interval"] else { continue }
          let none = if case .number? = row["factor"] { 1.0 } else { 0.0 }
          switch row["verdict"]?.text {
          case "changes":
            clear += 1
            #expect(low > none || high < none, "seed \(seed): \(row)")
          case "not known", "trend":
            open += 1
            #expect(low <= none && none <= high, "seed \(seed): \(row)")
          default: break
          }
        }
      }
    }
    #expect(open > 100 && clear > 100, "\(open), \(clear)")
  }

  @Test func `a headline that rests on a part of the settings names it, and Yes and No are of all trials`()
    throws
  {
    var (parts, verdicts) = (0, [String: Int]())
    for seed in Self.seeds {
      let findings = SweepReport(Self.sweep(seed).rows).findings
      for finding in findings where finding.question == .threshold && !finding.headline.isEmpty {
        let question = String(finding.headline.prefix { $0 != "4" && $0 != "1" })
        let rows = Self.rows(finding).filter { ($0["question"]?.text ?? "").hasPrefix(question) }
        let placed = rows.filter { $0["outcome"]?.text == "placed" }
        if placed.count < rows.count {
          parts += 1
          #expect(
            finding.headline.contains(" at ") || finding.headline.contains(" in "), "\(finding.headline)")
        }
      }
      for finding in findings where finding.question == .dimension && finding.isClaim {
        let shares = Self.rows(finding).compactMap { row -> (Int, Int)? in
          if case .share(let part, let whole)? = row["pca99_within"] { (part, whole) } else { nil }
        }
        let (part, whole) = shares.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        let verdict = ["Yes", "No", "By"].first { finding.sentence.hasPrefix($0) } ?? ""
        verdicts[verdict, default: 0] += 1
        #expect(
          verdict == (part == whole ? "Yes" : part == 0 ? "No" : "By"), "seed \(seed): \(finding.sentence)")
        // A fold is offered only where there is one direction more.
        #expect(
          !finding.sentence.contains("fold") || !finding.sentence.contains("r + 1 in 0"),
          "\(finding.sentence)")
      }
      #expect(!findings.contains { $0.sentence.contains("Mostly") })
    }
    #expect(
      parts > 10 && verdicts["By", default: 0] > 20 && verdicts["No", default: 0] > 3, "\(parts), \(verdicts)"
    )
  }

  @Test func `what rests on a part of the settings says so in its table and beside it`() throws {
    var partial = 0
    for seed in Self.seeds {
      let report = SweepReport(Self.sweep(seed).rows)
      let text = report.brief(width: 100).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for finding in report.findings where finding.question.key.hasPrefix("effect_of_") {
        for row in Self.rows(finding) {
          guard case .share(let part, let whole)? = row["settings"] else { continue }
          let place = row["where"]?.text ?? ""
          #expect((part == whole) == place.isEmpty, "seed \(seed): \(row)")
          guard part < whole else { continue }
          partial += 1
          #expect(finding.sentence.contains("Only \(place): "), "seed \(seed): \(finding.sentence)")
          if row["verdict"]?.text == "changes" { #expect(text.contains(place), "seed \(seed): \(place)") }
        }
      }
    }
    #expect(partial > 20, "\(partial)")
  }
}
