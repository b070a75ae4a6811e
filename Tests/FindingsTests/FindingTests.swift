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
    // Trials that ended without having learnt are tallied, and nothing more.
    let tells = state == .finished || state == .diverged
    #expect(findings(poisoned).map(untallied) == findings(without).map(untallied))
    #expect((findings(poisoned) == findings(without)) == !tells)
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

  /// A finding's numbers and trials, without the columns that tell how many learnt.
  private func untallied(_ finding: Finding) -> [[FindingTable.Entry]] {
    let kept = finding.numbers.columns.indices.filter { !finding.numbers.columns[$0].key.hasPrefix("lear") }
    let isEffect = finding.question.key.hasPrefix("effect_of_")
    return (isEffect ? [] : finding.numbers.rows.map { row in kept.map { row[$0] } })
      + [finding.trials.map { .text("\($0)") }]
  }

  @Test func `collapse is told with its grades, their intervals, its first layer and who learnt`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 4, depth: 8)
    for (position, layer) in [3.0, 5, 4].enumerated() { lab.trials[position].metrics[.collapseLayer] = layer }
    lab.trials[3].metrics[.collapseLayer] = nil
    // The fourth has little noise without having halved it.
    set(.nrc1, [0.2, 0.05, 0.005, 0.005], cell: 0, in: &lab)
    let finding = try finding(.collapseLayer, lab)
    let r2 = lab.trials.compactMap { $0.metrics[.r2] }
    #expect(
      finding.sentence
        == "Noise is halved over layers and training in 3 of 4 trials (30 to 95 %), from layer 4.00 of 8 (3 to 5) on in the "
        + "mean; nrc1 (k = t) of the last layer is then below 0.1 in 2 of 4 (15 to 85 %), and below 0.01 in 1 of 4 (5 to 70 %). "
        + "In 1 trial nrc1 (k = t) of the last layer is below 0.1 without that fall, or the features do not tell the targets: not "
        + "counted. Over trials test r2 is \(Numeral.measured(r2.min() ?? 9)) to \(Numeral.measured(r2.max() ?? 9))."
    )
    #expect(
      finding.headline
        == "noise is halved in 3 of 4 trials (30 to 95 %), nrc1 (k = t) then below 0.1 in 2 and below 0.01 in 1"
    )
    #expect(
      Aggregate(lab.rows).groups[0].standing
        == "All trials share one data set (data_seed 0): intervals are over first weights and the order of samples, and other "
        + "data of this kind may differ by more.")
    #expect(finding.isClaim && finding.trials.count == 4)
    #expect(
      finding.numbers.rows == [
        [
          .share(4, of: 4), .count(4), .share(3, of: 4), .share(2, of: 4), .share(1, of: 4), .number(4),
          .range(3, 5),
          .range(0.005, 0.2), .share(0, of: 4),
        ]
      ])
  }

  @Test func `depths are never mixed, partial trials are out, and cells that did not learn are named`() throws
  {
    var lab = ReportLab()
    for depth in [4, 8] { for decay in [1e-4, 1e-2] { lab.addCell(depth: depth, decay: decay, rank: 2) } }
    for position in lab.trials.indices {
      lab.trials[position].metrics[.collapseLayer] = position < 6 ? 3 : 5
      lab.trials[position].metrics[.fittedRank] = position == 0 ? 1 : 2
      if position > 8 { lab.trials[position].metrics[.trivial] = 1 }
    }
    lab.set(3, .diverged)
    let told = try finding(.collapseLayer, lab)
    #expect(
      told.sentence.hasPrefix(
        "Noise is halved over layers and training in all 7 trials that learnt all their targets, from layer 3 "
          + "of 4 and 5 of 8 on;"), "\(told.sentence)")
    let learning = try finding(.learning, lab).sentence
    #expect(
      learning.hasPrefix(
        "7 of 12 trials learnt all their targets; 1 partial, which tell less than half of some of the targets' "
          + "r directions (fitted_rank < r), are left out of claims on collapse; 3 trivial and 1 diverged are in no other "
          + "number. No seed does at depth 8, weight decay 0.01. Some seeds do and others do not at depth 4, weight decay "
          + "1e-4 (2 of 3); depth 4, weight decay 0.01 (2 of 3): numbers there are"), "\(learning)")
    #expect(told.numbers.columns.map(\.key).prefix(3) == ["layers", "weight_decay", "learnt"])
    #expect(
      told.numbers.rows.map { $0[2] } == [
        .share(2, of: 3), .share(2, of: 3), .share(3, of: 3), .share(0, of: 3),
      ])
    #expect(!told.trials.contains(lab.trials[0].id) && told.trials.count == 7)
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
    #expect(finding.isClaim && finding.sentence.hasPrefix(verdict + " by pca99: "), "\(finding.sentence)")
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
    #expect(
      told.sentence.hasPrefix(verdict + " by pca99: ")
        && told.sentence.contains("whose noise is halved have r to 2r + 1 directions"))
    #expect(!told.sentence.contains("ReLU"))
    let collapse = try finding(.collapseLayer, lab).sentence
    #expect(collapse.contains("from layer 2 of 5 on; nrc1 (k = 2r) of the last layer is then"), "\(collapse)")
    #expect(collapse.contains(" Halving goes by k = r, which stays high"))
  }

  @Test func `a table has a row for each cell where these are 24 at most`() throws {
    func rows(_ widths: Int) throws -> Int {
      let lab = ReportLab.finished(
        depths: [4], widths: (1...widths).map { 16 * $0 }, decays: [1e-4, 1e-3, 1e-2], ranks: [])
      return try finding(.collapseLayer, lab).numbers.rows.count
    }
    #expect(try rows(8) == 24)
    #expect(try rows(9) == 3)
  }

  @Test func `a cell agrees when every trial does, whatever the mean is`() throws {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2, rank: 2)
    for trial in lab.trials { lab.trials[trial.position].metrics[.collapseLayer] = 2 }
    // Their mean is 2.67: within r to r + 1.
    set(.pca99, [1, 3, 4], cell: 0, in: &lab)
    let told = try finding(.dimension, lab)
    #expect(
      told.sentence.hasPrefix(
        "By pca99: 1 of 3 trials (6 to 79 %) whose noise is halved have r to r + 1 directions in the last layer's input. "
      ))
    #expect(told.sentence.contains("pca99 is 3 (1 to 4) for r = 2, median and range."))
  }

  @Test func `the answer is told to hang on the threshold where others say otherwise`() throws {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2, rank: 2)
    for trial in lab.trials { lab.trials[trial.position].metrics[.collapseLayer] = 2 }
    set(.pca95, [2, 2, 2], cell: 0, in: &lab)
    set(.pca99, [3, 3, 3], cell: 0, in: &lab)
    set(.gapRank, [2, 3, 3], cell: 0, in: &lab)
    #expect(
      try finding(.dimension, lab).sentence.contains(
        " By pca95 3 of 3. By gap_rank, which has no threshold, 3 of 3. pca99"))
    set(.pca999, [3, 4, 9], cell: 0, in: &lab)
    #expect(
      try finding(.dimension, lab).sentence.contains(
        " By pca95 3 and pca999 1 of 3: the answer hangs on the threshold in 2 trials. By gap_rank, which"
      )
    )
  }

  @Test(arguments: [
    (
      Activation.relu, true,
      "Behind a ReLU it is exactly r in 1 and r + 1 in 2 of 3 trials, where the one more can be the fold at zero."
    ), (.tanh, true, "Where the last features passed no ReLU it is exactly r in 1 of 3 trials."),
    (.relu, false, "Where the last features passed no ReLU it is exactly r in 1 of 3 trials."),
    (.leakyReLU, true, "passed no ReLU it is exactly r in 1 of 3 trials."),
  ])
  func `the fold of a ReLU is told of nets that have one`(activation: Activation, last: Bool, words: String)
    throws
  {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2, rank: 2)
    for trial in lab.trials {
      lab.trials[trial.position].spec[.activation] = activation
      if !last { lab.trials[trial.position].spec[.lastActivation] = false }
      lab.trials[trial.position].metrics[.collapseLayer] = 2
    }
    set(.pca99, [2, 3, 3], cell: 0, in: &lab)
    let sentence = try finding(.dimension, lab).sentence
    #expect(
      sentence.contains(words) && sentence.contains("fold at zero") == (activation == .relu && last))
  }

  @Test func `targets whose weakest directions 99 % of the variance does not reach are told`() throws {
    var lab = ReportLab()
    lab.addCell(decay: 1e-2, rank: 8)
    for trial in lab.trials {
      lab.trials[trial.position].metrics[.collapseLayer] = 2
      lab.trials[trial.position].metrics[.targetPca99] = 6
    }
    set(.pca99, [6, 6, 6], cell: 0, in: &lab)
    let sentence = try finding(.dimension, lab).sentence
    #expect(
      sentence.hasPrefix("No by pca99: ")
        && sentence.contains("For r = 8 the targets themselves have pca99 = 6:"))
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
    #expect(known.isClaim && known.sentence.contains("pca99 is 4 for r = 3, median"), "\(known.sentence)")
    #expect(known.sentence.contains("target_pca99") && known.sentence.hasPrefix("Yes by pca99: "))
    for trial in lab.trials { lab.trials[trial.position].metrics[.targetPca99] = nil }
    #expect(try !finding(.dimension, lab).isClaim)
  }

  @Test func `nets without collapse say nothing about the dimension`() throws {
    var lab = ReportLab()
    lab.addCell(rank: 2)
    for position in lab.trials.indices { lab.trials[position].metrics[.collapseLayer] = nil }
    let finding = try finding(.dimension, lab)
    #expect(!finding.isClaim && finding.sentence.hasSuffix("Left out: 3 whose noise is not halved."))
  }

  @Test func `sweeps of noop trials ask nothing`() {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    for position in lab.trials.indices { lab.trials[position].spec = Specification(.noop, dataset: .none) }
    #expect(findings(lab).isEmpty)
  }
}
