import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

@Suite struct EffectTests {
  /// Cells over the given parameters, each with so many seeds, whose metrics `fill` sets.
  private func lab(
    activations: [Activation] = [.relu], depths: [Int] = [4], decays: [Double] = [1e-4, 1e-3], seeds: Int = 3,
    fill: (Specification, Int) -> [Metric: Double]
  ) -> ReportLab {
    var lab = ReportLab()
    for activation in activations {
      for depth in depths {
        for decay in decays {
          lab.addCell(seeds: seeds, depth: depth, decay: decay)
          for position in lab.trials.indices.suffix(seeds) {
            lab.trials[position].spec[.activation] = activation
            lab.trials[position].metrics = [.trivial: 0]
            let trial = lab.trials[position]
            let all = fill(trial.spec, trial.spec.seed)
            let ofTrial = all.filter { Metric.ofTrials.contains($0.key) }
            lab.trials[position].metrics.merge(ofTrial) { $1 }
            lab.layers[trial.id] = [
              LayerMeasure(
                epoch: 100, layer: 1, metrics: all.filter { Metric.ofLayers.contains($0.key) })
            ]
          }
        }
      }
    }
    return lab
  }

  private func finding(_ question: Question, _ lab: ReportLab) throws -> Finding {
    try #require(Aggregate(lab.rows).findings().first { $0.question == question })
  }

  private let decay = Question.effect(of: "weight_decay")
  private let activation = Question.effect(of: "activation")

  @Test func `a change is told with means, factor and interval, solved by hand`() throws {
    // Logarithms 0, 1, 2 against 10, 11, 12: means 1 and 11, error (2/3)^(1/2), four degrees, t 2.776.
    let sweep = lab { spec, seed in
      [.testLoss: exp(Double(seed) + (spec[.weightDecay] == 1e-3 ? 10 : 0))]
    }
    let found = try finding(decay, sweep)
    #expect(found.isClaim)
    #expect(
      found.sentence.hasPrefix(
        "From weight decay 1e-4 to 1e-3, all else equal: test loss rises from 2.72 to 59874, by a factor of 22026 "
          + "(2283 to 2.1e5). Over 1 setting of all else, with 95 % intervals;"), "\(found.sentence)")
    #expect(found.numbers.rows.count == 1 && found.numbers.rows[0].contains(.text("changes")))
    #expect(found.trials == sweep.trials.map(\.id))
  }

  @Test func `a change within the spread over seeds is not claimed`() throws {
    let sweep = lab { spec, seed in
      [.nrc3: 0.25 + 0.25 * Double(seed) + (spec[.weightDecay] == 1e-3 ? 0.125 : 0)]
    }
    let found = try finding(decay, sweep)
    #expect(!found.isClaim)
    #expect(
      found.sentence.hasPrefix(
        "No claim: no test tells a change with weight decay (1e-4 to 1e-3) in the mean over settings. Not known with these seeds: nrc3 (k = t) of the last layer "
          + "(-0.442 to +0.692)."), "\(found.sentence)")
  }

  @Test func `what surely changes by little hardly changes`() throws {
    let sweep = lab(depths: [2, 4, 6], seeds: 5) { spec, seed in
      [.nrc3: 0.5 + 0.002 * Double(seed * seed % 4) + (spec[.weightDecay] == 1e-3 ? 0.0005 : 0)]
    }
    let found = try finding(decay, sweep)
    #expect(found.isClaim, "\(found.sentence)")
    #expect(
      found.sentence.hasPrefix(
        "No test tells a change with weight decay (1e-4 to 1e-3) in the mean over settings. Hardly changes: by less than 0.05 nrc3 (k = t) of the last "
          + "layer."),
      "\(found.sentence)")
  }

  @Test func `two seeds a cell, and seeds that agree exactly, are not tested`() throws {
    for seeds in [2, 5] {
      let sweep = lab(seeds: seeds) { spec, _ in [.nrc3: spec[.weightDecay] == 1e-3 ? 0.9 : 0.1] }
      let found = try finding(decay, sweep)
      #expect(!found.isClaim, "\(found.sentence)")
      #expect(
        seeds == 2
          ? found.sentence.contains("no two cells")
          : found.sentence.contains("Not tested, as cells have fewer"),
        "\(found.sentence)")
    }
  }

  @Test func `cells are compared that are equal otherwise, and what varies with it is named`() throws {
    var sweep = lab(depths: [4, 8]) { spec, seed in [.testLoss: Double(spec[.depth] ?? 0) + Double(seed)] }
    // Each depth keeps one decay of its own.
    for position in sweep.trials.indices where (sweep.trials[position].cell + 1) % 4 < 2 {
      sweep.set(position, .waiting)
    }
    sweep.trials.removeAll { $0.state == .waiting }
    let found = try finding(decay, sweep)
    #expect(!found.isClaim)
    #expect(
      found.sentence
        == "No claim: no two cells with trials that count differ in weight decay alone: depth changes with it.",
      "\(found.sentence)")
  }

  @Test func `words are compared two by two, numbers between their ends`() throws {
    let sweep = lab(activations: [.relu, .tanh, .gelu], decays: [1e-4, 1e-3, 1e-2]) { spec, seed in
      let jump = spec[.activation] == .gelu ? 5.0 : 0
      return [.testLoss: exp(jump + 0.1 * Double((seed * 7 + (spec[.depth] ?? 0)) % 3))]
    }
    let found = try finding(activation, sweep)
    #expect(found.sentence.contains("activation gelu to"), "\(found.sentence)")
    let other = try finding(decay, sweep)
    #expect(!other.sentence.contains("1e-4 to 0.01, all else equal"), "\(other.sentence)")
    #expect(
      other.numbers.rows[0][0] == .text("test loss") && other.numbers.rows[0].contains(.setting(1e-4)))
  }

  @Test func `shares are counted and compared within settings`() throws {
    let sweep = lab(depths: [2, 4, 6, 8]) { spec, _ in
      spec[.weightDecay] == 1e-3 ? [.collapseLayer: 1, .nrc1: 0.3] : [.nrc1: 0.3]
    }
    let found = try finding(decay, sweep)
    // 20^4 ways, of which one and its mirror are as far.
    #expect(
      found.sentence.contains(
        "the share of nets whose noise is halved rises from 0 of 12 to 12 of 12 (p < 1e-4)"),
      "\(found.sentence)")
  }

  @Test func `trials that did not learn all directions have no say in collapse`() throws {
    var sweep = lab(depths: [2, 4, 6, 8]) { spec, _ in
      spec[.weightDecay] == 1e-3 ? [.collapseLayer: 1, .nrc1: 0.3] : [.nrc1: 0.3]
    }
    for position in sweep.trials.indices {
      sweep.trials[position].spec[.targetRank] = 2
      sweep.trials[position].metrics[.fittedRank] = position == 3 ? 1 : 2
    }
    let found = try finding(decay, sweep)
    #expect(found.sentence.contains("noise is halved rises from 0 of 12 to 11 of 11"), "\(found.sentence)")
    #expect(found.sentence.contains("nets that learn all directions of their targets"))
  }

  @Test func `a cell in which no seed learns is named and tallied, and so is one where some do`() throws {
    var sweep = lab(decays: [1e-4, 1e-3, 1e-2]) { _, seed in [.testLoss: exp(Double(seed))] }
    for position in 6..<9 { sweep.trials[position].metrics[.trivial] = 1 }
    sweep.set(3, .diverged)
    let found = try finding(.learning, sweep)
    #expect(
      found.sentence
        == "5 of 9 trials learnt all their targets; 3 trivial and 1 diverged are in no other number. No "
        + "seed does at weight decay 0.01. Some seeds do and others do not at weight decay 1e-3 (2 of 3): "
        + "numbers there are of those that did, a choice by outcome.",
      "\(found.sentence)")
    #expect(found.numbers.rows.map { $0[2] } == [.share(3, of: 3), .share(2, of: 3), .share(0, of: 3)])
    #expect(found.trials.count == 9)
  }

  @Test func `where all learn nobody asks who does`() {
    let sweep = lab { _, seed in [.testLoss: exp(Double(seed))] }
    #expect(!Aggregate(sweep.rows).findings().contains { $0.question == .learning })
  }

  @Test func `over several data sets an interval is of their means`() throws {
    // Effects of three data sets: 1, 2 and 3 in logarithms; within each the seeds are close.
    var sweep = lab(depths: [1, 2, 3]) { _, _ in [:] }
    for position in sweep.trials.indices {
      let set = sweep.trials[position].spec[.depth] ?? 0
      let isHigh = sweep.trials[position].spec[.weightDecay] == 1e-3
      sweep.trials[position].spec[.depth] = 4
      sweep.trials[position].spec[.dataSeed] = set
      sweep.trials[position].metrics[.testLoss] =
        exp((isHigh ? Double(set) : 0) + 0.001 * Double(sweep.trials[position].spec.seed))
    }
    let found = try finding(decay, sweep)
    // Mean 2, sd 1: 2 -+ 4.303 / 3^(1/2), that is exp(-0.484) to exp(4.484).
    #expect(found.sentence.contains("test loss (a factor of 0.616 to 88.6)"), "\(found.sentence)")
    #expect(
      found.sentence.hasSuffix("Intervals are over 3 data sets, seeds within each."), "\(found.sentence)")
  }

  @Test func `what one parameter changes may depend on another, with counts of each`() throws {
    let sweep = lab(activations: [.relu, .tanh], depths: [2, 4, 6, 8], decays: [1e-5, 1e-4, 1e-3]) {
      spec, seed in
      let collapses = spec[.activation] == .relu || spec[.weightDecay] == 1e-3
      let isOdd = spec[.activation] == .relu && spec[.depth] == 2 && spec[.weightDecay] == 1e-4 && seed == 1
      return collapses && !isOdd ? [.collapseLayer: 1, .nrc1: 0.3] : [.nrc1: 0.3]
    }
    let found = try finding(.interactions, sweep)
    #expect(
      found.sentence.hasPrefix(
        "What activation changes depends on weight decay, within each of 4 settings of depth: nets whose noise is halved: with "
          + "activation relu 35 of 36, with activation tanh 0 of 24 at weight decay 1e-5 and 1e-4 and 12 of 12 at weight decay 1e-3, summed over all else (p"
      ),
      "\(found.sentence)")
  }

  /// Counts as a real sweep once gave them: with batch norm collapse waits for the largest weight decay, and one cell never learns.
  @Test func `0 of 24 and 12 of 12 with batch norm against 32 of 33 without are in the words`() throws {
    var sweep = ReportLab()
    for normalization in [Normalization.none, .batch] {
      let part = lab(activations: [.relu, .tanh], depths: [4, 8], decays: [1e-5, 3e-4, 3e-3]) { spec, seed in
        let isBatch = normalization == .batch
        let isOdd = !isBatch && spec[.activation] == .tanh && spec[.depth] == 4 && seed == 2
        let collapses = isBatch ? spec[.weightDecay] == 3e-3 : !(isOdd && spec[.weightDecay] == 1e-5)
        return collapses ? [.collapseLayer: 1, .nrc1: 0.05] : [.nrc1: 0.4]
      }
      for trial in part.trials {
        var moved = trial
        moved.id = TrialID(high: trial.id.high, low: trial.id.low &+ (normalization == .batch ? 1000 : 0))
        moved.spec[.normalization] = normalization
        moved.position = sweep.trials.count
        moved.cell = trial.cell + (normalization == .batch ? 100 : 0)
        if normalization == .none, trial.spec[.activation] == .relu, trial.spec[.depth] == 8,
          trial.spec[.weightDecay] == 3e-3
        {
          moved.metrics[.trivial] = 1
        }
        sweep.layers[moved.id] = part.layers[trial.id]
        sweep.trials.append(moved)
      }
    }
    let together = try finding(.interactions, sweep).sentence
    #expect(
      together.contains(
        "What normalization changes depends on weight decay, within 3 of 4 settings of depth and activation: nets whose noise is "
          + "halved: with normalization batch 0 of 24 at weight decay 1e-5 and 3e-4 and 12 of 12 at weight decay 3e-3, with normalization none 32 of 33"
      ),
      "\(together)")
    let alone = try finding(.effect(of: "normalization"), sweep).sentence
    #expect(
      alone.contains("the share of nets whose noise is halved rises from 9 of 33 to 32 of 33 (p < 1e-4)"),
      "\(alone)")
    let learning = try finding(.learning, sweep).sentence
    #expect(
      learning.contains("69 of 72") && learning.contains("depth 8, activation relu, normalization none"),
      "\(learning)")
  }

  @Test func `two parameters that add up do not interact`() throws {
    let sweep = lab(activations: [.relu, .tanh], depths: [2, 4]) { spec, seed in
      let level = (spec[.activation] == .relu ? 0 : 3.0) + (spec[.weightDecay] == 1e-3 ? 2 : 0)
      return [.testLoss: exp(level + 0.1 * Double((seed + (spec[.depth] ?? 0) / 2) % 3))]
    }
    let found = try finding(.interactions, sweep)
    #expect(!found.isClaim && found.sentence.contains("no change depends clearly"), "\(found.sentence)")
  }

  @Test func `the file has every comparison with numbers as numbers`() throws {
    let sweep = lab(decays: [1e-4, 1e-3, 1e-2]) { spec, seed in
      [.testLoss: exp(Double(seed) + 1000 * (spec[.weightDecay] ?? 0))]
    }
    let effects = try #require(
      try ReadJSON(SweepReport(sweep.rows).json)["groups"]?.items.first?["effects"]?.items)
    #expect(effects.count == 3)
    let last = try #require(effects.first { $0["to"]?.number == 1e-2 && $0["from"]?.number == 1e-4 })
    #expect(last["parameter"]?.text == "weight_decay" && last["outcome"]?.text == "test_loss")
    let estimate = try #require(last["estimate"]?.number)
    #expect(abs(estimate / exp(9.9) - 1) < 1e-12)
    let (low, high) = (try #require(last["low"]?.number), try #require(last["high"]?.number))
    #expect(low < estimate && estimate < high)
    let (p, holm) = (try #require(last["p"]?.number), try #require(last["p_holm"]?.number))
    #expect(p < holm && holm <= 3 * p)
    #expect(last["n"]?.number == 6 && last["test"]?.text == "welch")
    let cells = try #require(
      try ReadJSON(SweepReport(sweep.rows).json)["groups"]?.items.first?["cells"]?.items)
    let ends = cells.filter { $0["parameters"]?["weight_decay"]?.number != 1e-3 }
    #expect(last["cells"]?.items.map(\.number) == ends.map { $0["cell"]?.number })
  }
}
