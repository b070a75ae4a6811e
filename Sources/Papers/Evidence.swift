package import Findings
package import SweepModel

/// What claims are judged on: the results of one sweep.
package struct Evidence: Sendable {
  package let aggregate: Aggregate
  /// Trials with a result, trivial ones included, in sweep order.
  let finished: [FinishedTrial]

  package init(_ rows: SweepRows) {
    aggregate = Aggregate(rows)
    finished = rows.trials.filter { $0.state == .finished }.sorted { $0.position < $1.position }
      .map { FinishedTrial($0, of: rows) }
  }

  /// Trials without a net, as training diverged or failed, for each seed that has finished ones.
  var lost: Estimate? {
    overSeeds(inOrder(finished) { $0.spec.seed }.map(\.1)) { trials in
      Double(aggregate.failures.count { $0.spec.seed == trials[0].spec.seed })
    }
  }

  /// Trials that learnt something, by seed, in the order of first appearance.
  func counted(where selects: Selection) -> [[FinishedTrial]] {
    inOrder(finished.filter { !$0.isTrivial && selects($0.spec) }) { $0.spec.seed }.map(\.1)
  }

  /// One value a seed; seeds for which there is none are left out.
  func overSeeds(_ seeds: [[FinishedTrial]], _ reduce: ([FinishedTrial]) -> Double?) -> Estimate? {
    Estimate(seeds.compactMap { trials in reduce(trials).map { (trials[0].id, $0) } })
  }
}

extension FinishedTrial {
  var isTrivial: Bool { (metrics[.trivial] ?? 0) > 0.5 }

  /// The last epoch as curves over the layers.
  var curves: LayerCurves {
    var curves = LayerCurves(
      depth: layers.last?.layer ?? 0, trainLoss: metrics[.trainLoss],
      targetRank: metrics[.targetCovarianceStableRank])
    for layer in layers {
      for (metric, value) in layer.metrics { curves.values[metric, default: [:]][layer.layer] = value }
    }
    return curves
  }
}

/// Metrics over the layers of one network: measured ones, or those that a paper plots.
struct LayerCurves: Sendable {
  var depth: Int
  var trainLoss: Double?
  /// Stable rank of the targets' covariance.
  var targetRank: Double?
  /// By metric, then by layer from 1 on.
  var values: [Metric: [Int: Double]] = [:]

  init(depth: Int, trainLoss: Double? = nil, targetRank: Double? = nil) {
    (self.depth, self.trainLoss, self.targetRank) = (depth, trainLoss, targetRank)
  }

  /// A paper's curves, from layer 1 on.
  init(_ curves: [Metric: [Double]], trainLoss: Double? = nil, targetRank: Double? = nil) {
    self.init(depth: curves.values.map(\.count).max() ?? 0, trainLoss: trainLoss, targetRank: targetRank)
    for (metric, curve) in curves {
      for (index, value) in curve.enumerated() { values[metric, default: [:]][index + 1] = value }
    }
  }

  func at(_ layer: Int, _ metric: Metric) -> Double? { values[metric]?[layer] }

  /// All values of the layers; `nil` when one of them is missing or there is no such layer.
  func values(_ metric: Metric, _ layers: ClosedRange<Int>) -> [Double]? {
    let found = layers.compactMap { at($0, metric) }
    return found.count == layers.count ? found : nil
  }

  func from(_ layer: Int, _ metric: Metric) -> [Double]? {
    depth < layer ? nil : values(metric, layer...depth)
  }

  func mean(_ metric: Metric, from layer: Int) -> Double? { from(layer, metric).flatMap(Findings.mean) }
}

extension [FinishedTrial] {
  func first(atDecay decay: Double) -> FinishedTrial? { first { $0.spec[.weightDecay] == decay } }
}
