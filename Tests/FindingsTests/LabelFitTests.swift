import Findings
import SweepModel
import TestSupport
import Testing

/// A net that does not fit its training labels says nothing of collapse, however near its classes lie.
@Suite struct LabelFitTests {
  /// Four classes, three weight decays, three seeds; every net's classes lie together.
  private static func lab(accuracy: (Double, Int) -> Double?) -> ReportLab {
    var lab = ReportLab()
    for decay in [1e-4, 1e-3, 1e-2] { lab.addCell(depth: 2, decay: decay, rank: 2) }
    for position in lab.trials.indices {
      let trial = lab.trials[position]
      let (decay, seed) = (trial.spec[.weightDecay] ?? 0, trial.spec.seed)
      var spec = Specification(.classification, dataset: .gaussianClusters, seed: seed)
      (spec[.depth], spec[.weightDecay], spec[.classes]) = (2, decay, 4)
      lab.trials[position].spec = spec
      lab.trials[position].metrics = [.trivial: 0, .trainLoss: 0.1]
      lab.trials[position].metrics[.trainAccuracy] = accuracy(decay, seed)
      lab.layers[trial.id] = [1, 2].map {
        LayerMeasure(
          epoch: 100, layer: $0,
          metrics: [.nc1: 0.05 + 0.001 * Double(seed), .nc2: 0.05, .nc3: 0.05, .nc4: 0, .pca99: 3])
      }
    }
    return lab
  }

  /// Of nine nets one is at chance, one just below the level and one on it.
  private static let mixed = lab { decay, seed in
    switch (decay, seed) {
    case (1e-3, 0): 0.25
    case (1e-3, 1): 0.98999
    case (1e-3, 2): 0.99
    default: 1
    }
  }

  private func finding(_ question: Question, _ lab: ReportLab) -> Finding? {
    Aggregate(lab.rows).findings().first { $0.question == question }
  }

  @Test func `nets below the level are counted apart, and collapse is of the others`() throws {
    let learning = try #require(finding(.learning, Self.mixed))
    #expect(
      learning.headline.hasPrefix(
        "7 of 9 trials fit their training labels (train accuracy of 0.99 or more)"), "\(learning.headline)")
    #expect(
      learning.sentence.hasPrefix(
        "7 of 9 trials fitted their training labels (train accuracy of 0.99 or more); 2 partial, which tell more of "
          + "their training rows wrong, are left out of claims on collapse."), "\(learning.sentence)")
    #expect(learning.sentence.contains("at weight decay 1e-3 (1 of 3)"))
    #expect(!learning.sentence.contains("targets"))
    let collapse = try #require(finding(.classCollapse, Self.mixed))
    #expect(
      collapse.headline.hasPrefix("nc1 of the last layer is below 0.1 in all 7 trials"),
      "\(collapse.headline)")
    #expect(collapse.trials.count == 7 && collapse.sentence.contains("train accuracy is 0.990 to 1"))
    let dimension = try #require(finding(.classDimension, Self.mixed))
    #expect(dimension.sentence.contains("it is K - 1 in all 7 trials"), "\(dimension.sentence)")
    let threshold = try #require(finding(.threshold, Self.mixed))
    #expect(threshold.trials.count == 7, "\(threshold.sentence)")
  }

  @Test func `a trial that is left out says so in its own row`() {
    #expect(
      Self.mixed.trials.map(\.note).filter { !$0.isEmpty } == [
        "partial: train accuracy 0.250, below 0.99", "partial: train accuracy 0.990, below 0.99",
      ])
  }

  @Test func `what changes collapse is asked of nets that fit their labels`() throws {
    // At 1e-4 nets are at chance in one seed more; nc1 is of the others.
    let found = try #require(finding(.effect(of: "weight_decay"), Self.mixed))
    #expect(found.numbers.rows.contains { $0.first == .text("fit labels") })
    #expect(!found.sentence.contains("directions of their targets"))
  }

  @Test func `where accuracy was not measured every net that counts does, as in results of before`() throws {
    let lab = Self.lab { _, _ in nil }
    #expect(finding(.learning, lab) == nil)
    let collapse = try #require(finding(.classCollapse, lab))
    #expect(collapse.trials.count == 9)
    let notes = lab.trials.map(\.note)
    #expect(notes == Array(repeating: "", count: 9))
  }

  @Test func `an accuracy that is no number fits nothing`() throws {
    let lab = Self.lab { decay, seed in decay == 1e-3 && seed == 0 ? .nan : 1 }
    let learning = try #require(finding(.learning, lab))
    #expect(learning.headline.hasPrefix("8 of 9 trials fit"), "\(learning.headline)")
  }
}
