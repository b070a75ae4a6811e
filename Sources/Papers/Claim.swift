internal import Findings
internal import SweepModel

/// One result of a paper: what it says, which sweep repeats it, and what the sweep's rows must show.
package struct Claim: Sendable {
  package var paper: Paper
  /// Such as `figure 2, Swimmer`.
  package var figure: String
  package var statement: String
  /// The checks in one sentence, stated before anything ran.
  package var criterion: String
  /// Names of files in `sweeps/papers`, without their ending.
  package var sweep: String
  /// The paper's own size, where it takes hours.
  package var fullSweep: String?
  package var checks: [Check]
  var series: [Series] = []
  /// Why a check fails here, by the check's name; written after a failure was looked into.
  package var differences: [String: String] = [:]

  package func sweep(full: Bool) -> String { full ? fullSweep ?? sweep : sweep }
}

/// One number that must lie within a limit.
package struct Check: Sendable {
  package var name: String
  package var limit: Limit
  /// What the same reduction gives on the paper's own figure.
  package var paper: Double?
  /// False for a size that depends on data which are not the paper's: whether it holds is shown and decides nothing.
  package var isJudged = true
  /// One value a seed.
  var measure: @Sendable (Evidence) -> Estimate?
}

/// Metrics of each layer, shown beside the paper's.
struct Series: Sendable {
  var title: String
  var metric: Metric
  /// From layer 1 on.
  var paper: [Double]?
  var selects: Selection = { _ in true }
}

/// Where a measured number must lie. All but `never` look at the mean over seeds.
package enum Limit: Hashable, Sendable {
  case atMost(Double)
  case below(Double)
  case atLeast(Double)
  case above(Double)
  case between(Double, Double)
  /// No seed may be above.
  case never(above: Double)
  /// Shown beside the paper's, and not judged.
  case none

  package func holds(mean: Double, worst: Double) -> Bool {
    switch self {
    case .atMost(let limit): mean <= limit
    case .below(let limit): mean < limit
    case .atLeast(let limit): mean >= limit
    case .above(let limit): mean > limit
    case .between(let low, let high): mean >= low && mean <= high
    case .never(let limit): worst <= limit
    case .none: true
    }
  }

  var text: String {
    switch self {
    case .atMost(let limit): "≤ \(Numeral.parameter(limit))"
    case .below(let limit): "< \(Numeral.parameter(limit))"
    case .atLeast(let limit): "≥ \(Numeral.parameter(limit))"
    case .above(let limit): "> \(Numeral.parameter(limit))"
    case .between(let low, let high): "\(Numeral.parameter(low)) to \(Numeral.parameter(high))"
    case .never(let limit): "never > \(Numeral.parameter(limit))"
    case .none: "–"
    }
  }
}
