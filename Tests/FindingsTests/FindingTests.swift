import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct FindingTests {
  private func findings(_ lab: ReportLab) -> [Finding] { Aggregate(lab.rows).findings() }

  private func finding(_ question: Question, _ lab: ReportLab) throws -> Finding {
    try #require(findings(lab).first { $0.question == question })
  }

  /// Sets a metric of the last layer in each trial of a cell.
  private func set(_ metric: Metric, _ values: [Double], cell: Int, in lab: inout ReportLab) {
    for (trial, value) in zip(lab.trials.filter { $0.cell == cell }, values) {
      guard var layers = lab.layers[trial.id] else { continue }
      layers[layers.count - 1].metrics[metric] = value
      lab.layers[trial.id] = layers
    }
  }

  /// Trivial and diverged trials are told of by the share of nets that learn, and by nothing else.
  @Test(arguments: [TrialState.failed, .running, .waiting])
  func `a trial that does not count never enters a finding`(state: TrialState) throws {
    var without = ReportLab.finished(depths: [4], widths: [64], ranks: [1])
    var poisoned = without
    let victims = [1, 4, 13]
    for position in victims {
      without.set(position, .waiting)
      // Finished here is trivial. A store may hold metrics of a trial whatever its state is.
      poisoned.trials[position].state = state
      poisoned.trials[position].metrics = [
        .trivial: 1, .testLoss: 1e9, .collapseLayer: 1, .decayBudget: 1e9, .targetStableRank: 1e9,
      ]
      let layers = poisoned.layers[poisoned.trials[position].id] ?? []
      poisoned.layers[poisoned.trials[position].id] = layers.map {
        LayerMeasure(
          epoch: $0.epoch, layer: $0.layer,
          metrics: Dictionary(uniqueKeysWithValues: Metric.ofLayers.map { ($0, 1e9) }))
      }
    }
    #expect(findings(poisoned) == findings(without))
    let ids = Set(victims.map { poisoned.trials[$0].id })
    #expect(findings(poisoned).allSatisfy { ids.isDisjoint(with: $0.trials) })
  }

  @Test func `what was measured of a trivial trial changes no finding`() throws {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [1])
    for position in [1, 4, 13] { lab.trials[position].metrics[.trivial] = 1 }
    var poisoned = lab
    for position in [1, 4, 13] {
      poisoned.trials[position].metrics = [.trivial: 1, .testLoss: 1e9, .collapseLayer: 1, .decayBudget: 1e9]
      poisoned.layers[poisoned.trials[position].id] = []
    }
    #expect(findings(poisoned) == findings(lab))
  }

  @Test func `collapse is told with its share, mean and range`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 4, depth: 8)
    for (position, layer) in [3.0, 5, 4].enumerated() { lab.trials[position].metrics[.collapseLayer] = layer }
    lab.trials[3].metrics[.collapseLayer] = nil
    let finding = try finding(.collapseLayer, lab)
    #expect(
      finding.sentence
        == "In 3 of 4 trials features collapse, from layer 4.00 on in the mean (3 to 5); "
        + "the nets have 8 layers."
    )
    #expect(finding.isClaim && finding.trials.count == 4)
    #expect(finding.numbers.rows == [[.share(3, of: 4), .number(4), .range(3, 5)]])
  }

  @Test func `one trial alone gives no claim`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    for finding in findings(lab) {
      #expect(!finding.isClaim && finding.sentence.hasPrefix("No claim: "), "\(finding.sentence)")
    }
  }

  @Test func `single seeds give no claim on dimension`() throws {
    let lab = ReportLab.finished(seeds: 1, depths: [], ranks: [1, 2])
    #expect(try !finding(.dimension, lab).isClaim)
  }

  @Test(arguments: [(1.9, "No"), (2, "Yes"), (2.5, "Yes"), (3, "Yes"), (3.1, "No")])
  func `a dimension of r to r + 1 counts as the target rank`(dimension: Double, verdict: String) throws {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2, rank: 2)
    for trial in lab.trials { lab.trials[trial.position].metrics[.collapseLayer] = 2 }
    set(.pca99, [dimension, dimension, dimension], cell: 0, in: &lab)
    let finding = try finding(.dimension, lab)
    #expect(finding.isClaim && finding.sentence.hasPrefix(verdict + ": "), "\(finding.sentence)")
  }

  @Test(arguments: [(1.9, "No"), (2, "Yes"), (5, "Yes"), (5.1, "No")])
  func `with convolutions r to 2r + 1 counts, and their layers are theirs`(dimension: Double, verdict: String)
    throws
  {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2, rank: 2)
    var spec = Specification(.regression, dataset: .scenes, model: .resnet)
    (spec[.blocks], spec[.targetRank], spec[.targetDim]) = ([1, 1], 2, 2)
    for trial in lab.trials {
      lab.trials[trial.position].spec = spec
      lab.trials[trial.position].metrics[.collapseLayer] = 2
    }
    set(.pca99, [dimension, dimension, dimension], cell: 0, in: &lab)
    let told = try finding(.dimension, lab)
    #expect(told.sentence.hasPrefix(verdict + ": ") && told.sentence.contains("of r to 2r + 1, as expected"))
    let collapse = try finding(.collapseLayer, lab).sentence
    #expect(collapse.contains("the nets have 5 layers. The rule goes by nrc1"), "\(collapse)")
  }

  @Test func `without a target rank the targets' own dimension takes its place`() throws {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2)
    for trial in lab.trials {
      lab.trials[trial.position].metrics[.collapseLayer] = 2
      lab.trials[trial.position].metrics[.targetPca99] = 3
    }
    set(.pca99, [4, 4, 4], cell: 0, in: &lab)
    let known = try finding(.dimension, lab)
    #expect(known.isClaim && known.sentence.contains("on average 4.00 for r = 3"), "\(known.sentence)")
    #expect(known.sentence.contains("target_pca99") && known.sentence.hasPrefix("Yes: "))
    for trial in lab.trials { lab.trials[trial.position].metrics[.targetPca99] = nil }
    #expect(try !finding(.dimension, lab).isClaim)
  }

  @Test func `nets without collapse say nothing about the dimension`() throws {
    var lab = ReportLab()
    lab.addCell(rank: 2)
    for position in lab.trials.indices { lab.trials[position].metrics[.collapseLayer] = nil }
    let finding = try finding(.dimension, lab)
    #expect(!finding.isClaim && finding.sentence.contains("3 trials without collapse left out"))
  }

  @Test func `sweeps of noop trials ask nothing`() {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    for position in lab.trials.indices { lab.trials[position].spec = Specification(.noop, dataset: .none) }
    #expect(findings(lab).isEmpty)
  }
}
