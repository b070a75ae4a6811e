import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

@Suite struct ThresholdFindingTests {
  private static let decays = [1e-5, 1e-4, 1e-3, 1e-2]

  /// One setting; `ranks` holds the weights' stable rank of each seed at each decay.
  private func lab(_ ranks: [[Double]], decays: [Double] = decays, width: Int = 64) -> ReportLab {
    var lab = ReportLab()
    add(ranks, decays: decays, width: width, to: &lab)
    return lab
  }

  private func add(
    _ ranks: [[Double]], decays: [Double] = decays, width: Int, to lab: inout ReportLab
  ) {
    for (decay, values) in zip(decays, ranks) {
      let cell = (lab.trials.map(\.cell).max() ?? -1) + 1
      lab.addCell(seeds: values.count, width: width, decay: decay)
      for (trial, value) in zip(lab.trials.filter { $0.cell == cell }, values) {
        lab.layers[trial.id] = (1...4).map { layer in
          // First and last layer do not enter.
          LayerMeasure(
            epoch: 100, layer: layer, metrics: [.weightStableRank: layer == 1 || layer == 4 ? 500 : value])
        }
      }
    }
  }

  private func finding(_ lab: ReportLab) throws -> Finding {
    try #require(Aggregate(lab.rows).findings().first { $0.question == .threshold })
  }

  /// The entries of one row by their columns' keys.
  private func row(_ finding: Finding, _ question: String, _ place: Int = 0) throws -> [String: FindingTable
    .Entry]
  {
    let rows = finding.numbers.rows.filter { $0[0] == .text(question) }
    let keys = finding.numbers.columns.map(\.key)
    try #require(rows.count > place, "\(finding.numbers.rows)")
    return Dictionary(uniqueKeysWithValues: zip(keys, rows[place]))
  }

  private func number(_ entry: FindingTable.Entry?) throws -> Double {
    let value: Double? = if case .number(let value)? = entry { value } else { nil }
    return try #require(value, "\(String(describing: entry))")
  }

  private let absolute = "weights' stable rank at most 4"
  private let halfWay = "weights' stable rank half-way"

  @Test func `each seed's curve is read between grid points, on logarithmic axes`() throws {
    // 16 to 1 passes 4 half-way between 1e-4 and 1e-3, in logarithms.
    let finding = try finding(lab([[16, 16, 16], [16, 16, 16], [1, 1, 1], [1, 1, 1]]))
    for question in [absolute, halfWay] {
      let row = try row(finding, question)
      #expect(abs(try number(row["interpolated"]) - pow(10, -3.5)) < 1e-12)
      // Equal seeds have no spread, which is no interval of width 0.
      #expect(row["interpolated_low"] == .missing && row["crossing_seeds"] == .share(3, of: 3))
      #expect(
        row["outcome"] == .text("placed") && row["holds"] == .text("above") && row["trials"] == .count(12))
      #expect(abs(try number(row["threshold"]) - pow(10, -3.5)) < 1e-5)
    }
    #expect(finding.isClaim && finding.trials.count == 12)
  }

  @Test func `the interval over seeds is Student's, in decades`() throws {
    // They pass 4 at 10^-3.5, 10^-3.25 and 10^-3.
    let values = [1, pow(16, 1.0 / 3), 4]
    let row = try row(try finding(lab([[16, 16, 16], [16, 16, 16], values, [1, 1, 1]])), absolute)
    let half = 4.302652729911275 * 0.25 / 3.0.squareRoot()
    #expect(abs(try number(row["interpolated"]) / pow(10, -3.25) - 1) < 1e-9)
    #expect(abs(try number(row["interpolated_low"]) / pow(10, -3.25 - half) - 1) < 1e-9)
    #expect(abs(try number(row["interpolated_high"]) / pow(10, -3.25 + half) - 1) < 1e-9)
  }

  @Test func `a seed that never passes the level leaves no interval, and is told`() throws {
    let row = try row(
      try finding(lab([[16, 16, 16, 16], [16, 15, 16, 16], [1, 2, 3, 9], [1, 1, 1, 9]])), absolute)
    #expect(row["crossing_seeds"] == .share(3, of: 4) && row["interpolated_low"] == .missing)
    #expect(row["interpolated"] != .missing)
  }

  @Test func `ends that the spread over seeds joins have no half-way`() throws {
    let finding = try finding(lab([[16, 1, 9], [15, 2, 3], [3, 9, 8], [1, 15, 9]]))
    #expect(!finding.numbers.rows.contains { $0[0] == .text(halfWay) })
    #expect(
      !finding.isClaim && finding.sentence.hasPrefix("No claim: along weight decay 1e-5 to 0.01 (4 values)"))
    let row = try row(finding, absolute)
    #expect(row["outcome"] == .text("not placed") && row["threshold"] == .missing && row["low"] != .missing)
  }

  @Test func `a rank that rises is placed too, and holds below`() throws {
    let row = try row(try finding(lab([[1, 1, 1], [1, 1, 1], [16, 16, 16], [16, 16, 16]])), absolute)
    #expect(row["outcome"] == .text("placed") && row["holds"] == .text("below"))
  }

  @Test func `answers that are all alike say that there is no transition, which is a claim`() throws {
    let low = try finding(lab([[2, 2], [1, 2], [2, 1], [1, 1]]))
    #expect(low.isClaim && low.sentence.contains(", holds on the whole range."), "\(low.sentence)")
    let high = try finding(lab([[22, 22], [11, 22], [22, 11], [11, 11]]))
    #expect(high.isClaim && high.sentence.contains(", holds nowhere in the range."), "\(high.sentence)")
    #expect(try row(high, absolute)["low"] == .missing)
  }

  @Test func `two values have no inside, nor has one above 0`() throws {
    let questions = { (lab: ReportLab) in Aggregate(lab.rows).findings().map(\.question) }
    #expect(!questions(lab([[16, 16], [1, 1]])).contains(.threshold))
    #expect(!questions(lab([[16, 16], [9, 9], [1, 1]], decays: [0, 1e-4, 1e-3])).contains(.threshold))
  }

  @Test func `a value of 0 is left out in words`() throws {
    let ranks = [[16.0, 16, 16], [16, 16, 16], [1, 1, 1], [1, 1, 1]]
    let finding = try finding(lab(ranks, decays: [0, 1e-4, 1e-3, 1e-2]))
    #expect(
      finding.sentence.hasPrefix(
        "Along weight decay 1e-4 to 0.01 (3 values; 0 has no place on its logarithmic axis), with 95 % credible intervals: 'weights' stable rank at most "
          + "4', by 9 trials, holds "), "\(finding.sentence)")
    #expect(try row(finding, absolute)["trials"] == .count(9))
  }

  @Test func `where weight decay has no inside another parameter is taken`() throws {
    var lab = ReportLab()
    for (width, rank) in [(16, 20.0), (32, 20), (64, 2), (128, 2)] {
      add([[rank, rank, rank]], decays: [1e-3], width: width, to: &lab)
    }
    let finding = try finding(lab)
    #expect(
      finding.sentence.hasPrefix(
        "Along width 16 to 128 (4 values), with 95 % credible intervals: 'weights' stable rank at most 4', by 12 trials, "
      ),
      "\(finding.sentence)")
    let threshold = try number(try row(finding, absolute)["threshold"])
    #expect(threshold > 32 && threshold < 64)
  }

  @Test func `settings are told apart, and no more than two of many in words`() throws {
    var lab = ReportLab()
    for width in [8, 16, 32, 64, 128] {
      let turn = width == 128 ? 3 : 2
      add(
        (0..<6).map { Array(repeating: $0 < turn ? 16 : 1, count: 3) },
        decays: (0..<6).map { pow(10, Double($0) - 6) },
        width: width, to: &lab)
    }
    let finding = try finding(lab)
    #expect(finding.numbers.rows.count == 10)
    #expect(finding.sentence.contains(") at width 64 or less and "), "\(finding.sentence)")
    #expect(
      finding.sentence.contains(" at width 128 (10.0 times apart, intervals do not touch)"),
      "\(finding.sentence)")
  }

  @Test func `where trials cease to learn is a threshold of its own`() throws {
    var lab = lab([[16, 16, 16], [16, 16, 16], [3, 3, 3], [1, 1, 1]])
    for position in 9..<12 { lab.trials[position].metrics[.trivial] = 1 }
    let finding = try finding(lab)
    let row = try row(finding, absolute)
    #expect(abs(try number(row["learns"]) - pow(10, -2.5)) < 1e-4 && row["trials"] == .count(9))
    #expect(
      finding.sentence.hasSuffix(
        "In 1 setting trials also cease to learn all their targets within the range (columns learns)."
      )
    )
  }

  @Test func `a partial trial does not answer what the dimension is`() throws {
    var lab = ReportLab()
    for decay in Self.decays { lab.addCell(decay: decay, rank: 2) }
    for trial in lab.trials {
      lab.trials[trial.position].metrics[.fittedRank] = trial.position == 11 ? 1 : 2
      lab.layers[trial.id]?[7].metrics[.pca99] = trial.position < 6 ? 5 : 3
    }
    let row = try row(try finding(lab), "pca99 at most r + 1")
    #expect(row["trials"] == .count(11) && row["outcome"] == .text("placed"))
  }

  @Test
  func `a condition is answered by parameters, metrics and the last layer, and not where one is missing`()
    throws
  {
    var lab = lab([[16, 16, 16], [16, 16, 16], [1, 1, 1], [1, 1, 1]])
    lab.trials[0].metrics[.testLoss] = nil
    for position in lab.trials.indices.dropFirst() {
      lab.trials[position].metrics[.testLoss] = position < 6 ? 0.1 : 0.9
    }
    func asked(_ question: String) throws -> Finding {
      try #require(SweepReport(lab.rows, axes: nil, question: question).findings.last)
    }
    let loss = try asked("test_loss > 0.5")
    #expect(
      loss.isClaim && loss.trials.count == 11
        && loss.sentence.contains("'test_loss > 0.5', by 11 trials, holds from 3.2e-4")
    )
    #expect(try asked("weight_stable_rank >= 500").sentence.contains("holds on the whole range."))
    #expect(try asked("weight_stable_rank_inner < width / 16").isClaim)
    #expect(
      try asked("nc1 < 1").sentence.hasPrefix(
        "No claim: no setting has counted trials that answer at three values"))
  }

  @Test func `r and K are asked about as the findings have them`() throws {
    func rows(_ name: String, _ question: String) throws -> [[FindingTable.Entry]] {
      let asked = try SweepReport(MeasuredSweep(name).lab.rows, axes: nil, question: question)
      return try #require(asked.findings.last).numbers.rows.map { Array($0.dropFirst()) }
    }
    let rank = try rows("rank-threshold", "pca99 <= r + 1")
    #expect(try rank == rows("rank-threshold", "pca99 <= target_rank + 1") && rank.count > 1)
    #expect(try rank != rows("rank-threshold", "pca99 <= r"))
    // Where no rank was asked for r is that of the targets: without it nobody answers.
    var lab = lab([[16, 16, 16], [16, 16, 16], [1, 1, 1], [1, 1, 1]])
    for position in lab.trials.indices { lab.trials[position].metrics[.targetPca99] = 2.2 }
    let holds = "holds from 3.2e-4"
    let known = try SweepReport(lab.rows, axes: nil, question: "r = 2 and weight_stable_rank_inner < r")
    #expect(known.findings.last?.sentence.contains(holds) == true, "\(known.findings.last?.sentence ?? "")")
    for position in lab.trials.indices { lab.trials[position].metrics[.targetPca99] = nil }
    let unknown = try SweepReport(lab.rows, axes: nil, question: "weight_stable_rank_inner < r")
    #expect(unknown.findings.last?.isClaim == false)
    let classes = try rows("class-collapse", "pca99 <= K")
    #expect(try classes == rows("class-collapse", "pca99 <= classes") && !classes.isEmpty)
    #expect(try classes != rows("class-collapse", "pca99 < K - 1"))
  }
}
