import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

/// Every value in the table of effects says of which values and settings it is, also where the seeds do not tell.
@Suite struct MatrixMarkTests {
  /// Two activations and three weight decays. At the largest no net learns all directions, and with ReLU none at the middle one, so
  /// that losses are compared along all of the range and nrc1 between the first two with tanh alone.
  private static var lab: ReportLab {
    var lab = ReportLab()
    for activation in [Activation.relu, .tanh] {
      for (place, decay) in [1e-5, 1e-4, 1e-2].enumerated() {
        lab.addCell(depth: 3, decay: decay, rank: 3)
        for position in lab.trials.indices.suffix(3) {
          lab.trials[position].spec[.activation] = activation
          let trial = lab.trials[position]
          let scatter = [[0.7, 1, 1.3], [0.8, 1.2, 0.95], [1, 1, 1]][place][trial.spec.seed]
          let isPartial = place == 2 || (place == 1 && activation == .relu)
          lab.trials[position].metrics = [
            .trivial: 0, .fittedRank: isPartial ? 2 : 3, .targetPca99: 3,
            .trainLoss: 0.01 * pow(10, Double(place)) * (1 + 0.01 * scatter),
            .testLoss: 0.02 * pow(10, Double(place)) * (1 + 0.01 * scatter),
          ]
          lab.layers[trial.id] = (1...3).map {
            LayerMeasure(
              epoch: 100, layer: $0,
              metrics: [
                .nrc1Rank: scatter * (activation == .relu ? 1 : 0.03),
                .weightStableRank: 20 / pow(3, Double(place)) * (1 + 0.01 * scatter),
              ])
          }
        }
      }
    }
    return lab
  }

  @Test func `a value that is not known has the marks that others have`() throws {
    let report = SweepReport(Self.lab.rows)
    let numbers = try #require(
      report.findings.first { $0.question == .effect(of: "weight_decay") }?.numbers)
    let row = try #require(numbers.rows.first { $0.first?.text.hasPrefix("nrc1") ?? false })
    let noise = Dictionary(uniqueKeysWithValues: zip(numbers.columns.map(\.key), row))
    #expect(noise["verdict"] == .text("not known") && noise["to"]?.text == "1e-4")
    #expect(noise["where"]?.text == "at activation tanh")
    let text = report.brief(width: 100)
    let line = try #require(text.split(separator: "\n").first { $0.contains("nrc1") && $0.contains("? ") })
    #expect(line.contains(" * †"), "\(line)")
    // What the marks say stands below.
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("nrc1 (k = r) with weight decay 1e-5 to 1e-4"), "\(words)")
    #expect(words.contains("weight decay: nrc1 (k = r) at activation tanh"), "\(words)")
    let html = try #require(report.files(renderer: nil).first { $0.path.hasSuffix("report.html") }?.contents)
    #expect(html.contains(" * †</td>"))
  }

  @Test func `a value along the whole range of all settings has no mark`() throws {
    let text = SweepReport(Self.lab.rows).brief(width: 100)
    let line = try #require(text.split(separator: "\n").first { $0.contains("train loss") })
    #expect(!line.contains("*") && !line.contains("†"), "\(line)")
  }
}
