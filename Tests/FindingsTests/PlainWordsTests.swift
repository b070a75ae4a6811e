import Findings
import SweepModel
import TestSupport
import Testing

/// Counts are of those that answer, and places are named by what they have in common.
@Suite struct PlainWordsTests {
  private typealias Fill = (Specification) -> [Metric: Double]

  /// Trials of three seeds in every cell of activation, depth and weight decay; layers are alike.
  private func lab(
    _ activations: [Activation] = [.relu], depths: [Int] = [4], decays: [Double] = [1e-4],
    dataSeeds: [Int] = [0],
    fill: Fill
  ) -> ReportLab {
    var lab = ReportLab()
    for activation in activations {
      for depth in depths {
        for decay in decays {
          for dataSeed in dataSeeds {
            lab.addCell(depth: depth, decay: decay, rank: 3)
            for position in lab.trials.indices.suffix(3) {
              lab.trials[position].spec[.activation] = activation
              lab.trials[position].spec[.dataSeed] = dataSeed
              let trial = lab.trials[position]
              let all = fill(trial.spec)
              lab.trials[position].metrics = [.trivial: 0, .fittedRank: 3, .targetPca99: 3].merging(
                all.filter { Metric.ofTrials.contains($0.key) }
              ) { $1 }
              lab.layers[trial.id] = (1...depth).map {
                LayerMeasure(
                  epoch: 100, layer: $0, metrics: all.filter { Metric.ofLayers.contains($0.key) })
              }
            }
          }
        }
      }
    }
    return lab
  }

  private func finding(_ question: Question, _ lab: ReportLab) throws -> Finding {
    try #require(Aggregate(lab.rows).findings().first { $0.question == question })
  }

  private static let decays = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]

  @Test func `each question's threshold has the trials that answer it`() throws {
    // At 0.1 nets learn two of three directions: 36 trials have weights, 30 of them all directions.
    let found = try finding(
      .threshold,
      lab([.relu, .tanh], decays: Self.decays) { spec in
        let decay = spec[.weightDecay] ?? 0
        return [
          .fittedRank: decay > 0.05 ? 2 : 3, .pca99: decay >= 1e-3 ? 4 : 9,
          .weightStableRank: decay >= 1e-4 ? 2 : 9,
        ]
      })
    #expect(found.sentence.contains("'pca99 at most r + 1', by 30 trials, holds from"), "\(found.sentence)")
    #expect(
      found.sentence.contains(
        "'weights' stable rank at most 4', by 36 trials (6 of them partial), holds from"),
      "\(found.sentence)")
    #expect(!found.sentence.contains("decay 1e-6 to 0.1 (6 values), by"))
  }

  @Test func `thresholds that settings have of their own are no window in which it holds`() throws {
    func turning(_ isRising: Bool) -> ReportLab {
      lab([.relu, .tanh], decays: Self.decays) { spec in
        let isBeyond = (spec[.weightDecay] ?? 0) >= (spec[.activation] == .relu ? 1e-4 : 1e-2)
        return [.pca99: isBeyond == isRising ? 4 : 9]
      }
    }
    let (begins, ends) = (try finding(.threshold, turning(true)), try finding(.threshold, turning(false)))
    #expect(
      begins.headline.hasPrefix("pca99 at most r + 1 begins between weight decay ")
        && begins.headline.hasSuffix(", by setting"), "\(begins.headline)")
    #expect(
      ends.headline.hasPrefix("pca99 at most r + 1 ends between weight decay ")
        && ends.headline.contains(" and ") && !ends.headline.contains(" to "), "\(ends.headline)")
  }

  @Test func `only shares of the variance are a threshold on which an answer hangs`() throws {
    // pca95 to pca999 agree everywhere; gap_rank says no in all.
    let found = try finding(
      .dimension,
      lab { _ in [.collapseLayer: 2, .nrc1: 0.1, .pca95: 3, .pca99: 3, .pca999: 4, .gapRank: 1] })
    #expect(found.sentence.contains(" By pca95 3 and pca999 3 of 3."), "\(found.sentence)")
    #expect(found.sentence.contains(" By gap_rank, which has no threshold, 0 of 3."), "\(found.sentence)")
    #expect(!found.sentence.contains("hangs on the threshold"))
    let split = try finding(
      .dimension,
      lab {
        [.collapseLayer: 2, .nrc1: 0.1, .pca95: 3, .pca99: 3, .pca999: $0.seed == 1 ? 9 : 4, .gapRank: 1]
      })
    #expect(split.sentence.contains("the answer hangs on the threshold in 1 trial."), "\(split.sentence)")
  }

  @Test func `how near training came says no twice in no sentence, and of which nets`() throws {
    func stationarity(_ value: Double?, tanh: Double?) throws -> String {
      try finding(
        .equilibrium,
        lab([.relu, .tanh]) { spec in
          var metrics: [Metric: Double] = [.nrc1: 0.1]
          metrics[.stationarity] = spec[.activation] == .relu ? value : tanh
          return metrics
        }
      ).sentence
    }
    let far = try stationarity(0.5, tanh: nil)
    #expect(
      far.hasPrefix(
        "Each of 3 trials in which it is known in every layer (all at activation relu; none in the other cell) has a layer "
          + "with stationarity above 0.1. "), "\(far)")
    #expect(
      try stationarity(0.5, tanh: 0.5).hasPrefix("Each of 6 trials has a layer with stationarity above 0.1. ")
    )
    let near = try stationarity(0.05, tanh: 0.05)
    #expect(near.hasPrefix("All 6 trials have stationarity of at most 0.1 in every layer. "), "\(near)")
    let mixed = try stationarity(0.05, tanh: 0.5)
    #expect(
      mixed.hasPrefix(
        "3 of 6 trials have stationarity of at most 0.1 in every layer (all at activation relu; none in the other cell). "
      ), "\(mixed)")
  }

  @Test func `cells in which no net learns are named by the value that is all of them`() throws {
    func trivial(_ holds: @escaping (Int, Double) -> Bool) throws -> String {
      try finding(
        .learning,
        lab(depths: [4, 8], decays: [1e-4, 1e-3, 1e-2]) {
          [.trivial: holds($0[.depth] ?? 0, $0[.weightDecay] ?? 0) ? 1 : 0, .nrc1: 0.1]
        }
      ).sentence
    }
    let deep = try trivial { depth, _ in depth == 8 }
    #expect(deep.contains(" No net does at depth 8 (3 of 6 cells)."), "\(deep)")
    let corner = try trivial { depth, decay in depth == 8 && decay > 5e-4 }
    #expect(
      corner.contains(" No net does at depth 8, weight decay 1e-3 or more (2 of 6 cells)."), "\(corner)")
    // Not all of one value: two parts that hold nothing else.
    let ragged = try trivial { depth, decay in depth == 8 ? decay != 1e-3 : decay > 5e-3 }
    #expect(
      ragged.contains(" No net does at weight decay 0.01 and at depth 8, weight decay 1e-4 (3 of 6 cells)."),
      "\(ragged)")
    let none = try trivial { _, _ in true }
    #expect(none == "No claim: no trial has a usable result (18 trivial).")
  }

  @Test func `seeds of data are names and have no order`() throws {
    let found = try finding(
      .learning, lab(dataSeeds: [1, 2, 3, 4]) { [.trivial: ($0[.dataSeed] ?? 0) < 3 ? 1 : 0, .nrc1: 0.1] })
    #expect(found.sentence.contains(" No net does at data seed 1 or 2 (2 of 4 cells)."), "\(found.sentence)")
  }

  @Test func `a difference of shares ends at one`() throws {
    // Of three data sets ReLU nets learn 0, 1 and 3 of three; tanh nets all.
    let lab = lab([.relu, .tanh], dataSeeds: [1, 2, 3]) { spec in
      let learnt = [1: 0, 2: 1, 3: 3][spec[.dataSeed] ?? 0] ?? 0
      return [.trivial: spec[.activation] == .relu && spec.seed >= learnt ? 1 : 0, .nrc1: 0.1]
    }
    let numbers = try finding(.effect(of: "activation"), lab).numbers
    let learn = try #require(numbers.rows.first { $0.first == .text("learn") })
    let column = try #require(numbers.columns.firstIndex { $0.key == "interval" })
    guard case .range(let low, let high) = learn[column] else {
      Issue.record("\(learn)")
      return
    }
    #expect(high == 1 && low > -1 && low < 0, "\(low) to \(high)")
  }
}
