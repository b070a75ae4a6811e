package import Expressions
package import Refinement
package import SweepModel

/// What is asked of every trial of a sweep that looks for boundaries: a condition over its parameters and metrics.
///
/// A metric of layers is that of the last layer; with `_inner` behind its name it is the mean over the layers between the first and
/// the last, which inputs and targets do not bound.
package struct BoundaryQuestion: Hashable, Sendable {
  /// With one space between words, however the file has it.
  package let text: String
  private let expression: Expression
  private let isAboutTriviality: Bool

  private static let inner = "_inner"

  /// - Parameters:
  ///   - parameters: those that the question may name.
  ///   - admitsAnyName: whether other names are what a program reports.
  package init(
    _ text: String, parameters: ExpressionNames, admitsAnyName: Bool
  ) throws(ExpressionFault) {
    let layers = Metric.ofLayers.flatMap { [$0.name, $0.name + Self.inner] }
    let metrics = (Metric.ofTrials.map(\.name) + layers).map { ($0, ExpressionNames.Kind.number) }
    let names = parameters.kinds.merging(metrics) { own, _ in own }
    expression = try Expression(
      text,
      names: ExpressionNames(
        names, noun: "metric or parameter", home: "The metrics are listed in docs/metrics.md.", isTable: true,
        admitsAnyName: admitsAnyName))
    self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    isAboutTriviality = expression.names.contains(Metric.trivial.name)
  }

  package var names: [String] { expression.names }

  /// The metrics that it names, each once.
  package var metrics: [Metric] {
    names.compactMap(Self.metric).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func metric(_ name: String) -> Metric? {
    if let metric = Metric.named(name) { return metric }
    return name.hasSuffix(inner) ? Metric.named(String(name.dropLast(inner.count))) : nil
  }

  /// `nil` while the trial has not ended.
  package func answer(_ trial: MeasuredTrial) -> BoundaryAnswer? {
    switch trial.row.state {
    case .waiting, .running: nil
    case .failed: .failed
    case .diverged: .notLearnt
    case .finished:
      if !isAboutTriviality, (trial.row.metrics[.trivial] ?? 0) > 0.5 {
        .notLearnt
      } else if expression.holds(missing: .staysOpen, { value($0, of: trial) }) {
        .yes
      } else {
        Expression.not(expression).holds(missing: .staysOpen) { value($0, of: trial) } ? .no : .failed
      }
    }
  }

  private func value(_ name: String, of trial: MeasuredTrial) -> ParameterValue? {
    let spec = trial.row.spec
    if let parameter = spec.declaration(named: name), let value = spec.value(of: parameter) { return value }
    if let told = trial.told[name] { return .real(told) }
    guard let metric = Self.metric(name) else { return nil }
    let number: Double? =
      if metric.scope == .trial {
        trial.row.metrics[metric]
      } else if name == metric.name {
        trial.layers.last?.metrics[metric]
      } else {
        Self.innerMean(metric, trial.layers)
      }
    return number.map { .real($0) }
  }

  private static func innerMean(_ metric: Metric, _ layers: [LayerMeasure]) -> Double? {
    let inner = layers.count > 2 ? layers.dropFirst().dropLast() : layers[...]
    let values = inner.compactMap { $0.metrics[metric] }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
