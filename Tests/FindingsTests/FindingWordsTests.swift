import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

/// What findings say of data of every kind that comes, as one pinned page to read.
@Suite struct FindingWordsTests {
  private typealias Change = (inout TrialRow, inout [LayerMeasure]) -> Void

  private static func lab(
    seeds: Int = 3, depths: [Int] = [4], decays: [Double] = [1e-4, 1e-3, 1e-2], _ change: Change
  ) -> ReportLab {
    var lab = ReportLab()
    for depth in depths {
      for decay in decays { lab.addCell(seeds: seeds, depth: depth, decay: decay, rank: 2) }
    }
    for position in lab.trials.indices {
      var trial = lab.trials[position]
      var layers = (lab.layers[trial.id] ?? []).filter { $0.epoch == 100 }
      trial.metrics = [.trivial: 0, .decayBudget: 2.1, .gradientNorm: 0.01, .trainLoss: 0.1, .testLoss: 0.2]
      for place in layers.indices { layers[place].metrics = [:] }
      change(&trial, &layers)
      (lab.trials[position], lab.layers[trial.id]) = (trial, layers)
    }
    return lab
  }

  /// A regression whose weights' rank and dimension fall between 1e-4 and 1e-2, a little apart from seed to seed.
  private static func regression(_ trial: inout TrialRow, _ layers: inout [LayerMeasure]) {
    let (decay, seed) = (trial.spec[.weightDecay] ?? 0, Double(trial.spec.seed))
    trial.metrics.merge([.fittedRank: 2, .collapseLayer: 2, .targetPca99: 2, .rankLayer: 3]) { $1 }
    for place in layers.indices {
      layers[place].metrics = [
        .nrc1: 0.5 / Double(place + 1), .nrc1Rank: (0.1 + 0.01 * seed) / (1 + 1e3 * decay),
        .weightStableRank: 20 / (1 + 3e3 * decay) + 0.1 * seed,
        .stationarity: 0.001 / decay * (1 + 0.1 * seed),
        .pca95: 2, .pca99: decay < 1e-3 ? 6 : 3, .pca999: 5, .gapRank: 3,
      ]
    }
  }

  /// A classification of four classes that collapse the more the deeper the layer and the more weight decay.
  private static func classification(_ trial: inout TrialRow, _ layers: inout [LayerMeasure]) {
    let (decay, seed) = (trial.spec[.weightDecay] ?? 0, Double(trial.spec.seed))
    var spec = Specification(.classification, dataset: .gaussianClusters, seed: trial.spec.seed)
    (spec[.depth], spec[.weightDecay], spec[.classes]) = (trial.spec[.depth], decay, 4)
    trial.spec = spec
    trial.metrics.merge([.trainAccuracy: 1, .testAccuracy: 0.9]) { $1 }
    for place in layers.indices {
      let noise = (1 + 0.05 * seed) / (1 + 1e3 * decay) / pow(4, Double(place))
      layers[place].metrics = [
        .nc1: noise, .nc2: 0.01, .nc3: 0.02, .nc4: 0, .cdnv: noise / 3, .pca99: place < 2 ? 9 : 3, .pca95: 3,
        .wcv: noise * 10, .rankDistance: 30 * noise, .rankBound: 0.4 / decay, .weightStableRank: 3 + noise,
      ]
    }
  }

  private static let scenarios: [(name: String, lab: ReportLab)] = [
    ("regression: three seeds", lab(regression)),
    ("regression: one seed", lab(seeds: 1, regression)),
    ("regression: two seeds", lab(seeds: 2, regression)),
    ("regression: one cell", lab(decays: [1e-3], regression)),
    ("regression: one trial", lab(seeds: 1, decays: [1e-3], regression)),
    ("regression: mixed depths", lab(depths: [3, 4, 5, 6, 8, 9], regression)),
    (
      "regression: all trivial",
      lab { trial, layers in
        regression(&trial, &layers)
        trial.metrics[.trivial] = 1
      }
    ),
    (
      "regression: all partial",
      lab { trial, layers in
        regression(&trial, &layers)
        trial.metrics[.fittedRank] = 1
      }
    ),
    (
      "regression: an old store without fitted_rank",
      lab { trial, layers in
        regression(&trial, &layers)
        for metric in [Metric.fittedRank, .rankLayer] { trial.metrics[metric] = nil }
        for place in layers.indices {
          for metric in [Metric.stationarity, .pca95, .pca999, .gapRank] {
            layers[place].metrics[metric] = nil
          }
        }
      }
    ),
    ("regression: no metric", lab { _, _ in }),
    (
      "regression: no collapse",
      lab { trial, layers in
        regression(&trial, &layers)
        trial.metrics[.collapseLayer] = nil
      }
    ),
    (
      "regression: seeds that are equal",
      lab { trial, layers in
        let seed = trial.spec.seed
        trial.spec[.seed] = 0
        regression(&trial, &layers)
        trial.spec[.seed] = seed
      }
    ),
    (
      "regression: half of the seeds find one direction only",
      lab(seeds: 4) { trial, layers in
        regression(&trial, &layers)
        guard trial.spec.seed % 2 == 1 else { return }
        trial.metrics[.fittedRank] = 1
        layers[layers.count - 1].metrics.merge([.nrc1Rank: 0, .pca95: 1, .pca99: 1, .pca999: 1, .gapRank: 1])
        { $1 }
      }
    ),
    (
      "regression: noise of two kinds",
      lab(seeds: 4) { trial, layers in
        regression(&trial, &layers)
        layers[layers.count - 1].metrics[.nrc1Rank] = trial.spec.seed % 2 == 0 ? 0.001 : 0.4
      }
    ),
    ("classification: three seeds", lab(classification)),
    ("classification: one seed", lab(seeds: 1, classification)),
    ("classification: one trial", lab(seeds: 1, decays: [1e-3], classification)),
    (
      "classification: mixed depths",
      lab(depths: [3, 5], decays: [1e-5, 1e-4, 1e-3, 3e-3, 1e-2], classification)
    ),
    (
      "classification: no metric",
      lab { trial, layers in
        classification(&trial, &layers)
        for place in layers.indices { layers[place].metrics = [:] }
      }
    ),
    (
      "classification: classes stay apart from no layer on",
      lab { trial, layers in
        classification(&trial, &layers)
        for place in layers.indices { layers[place].metrics[.nc1] = 5 }
      }
    ),
    (
      "classification: a bound that is broken, and distance that rises",
      lab { trial, layers in
        classification(&trial, &layers)
        for place in layers.indices {
          layers[place].metrics[.rankDistance] = 0.1 / (layers[place].metrics[.nc1] ?? 1)
          layers[place].metrics[.rankBound] = place == 0 ? 0.01 : 1e3
        }
      }
    ),
    (
      "classification: all trivial",
      lab { trial, layers in
        classification(&trial, &layers)
        trial.metrics[.trivial] = 1
      }
    ),
  ]

  private static let questions: [Question] = [
    .collapseLayer, .dimension, .classCollapse, .classDimension, .threshold, .rankBound, .equilibrium,
  ]

  @Test func `words for data of every kind read as pinned`() throws {
    var lines: [String] = []
    for (name, lab) in Self.scenarios {
      lines += ["", "## \(name)"]
      for finding in Aggregate(lab.rows).findings(on: Self.questions) {
        lines += [finding.question.key + ":"] + wrapped(finding.sentence, width: 110, indent: 2)
      }
    }
    try expectPinned(lines.joined(separator: "\n") + "\n", "finding-words.txt")
  }

  @Test func `no word stands for a number that is not there`() throws {
    for (name, lab) in Self.scenarios {
      for finding in Aggregate(lab.rows).findings(on: Self.questions) {
        for wrong in ["–", "nan", "inf", "0 of 0", "none of none", "  ", "()", " ,", ".."] {
          #expect(!finding.sentence.contains(wrong), "\(name), \(finding.question.key): \(finding.sentence)")
        }
        #expect(finding.sentence.hasSuffix("."), "\(name): \(finding.sentence)")
        #expect(finding.sentence.hasPrefix("No claim: ") != finding.isClaim)
        #expect(finding.numbers.rows.allSatisfy { $0.count == finding.numbers.columns.count })
      }
    }
  }

  @Test func `one trial claims nothing, and cells in which nothing was learnt claim nothing of collapse`()
    throws
  {
    for (name, lab) in Self.scenarios where name.hasSuffix("one trial") || name.hasSuffix("all trivial") {
      let findings = Aggregate(lab.rows).findings(on: Self.questions)
      #expect(!findings.isEmpty && findings.allSatisfy { !$0.isClaim }, "\(name)")
    }
    let partial = try #require(Self.scenarios.first { $0.name.hasSuffix("all partial") }).lab
    for question in [Question.collapseLayer, .dimension] {
      let finding = try #require(Aggregate(partial.rows).findings(on: [question]).first)
      #expect(!finding.isClaim, "\(finding.sentence)")
    }
  }
}
