import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

/// Claims that rest on a part of the grid name it, whatever grid was chosen.
@Suite struct PartWordsTests {
  private static let decays = [1e-5, 1e-4, 1e-3, 1e-2]

  /// Activation x weight decay on a teacher of rank 3, filled trial by trial; layers are four alike.
  private func lab(
    _ activations: [Activation] = [.relu, .tanh], decays: [Double] = decays, seeds: Int = 3,
    fill: (Activation, Double, Int) -> [Metric: Double]
  ) -> ReportLab {
    var lab = ReportLab()
    for activation in activations {
      for decay in decays {
        lab.addCell(seeds: seeds, depth: 4, decay: decay, rank: 3)
        for position in lab.trials.indices.suffix(seeds) {
          lab.trials[position].spec[.activation] = activation
          let trial = lab.trials[position]
          let all = fill(activation, decay, trial.spec.seed)
          lab.trials[position].metrics = [.trivial: 0, .fittedRank: 3, .targetPca99: 3].merging(
            all.filter { Metric.ofTrials.contains($0.key) }
          ) { $1 }
          lab.layers[trial.id] = (1...4).map {
            LayerMeasure(epoch: 100, layer: $0, metrics: all.filter { Metric.ofLayers.contains($0.key) })
          }
        }
      }
    }
    return lab
  }

  /// ReLU nets fall to 4 directions at 1e-3; others never do.
  private func falling(decays: [Double] = decays) -> ReportLab {
    lab(decays: decays) { activation, decay, _ in
      let isLow = activation == .relu && decay >= 1e-3
      return [.collapseLayer: 2, .nrc1: 0.3, .nrc1Rank: isLow ? 0.05 : 0.2, .pca99: isLow ? 4 : 9]
    }
  }

  private func finding(_ question: Question, _ lab: ReportLab) throws -> Finding {
    try #require(Aggregate(lab.rows).findings().first { $0.question == question })
  }

  @Test func `a threshold of one activation is no threshold of the sweep`() throws {
    let found = try finding(.threshold, falling())
    #expect(
      found.headline.hasPrefix("pca99 at most r + 1 from weight decay ")
        && found.headline.hasSuffix(" at activation relu, nowhere at activation tanh"), "\(found.headline)")
    #expect(
      found.sentence.contains(" at activation relu; it holds nowhere in the range at activation tanh."),
      "\(found.sentence)")
    // Alone it is of the whole sweep.
    var alone = falling()
    alone.trials.removeAll { $0.spec[.activation] == .tanh }
    let whole = try finding(.threshold, alone)
    #expect(
      !whole.headline.contains(" at activation")
        && whole.headline.hasPrefix("pca99 at most r + 1 from weight decay "))
  }

  @Test func `thresholds of each setting's own have their range and all settings`() throws {
    let both = try finding(
      .threshold,
      lab { activation, decay, _ in
        [.pca99: decay >= (activation == .relu ? 1e-4 : 1e-2) ? 4 : 9, .weightStableRank: 9]
      })
    #expect(both.headline.hasPrefix("pca99 at most r + 1 "), "\(both.headline)")
    let one = try finding(.threshold, lab { _, decay, _ in [.pca99: decay >= 1e-3 ? 4 : 9] })
    #expect(one.sentence.contains(" in each of 2 settings."), "\(one.sentence)")
    #expect(!one.headline.contains("setting") && !one.headline.contains(" at activation"))
  }

  @Test func `a level that follows its setting makes no headline`() throws {
    // Half-way of its own ends alone is placed.
    let found = try finding(
      .threshold,
      lab { _, decay, seed in [.weightStableRank: (decay >= 1e-3 ? 10 : 40) + 0.1 * Double(seed)] })
    #expect(found.isClaim && found.headline.isEmpty, "\(found.headline)")
  }

  @Test func `answers that hardly turn are not called nowhere`() throws {
    // One of eighteen answers yes, beyond which none follows.
    let found = try finding(
      .threshold,
      lab([.relu], decays: (0..<6).map { pow(10, -5 + 0.1 * Double($0)) }) { _, decay, seed in
        [.pca99: decay < 1.1e-5 && seed == 0 ? 4 : 9]
      })
    #expect(
      !found.sentence.contains(" holds nowhere in the range")
        && found.sentence.contains("yes in 1 of 18"),
      "\(found.sentence)")
  }

  @Test func `a finer or wider grid changes counts and no word`() throws {
    let grids = [
      Self.decays, [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 1e-2], [1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1],
    ]
    let verdicts = try grids.map { grid in
      let sentence = try finding(.dimension, falling(decays: grid)).sentence
      #expect(
        sentence.contains("all at activation relu, weight decay 1e-3 or more; none in the other "),
        "\(sentence)")
      return sentence.prefix { $0 != "p" }
    }
    #expect(Set(verdicts) == ["By "])
    let headline = try finding(.dimension, falling()).headline
    #expect(
      headline
        == "pca99 is r to r + 1 in 6 of 24 trials that halve noise (all at activation relu, weight decay 1e-3 or more)"
    )
  }

  @Test func `Yes is of all trials and No of none`() throws {
    for (dimension, verdict) in [(4.0, "Yes by pca99: all 24 trials"), (9, "No by pca99: none of 24 trials")]
    {
      let found = try finding(
        .dimension, lab { _, _, _ in [.collapseLayer: 2, .nrc1: 0.3, .nrc1Rank: 0.05, .pca99: dimension] })
      #expect(found.sentence.hasPrefix(verdict), "\(found.sentence)")
      #expect(!found.sentence.contains("all in") && !found.sentence.contains("(all"), "\(found.sentence)")
    }
  }

  @Test func `a fold is offered where a trial has one direction more, and nowhere else`() throws {
    func sentence(_ dimension: Double) throws -> String {
      try finding(
        .dimension,
        lab([.relu]) { _, _, seed in
          [.collapseLayer: 2, .nrc1: 0.3, .nrc1Rank: 0.05, .pca99: seed == 0 ? dimension : 3]
        }
      ).sentence
    }
    let without = try sentence(7)
    #expect(
      without.contains("Behind a ReLU it is exactly r in 8 and r + 1 in 0 of 12 trials.")
        && !without.contains("fold"))
    #expect(
      try sentence(4).contains(
        "exactly r in 8 and r + 1 in 4 of 12 trials, where the one more can be the fold at zero."))
  }

  @Test func `counts of directions that disagree are counted trial by trial`() throws {
    let found = try finding(
      .dimension,
      lab([.relu]) { _, _, seed in
        [.collapseLayer: 2, .nrc1: 0.3, .nrc1Rank: 0.05, .pca95: 3, .pca99: seed == 0 ? 9 : 4, .pca999: 4]
      })
    #expect(
      found.sentence.contains(
        "By pca95 12 and pca999 12 of 12: the answer hangs on the threshold in 4 trials."),
      "\(found.sentence)")
  }

  @Test func `the headline of collapse says its grade, and where all nets have it`() throws {
    let found = try finding(.collapseLayer, falling())
    #expect(
      found.headline
        == "noise is halved in all 24 trials, nrc1 (k = r) then below 0.1 in 6 and below 0.01 in 0",
      "\(found.headline)")
    #expect(
      found.sentence.contains(
        "below 0.1 in 6 of 24 (all at activation relu, weight decay 1e-3 or more; none in the other 6 cells), and below 0.01 in none of "
          + "24."), "\(found.sentence)")
  }

  @Test func `nets that tell their training rows alone are named`() throws {
    let sweep = lab { activation, _, seed in
      [
        .r2: activation == .tanh ? 0.05 + 0.01 * Double(seed) : 0.9, .collapseLayer: 2, .nrc1: 0.3,
        .nrc1Rank: 0.05,
      ]
    }
    let found = try finding(.learning, sweep)
    #expect(
      found.sentence
        == "All 24 trials learnt all their targets. Of those that learnt, 12 of 24 (all at activation tanh; none in the other 4 "
        + "cells) tell less than half of the variance of test rows (r2 < 0.5): learnt is said of training rows, on which collapse is "
        + "measured.", "\(found.sentence)")
    #expect(
      try finding(.collapseLayer, sweep).sentence.hasSuffix("Over trials test r2 is 0.0500 to 0.900."))
    // Where test rows are told, nobody asks.
    let good = lab { _, _, _ in [.r2: 0.9, .nrc1: 0.3] }
    #expect(!Aggregate(good.rows).findings().contains { $0.question == .learning })
  }

  @Test func `what is compared at a part of the settings says at which`() throws {
    var sweep = lab { activation, decay, seed in
      [.testLoss: exp(log10(decay) + (activation == .tanh ? 3 : 0) + 0.1 * Double(seed))]
    }
    for position in sweep.trials.indices
    where sweep.trials[position].spec[.activation] == .tanh
      && (sweep.trials[position].spec[.weightDecay] ?? 0) > 5e-4
    {
      sweep.trials[position].metrics[.trivial] = 1
    }
    let found = try finding(.effect(of: "activation"), sweep)
    #expect(found.sentence.contains(" Only at weight decay 1e-4 or less: test loss."), "\(found.sentence)")
    let row = try #require(found.numbers.rows.first { $0[0] == .text("test loss") })
    #expect(row.contains(.share(2, of: 4)) && row.contains(.text("at weight decay 1e-4 or less")))
  }

  @Test func `a rise along many values is told where no two of them differ clearly`() throws {
    // Two seeds of three agree at either end, one does not: a p of one pair is large, the order of all is not.
    let decays = (0..<9).map { pow(10, -5 + 0.375 * Double($0)) }
    let found = try finding(
      .effect(of: "weight_decay"),
      lab([.relu], decays: decays) { _, decay, seed in
        let x = (log10(decay) + 5) / 0.375
        return [
          .nrc3Rank: 0.5 + 0.014 * x + [-0.06, 0, 0.06][seed] + (x == 4 ? 0.001 : 0), .nrc3: 0.2,
          .nrc1Rank: 0.1, .nrc1: 0.3,
        ]
      })
    let row = try #require(found.numbers.rows.first { $0[0].text.hasPrefix("nrc3") })
    #expect(row[1] == .text("trend"), "\(found.sentence)")
    #expect(
      found.isClaim
        && found.sentence.hasPrefix(
          "Along all values of weight decay, though not between two of them: nrc3 (k = r) of the last layer rises (Kendall's tau "
        ),
      "\(found.sentence)")
    // Among values that do not follow the order none is told.
    let still = try finding(
      .effect(of: "weight_decay"),
      lab([.relu], decays: decays) { _, decay, seed in
        [
          .nrc3Rank: 0.5 + 0.06 * Double((Int((log10(decay) + 5) / 0.375 + 0.5) * 7 + 3 * seed) % 5),
          .nrc3: 0.2, .nrc1Rank: 0.1, .nrc1: 0.3,
        ]
      })
    #expect(
      !still.isClaim && still.sentence.contains("no test tells a change with weight decay"),
      "\(still.sentence)")
  }

  @Test func `an interaction says what is held fixed`() throws {
    var sweep = ReportLab()
    for depth in [4, 8] {
      let part = lab { activation, decay, seed in
        [.testLoss: exp((activation == .tanh ? log10(decay) : 0) + 0.05 * Double(seed) + Double(depth))]
      }
      for var trial in part.trials {
        let old = trial.id
        trial.id = TrialID(high: old.high, low: old.low &+ UInt64(depth) * 1000)
        trial.spec[.depth] = depth
        (trial.position, trial.cell) = (sweep.trials.count, trial.cell + depth * 10)
        sweep.layers[trial.id] = part.layers[old]
        sweep.trials.append(trial)
      }
    }
    let sentence = try finding(.interactions, sweep).sentence
    #expect(sentence.contains(", within each of 2 settings of depth: "), "\(sentence)")
    #expect(
      sentence.contains("from relu to tanh, at 1e-5 and 0.01 in turn, test loss ×"),
      "\(sentence)")
  }

  @Test func `r and K may be asked about`() throws {
    func asked(_ question: String) throws -> Finding {
      try #require(SweepReport(falling().rows, axes: nil, question: question).findings.last)
    }
    #expect(
      try asked("pca99 <= r + 1").numbers.rows.map { $0.dropFirst() }
        == asked("pca99 <= target_rank + 1").numbers.rows.map { $0.dropFirst() })
    #expect(try asked("pca99 <= K").sentence.hasPrefix("No claim: no setting has counted trials that answer"))
  }
}
