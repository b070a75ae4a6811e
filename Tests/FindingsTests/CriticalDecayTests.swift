import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct CriticalDecayTests {
  private let decays = [1e-5, 1e-4, 1e-3, 1e-2]

  /// One setting; `ranks` holds the weights' stable rank of each seed at each decay.
  private func lab(_ ranks: [[Double]]) -> ReportLab {
    var lab = ReportLab()
    for (decay, values) in zip(decays, ranks) {
      let cell = (lab.trials.map(\.cell).max() ?? -1) + 1
      lab.addCell(seeds: values.count, decay: decay)
      for (trial, value) in zip(lab.trials.filter { $0.cell == cell }, values) {
        lab.layers[trial.id] = (1...4).map { layer in
          // First and last layer do not enter.
          LayerMeasure(
            epoch: 100, layer: layer, metrics: [.weightStableRank: layer == 1 || layer == 4 ? 500 : value])
        }
      }
    }
    return lab
  }

  private func finding(_ ranks: [[Double]]) throws -> Finding {
    try #require(Aggregate(lab(ranks).rows).findings().first { $0.question == .criticalDecay })
  }

  @Test func `the first weight decay beyond half-way is the critical one`() throws {
    // Half-way between 16 and 1 on a logarithmic scale is 4.
    let finding = try finding([[16, 16], [15, 14], [3, 3], [1, 1]])
    #expect(finding.isClaim && finding.trials.count == 8)
    #expect(finding.sentence.contains("In 1 of 1 setting") && finding.sentence.contains("lies at 1e-3"))
    let row = try #require(finding.numbers.rows.first)
    #expect(row.suffix(4) == [.setting(1e-3), .setting(1e-4), .setting(1e-3), .count(2)])
    #expect(abs((number(row[0]) ?? 0) - 16) < 1e-12 && abs((number(row[1]) ?? 0) - 1) < 1e-12)
  }

  @Test func `seeds on both sides widen the interval`() throws {
    let finding = try finding([[16, 16, 16], [15, 3, 14], [3, 3, 15], [1, 1, 1]])
    let row = try #require(finding.numbers.rows.first)
    #expect(row.suffix(4) == [.setting(1e-3), .setting(1e-5), .setting(1e-2), .count(3)])
  }

  @Test func `a rank that comes back is not beyond half-way`() throws {
    let row = try #require(try finding([[16, 16], [3, 3], [15, 15], [1, 1]]).numbers.rows.first)
    #expect(row.suffix(4) == [.setting(1e-2), .setting(1e-5), .setting(1e-2), .count(2)])
  }

  @Test func `ends that the spread over seeds joins have no critical weight decay`() throws {
    let finding = try finding([[16, 1], [15, 2], [3, 9], [1, 15]])
    #expect(
      !finding.isClaim && finding.numbers.rows[0].suffix(4).prefix(3) == [.missing, .missing, .missing])
  }

  @Test func `one trial at each weight decay is shown as such and claims nothing`() throws {
    let finding = try finding([[16], [15], [3], [1]])
    #expect(
      !finding.isClaim
        && finding.numbers.rows[0].suffix(4) == [
          .setting(1e-3), .setting(1e-4), .setting(1e-3), .text("n = 1"),
        ])
  }

  @Test func `two weight decays have no inside`() throws {
    let finding = try finding([[16, 16], [1, 1]])
    #expect(!finding.isClaim && finding.numbers.rows.isEmpty)
  }

  private func number(_ entry: FindingTable.Entry) -> Double? {
    if case .number(let value) = entry { value } else { nil }
  }
}
