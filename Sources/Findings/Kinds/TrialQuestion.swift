package import Expressions
package import SweepModel

/// A yes-or-no question that a counted trial answers by its own row.
package struct TrialQuestion: Sendable {
  /// As it was asked, or in its place a name.
  package let text: String
  /// `nil` where the row has nothing to answer with.
  let answer: @Sendable (FinishedTrial) -> Bool?
  /// What is compared with a level, where that is what is asked: yes is at most the level.
  var curve: (reading: TrialReading, level: Double)?
  /// Whether the level follows the setting and its range, so that settings cannot be compared.
  var isRelative = false

  init(_ text: String, answer: @escaping @Sendable (FinishedTrial) -> Bool?) {
    (self.text, self.answer) = (text, answer)
  }

  /// Whether a reading is at most `level`.
  init(_ text: String, _ reading: TrialReading, atMost level: Double) {
    self.init(text) { trial in reading.value(trial).map { $0 <= level } }
    curve = (reading, level)
  }

  /// - Parameter text: a condition such as `pca99 <= target_rank + 1`, over parameters, metrics of trials and those of the
  ///   last layer.
  /// - Throws: for a condition that cannot be read.
  package init(_ text: String) throws(FindingsError) {
    let condition: Expression
    do throws(ExpressionFault) { condition = try Expression(text, names: Self.names) } catch {
      throw FindingsError(
        "'--question' is '\(text)'; at character \(error.position) \(error.sentence)")
    }
    let opposite = Expression.not(condition)
    self.init(text) { trial in
      func holds(_ condition: Expression) -> Bool {
        condition.holds(missing: .staysOpen) { Self.value($0, of: trial) }
      }
      return holds(condition) ? true : holds(opposite) ? false : nil
    }
  }

  /// Readings that are neither a parameter nor a metric.
  private static let readings = Dictionary(
    uniqueKeysWithValues: [TrialReading.weightStableRank, .collapsedLayers].map { ($0.key, $0) })

  private static func value(_ name: String, of trial: FinishedTrial) -> ParameterValue? {
    if let reading = readings[name] { return reading.value(trial).map { .real($0) } }
    if name == "r" { return trial.rank.map { .integer($0) } }
    if name == "K" { return trial.spec[.classes].map { .integer($0) } }
    if let metric = metrics[name] {
      return (metric.scope == .trial ? trial.metrics[metric] : trial.lastLayer(metric)).map {
        .real($0)
      }
    }
    return parameter(name, of: trial.spec).value
  }

  private static let metrics = Dictionary(
    uniqueKeysWithValues: Metric.allCases.map { ($0.name, $0) })

  private static let names = ExpressionNames(
    Dictionary(Declaration.reported.map { ($0.name, ExpressionNames.Kind($0.domain)) }) { $1 }
      .merging((Metric.allCases.map(\.name) + readings.keys + ["r", "K"]).map { ($0, .number) }) { $1 },
    noun: "parameter or metric",
    home: "Metrics are listed in docs/metrics.md; those of layers are the last layer's.",
    isTable: true)
}

extension TrialQuestion {
  /// Whether the last layer's features have no more directions than the rank of the targets explains, as `rank_layer` has it.
  /// A trial that learnt only some of them does not answer.
  static let dimension = TrialQuestion("pca99 at most r + 1") { trial in
    guard !trial.isPartial, let rank = trial.rank, let dimension = trial.lastLayer(.pca99) else {
      return nil
    }
    return dimension <= Double((trial.spec.model.isOfImages ? 2 : 1) * rank + 1)
  }

  /// Whether the last layer's features have no more directions than classes. A trial that did not fit its labels does not answer.
  static let classDimension = TrialQuestion("pca99 at most K") { trial in
    guard !trial.isPartial, let classes = trial.spec[.classes], let dimension = trial.lastLayer(.pca99) else {
      return nil
    }
    return dimension <= Double(classes)
  }

  /// The same level in every setting, so that settings can be compared.
  static let lowRank = TrialQuestion("weights' stable rank at most 4", .weightStableRank, atMost: 4)
}
