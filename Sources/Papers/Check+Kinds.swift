internal import Findings
internal import Statistics
internal import SweepModel

/// Which trials a check or a series is about.
typealias Selection = @Sendable (Specification) -> Bool
/// What a check reads off one network's curves.
typealias Reduction = @Sendable (LayerCurves) -> Double?

/// The trials at one weight decay.
func atDecay(_ value: Double) -> Selection { { $0[.weightDecay] == value } }

extension Check {
  /// A reduction of one network's curves over its layers; the same reduction of the paper's curves stands beside it.
  ///
  /// A seed with several selected trials gives the mean of their values.
  static func curve(
    _ name: String, _ limit: Limit, paper: LayerCurves? = nil,
    where selects: @escaping Selection = { _ in true }, _ reduce: @escaping Reduction
  ) -> Check {
    Check(name: name, limit: limit, paper: paper.flatMap(reduce)) { evidence in
      evidence.overSeeds(evidence.counted(where: selects)) { trials in
        let values = trials.compactMap { reduce($0.curves) }
        return values.count == trials.count ? Findings.mean(values) : nil
      }
    }
  }

  /// The same check, shown with its limit and not judged.
  var shown: Check {
    var check = self
    check.isJudged = false
    return check
  }

  /// A reduction of all of a seed's trials that learnt something.
  static func seed(
    _ name: String, _ limit: Limit, paper: Double? = nil,
    where selects: @escaping Selection = { _ in true },
    _ reduce: @escaping @Sendable ([FinishedTrial]) -> Double?
  ) -> Check {
    Check(name: name, limit: limit, paper: paper) { evidence in
      evidence.overSeeds(evidence.counted(where: selects), reduce)
    }
  }

  /// The mean of a metric of whole trials, which is shown and not judged.
  static func mean(
    _ name: String, _ metric: Metric, paper: Double? = nil, where selects: @escaping Selection
  ) -> Check {
    .seed(name, .none, paper: paper, where: selects) { Findings.mean($0.compactMap { $0.metrics[metric] }) }
  }

  /// As `seed`, of every finished trial, trivial ones included.
  static func everyTrial(
    _ name: String, _ limit: Limit, _ reduce: @escaping @Sendable ([FinishedTrial]) -> Double?
  ) -> Check {
    Check(name: name, limit: limit) { evidence in
      evidence.overSeeds(inOrder(evidence.finished) { $0.spec.seed }.map(\.1), reduce)
    }
  }

  static let everyTrialEnds = Check(name: "trials that diverged or failed", limit: .never(above: 0)) {
    $0.lost
  }
}

extension [Check] {
  struct Row {
    let name: String
    let limit: Limit
    let reduce: Reduction

    init(_ name: String, _ limit: Limit, _ reduce: @escaping Reduction) {
      (self.name, self.limit, self.reduce) = (name, limit, reduce)
    }
  }

  /// Reductions of the same networks' curves, a row each.
  static func curves(
    paper: LayerCurves? = nil, where selects: @escaping Selection = { _ in true },
    _ rows: [Row]
  ) -> [Check] {
    rows.map { .curve($0.name, $0.limit, paper: paper, where: selects, $0.reduce) }
  }
}

extension [Series] {
  /// A row for each title, beside it the paper's curve of the same metric where there is one.
  static func of(
    _ rows: KeyValuePairs<String, Metric>, paper: LayerCurves? = nil,
    where selects: @escaping Selection = { _ in true }
  ) -> [Series] {
    rows.map { Series(title: $0.key, metric: $0.value, paper: paper?.from(1, $0.value), selects: selects) }
  }
}

/// Reads one metric of the last layer.
func last(_ metric: Metric) -> Reduction { { $0.at($0.depth, metric) } }

/// The largest quotient of neighbours, b / a; below 1 where the values fall at every step. `nil` for fewer than two.
func largestStep(_ values: [Double]) -> Double? {
  zip(values, values.dropFirst()).map { $1 / $0 }.max()
}

/// The smallest difference of neighbours; not negative where the values never fall.
func smallestRise(_ values: [Double]) -> Double? {
  zip(values, values.dropFirst()).map { $1 - $0 }.min()
}

/// Spearman's rank correlation, ties at their mean rank.
func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double? { RankCorrelation(a, b)?.rho }
