package import Boundaries
package import Findings
internal import Foundation
package import Refinement
internal import Statistics
package import SweepModel

/// What a sweep that refines has found: a threshold for each setting.
package struct BoundaryReport: Sendable {
  package struct Row: Sendable {
    /// Of the parameters that tell settings apart.
    package let values: [(name: String, value: FieldValue, text: String)]
    package let boundary: Boundary
    /// How many answers are those of nets that learnt fewer directions of their targets than these have, where that was measured.
    package let partial: Int
  }

  package let name: String
  package let request: BoundaryRequest
  /// In the order in which settings were first asked about.
  package let rows: [Row]

  /// - Parameter trials: the sweep's, by position.
  package init(
    _ request: BoundaryRequest, of name: String, _ trials: [MeasuredTrial], dataNames: [DataID: String] = [:]
  ) {
    var specs: [(setting: [ParameterValue?], spec: Specification)] = []
    var seen: Set<[ParameterValue?]> = []
    for spec in trials.map(\.row.spec) {
      let setting = request.setting(of: spec)
      if seen.insert(setting).inserted { specs.append((setting, spec)) }
    }
    let boundaries = request.boundaries(specs.map(\.setting), trials)
    let partial = trials.filter { trial in
      let answer = request.question.answer(trial)
      return (answer == .yes || answer == .no) && trial.row.note.hasPrefix("partial")
    }
    let counts = Dictionary(partial.map { (request.setting(of: $0.row.spec), 1) }, uniquingKeysWith: +)
    (self.name, self.request) = (name, request)
    rows = zip(specs, boundaries).map { setting, boundary in
      let values = request.others.map { other in
        (
          other.name, parameter(other.name, of: setting.spec),
          shownParameter(other.name, of: setting.spec, dataNames)
        )
      }
      return Row(
        values: values, boundary: boundary, partial: min(counts[setting.setting] ?? 0, boundary.answers))
    }
  }

  package var isOver: Bool { rows.allSatisfy { $0.boundary.outcome != nil } }
  package var range: ClosedRange<Double> {
    (request.values.first?.number ?? 0)...(request.values.last?.number ?? 0)
  }

  /// `refine` of findings.json: a row a setting, all keys always there.
  package var json: JSONValue {
    .array(
      rows.map { row in
        let estimate = row.estimate(within: range)
        let learns = row.learns(within: range)
        return [
          "setting": .object(Dictionary(row.values.map { ($0.name, $0.value.json) }) { first, _ in first }),
          "outcome": row.boundary.outcome.map { .text($0.rawValue) } ?? .null,
          "trials": .integer(row.boundary.trials),
          "threshold": JSONValue(estimate?.median), "low": JSONValue(estimate?.low),
          "high": JSONValue(estimate?.high),
          "transition_width": JSONValue(estimate.map { _ in row.boundary.transitionWidth }),
          "learns": learns.map {
            ["threshold": JSONValue($0.median), "low": JSONValue($0.low), "high": JSONValue($0.high)]
          } ?? .null,
        ]
      })
  }
}

/// A threshold in the parameter's unit; an end that lies beyond the values that can be asked is missing.
package struct ThresholdEstimate: Hashable {
  package let median: Double?
  package let low: Double?
  package let high: Double?

  init(_ median: Double, _ interval: ClosedRange<Double>, within range: ClosedRange<Double>) {
    func value(_ decades: Double) -> Double? {
      let value = pow(10, decades)
      return range.contains(value) ? value : nil
    }
    (self.median, low, high) = (value(median), value(interval.lowerBound), value(interval.upperBound))
  }
}

extension BoundaryReport.Row {
  /// `nil` where there is no threshold among the values, where answers turn more than once, and where nothing has answered.
  package func estimate(within range: ClosedRange<Double>) -> ThresholdEstimate? {
    guard boundary.answers > 0, boundary.outcome != Boundary.Outcome.none, boundary.turns == nil else {
      return nil
    }
    return ThresholdEstimate(boundary.median, boundary.interval, within: range)
  }

  /// Where nets stop to learn, once that is told from chance.
  func learns(within range: ClosedRange<Double>) -> ThresholdEstimate? {
    guard let learns = boundary.learns, learns.isTold else { return nil }
    return ThresholdEstimate(learns.median, learns.interval, within: range)
  }

  var failed: Int { boundary.trials - boundary.answers - boundary.notLearnt.reduce(0, +) }

  /// Answers on the wrong side of the interval.
  func contrary(_ levels: [Double]) -> [(level: Int, count: Int)] {
    levels.indices.compactMap { level in
      let isBelow = levels[level] < boundary.interval.lowerBound
      guard isBelow || levels[level] > boundary.interval.upperBound else { return nil }
      let expectsYes = isBelow != boundary.isRising
      let count = expectsYes ? boundary.no[level] : boundary.yes[level]
      return count > 0 ? (level, count) : nil
    }
  }
}
