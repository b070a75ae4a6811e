import Findings
import SweepModel
import TestSupport
import Testing

/// What sweeps of each kind of experiment are told, as pinned texts.
@Suite struct ModelFindingsTests {
  /// Eight trials on one teacher in two cells of four seeds, with nc1 of each layer.
  private static func lab(_ change: (inout TrialRow, Int) -> Void) -> ReportLab {
    var lab = ReportLab()
    lab.addCell(seeds: 4, depth: 8, rank: 2)
    lab.addCell(seeds: 4, depth: 8, decay: 1e-2, rank: 2)
    for position in lab.trials.indices { change(&lab.trials[position], position) }
    for (trial, layers) in lab.layers {
      lab.layers[trial] = layers.map {
        LayerMeasure(epoch: $0.epoch, layer: $0.layer, metrics: [.nc1: $0.metrics[.nrc1] ?? .nan])
      }
    }
    return lab
  }

  private static func freeFeatures(_ position: Int, isTrivial: Bool = false) -> [Metric: Double] {
    let size = Double(position + 1)
    return [
      .trivial: isTrivial ? 1 : 0, .ufmRank: Double(position % 3), .ufmThreshold: 0.25 * size,
      .ufmLossError: 1e-9 * size, .ufmGramError: 2e-8 / size, .ufmResidualError: 1e-12,
      .ufmBalanceError: 3e-10 * size,
    ]
  }

  private static let labs: [(name: String, lab: ReportLab)] = [
    (
      "ufm",
      lab { trial, position in
        trial.spec.turn(into: .ufm)
        trial.spec[.optimizer] = position < 4 ? .lbfgs : .sgd
        trial.metrics = freeFeatures(position)
      }
    ),
    (
      "ufm-open",
      lab { trial, _ in
        trial.spec.turn(into: .ufm)
        trial.metrics = [.trivial: 0]
      }
    ),
    (
      "ufm-trivial",
      lab { trial, position in
        trial.spec.turn(into: .ufm)
        trial.metrics = freeFeatures(position, isTrivial: true)
      }
    ),
    (
      "deep-rfm",
      lab { trial, position in
        trial.spec.turn(into: .deepRFM)
        trial.spec[.projection] = position < 4 ? .agop : Projection.none
      }
    ), ("classification", lab { trial, _ in trial.spec.turn(into: .classification) }),
    ("noop", lab { trial, _ in trial.spec.turn(into: .noop) }),
  ]

  @Test(arguments: labs.map(\.name))
  func `findings about each kind of experiment read as pinned`(kind: String) throws {
    let lab = try #require(Self.labs.first { $0.name == kind }).lab
    try expectPinned(SweepReport(lab.rows).text(width: 90), "findings-\(kind).txt")
  }

  @Test func `a sweep of a model whose layers were not measured claims nothing`() {
    var lab = Self.lab { trial, _ in trial.spec.turn(into: .deepRFM) }
    lab.layers = [:]
    let findings = Aggregate(lab.rows).findings()
    #expect(findings.map(\.sentence) == ["No claim: no trial has nc1 in two layers or more."])
  }

  @Test func `a question of one's own is asked of the kinds of experiment that it names, and of no other`() {
    let slowest = Question("slowest", "How long did the slowest trial take?", of: [.noop]) { group in
      .claim(
        Question.all[0], group, "All of \(group.name) is quick.", FindingTable(),
        trials: group.cells.flatMap(\.trials).map(\.id))
    }
    func sentences(_ kind: ExperimentKind) -> [String] {
      let lab = Self.lab { trial, _ in trial.spec.turn(into: kind) }
      return Aggregate(lab.rows).findings(on: Question.all + [slowest]).map(\.sentence)
    }
    #expect(sentences(.noop) == ["All of teacher is quick."])
    #expect(sentences(.deepRFM).count == 1 && !sentences(.deepRFM)[0].hasSuffix("quick."))
  }

  @Test func `the names of questions differ`() {
    #expect(Set(Question.all.map(\.key)).count == Question.all.count)
  }
}
