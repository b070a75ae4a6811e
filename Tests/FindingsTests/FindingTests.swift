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

  @Test(arguments: [TrialState.finished, .diverged, .failed, .running, .waiting])
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

  @Test func `single seeds give no claim on weight decay or dimension`() throws {
    let lab = ReportLab.finished(seeds: 1, depths: [], ranks: [1, 2])
    #expect(try !finding(.weightDecay, lab).isClaim)
    #expect(try !finding(.dimension, lab).isClaim)
  }

  @Test func `a change within the spread over seeds is not claimed`() throws {
    var lab = ReportLab.finished(depths: [4], widths: [64], decays: [1e-4, 1e-3], ranks: [])
    for trial in lab.trials {
      lab.layers[trial.id] = [LayerMeasure(epoch: 100, layer: 1, metrics: [:])]
      lab.trials[trial.position].metrics = [.trivial: 0]
    }
    set(.nrc3, [0.25, 0.5, 0.75], cell: 0, in: &lab)
    set(.nrc3, [0.375, 0.625, 0.875], cell: 1, in: &lab)
    let finding = try finding(.weightDecay, lab)
    #expect(!finding.isClaim)
    #expect(
      finding.numbers.rows == [
        [
          .text("nrc3 of the last layer for k = t"), .number(0.5), .number(0.625),
          .text("no clear change"), .share(0, of: 1), .count(6),
        ]
      ])
  }

  @Test func `changes in both directions are called mixed`() throws {
    var lab = ReportLab.finished(depths: [4], widths: [64, 128], decays: [1e-4, 1e-3], ranks: [])
    for (cell, level) in [0.1, 0.9, 0.9, 0.1].enumerated() {
      set(.nrc3, [level, level + 0.01, level + 0.02], cell: cell, in: &lab)
    }
    let row = try #require(
      try finding(.weightDecay, lab).numbers.rows.first { $0[0] == .text("nrc3 of the last layer for k = t") }
    )
    #expect(row[3] == .text("mixed") && row[4] == .share(2, of: 2))
  }

  @Test func `weight decay is compared between cells that are equal otherwise`() throws {
    // Two depths, each with one weight decay of its own: nothing can be compared.
    var lab = ReportLab()
    lab.addCell(depth: 4, decay: 1e-4)
    lab.addCell(depth: 8, decay: 1e-2)
    let finding = try finding(.weightDecay, lab)
    #expect(!finding.isClaim && finding.sentence.contains("differ in weight decay alone"))
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

  @Test func `where the rank is below the number of targets the words are for k = r, the table for both`()
    throws
  {
    var lab = ReportLab.finished(depths: [], decays: [1e-4, 1e-3], ranks: [2])
    set(.nrc1, [0.3, 0.3, 0.3], cell: 0, in: &lab)
    set(.nrc1, [0.2, 0.2, 0.2], cell: 1, in: &lab)
    set(.nrc1Rank, [0.6, 0.6, 0.6], cell: 0, in: &lab)
    set(.nrc1Rank, [0.4, 0.4, 0.4], cell: 1, in: &lab)
    let finding = try finding(.weightDecay, lab)
    #expect(
      finding.sentence.contains("the nrc1 of the last layer for k = r falls from 0.600 to 0.400 (1 of 1)"))
    #expect(!finding.sentence.contains("nrc1 of the last layer for k = t"))
    let titles = finding.numbers.rows.map { $0[0] }
    #expect(titles.contains(.text("nrc1 of the last layer for k = t")))
  }

  @Test func `nets without collapse say nothing about the dimension`() throws {
    var lab = ReportLab()
    lab.addCell(rank: 2)
    for position in lab.trials.indices { lab.trials[position].metrics[.collapseLayer] = nil }
    let finding = try finding(.dimension, lab)
    #expect(!finding.isClaim && finding.sentence.contains("3 trials without collapse left out"))
  }

  @Test func `a weight decay at which no net learns is named`() throws {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    for position in 9..<12 { lab.trials[position].metrics[.trivial] = 1 }
    #expect(try finding(.weightDecay, lab).sentence.hasSuffix("At weight decay 0.01 no net learns."))
  }

  @Test func `sweeps of noop trials ask nothing`() {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    for position in lab.trials.indices { lab.trials[position].spec = Specification(.noop, dataset: .none) }
    #expect(findings(lab).isEmpty)
  }
}
