package import SweepModel

/// What a trial's kind, source of data, network and groups let it have.
package struct Possible: Hashable {
  private let kind: ExperimentKind
  private let source: DataSource
  private let model: NetworkModel
  private let groups: Set<MetricGroup>
  private let isPruned: Bool

  package init(_ spec: Specification) {
    (kind, source, model) = (spec.kind, spec.source, spec.model)
    groups = Set(spec[.metrics] ?? [])
    isPruned = spec[.keepRank] != nil
  }

  package func has(_ parameter: Declaration) -> Bool {
    if Declaration.identity.contains(parameter) || parameter == Parameter.dataset { return true }
    return kind.has(parameter, on: source) && parameter.models.contains(model)
  }

  package func has(_ metric: Metric) -> Bool {
    // A program reports what it likes.
    if kind.takesArguments { return true }
    if let group = metric.definition.group { return groups.contains(group) }
    let isOfClasses = kind.targets == .classes
    switch metric {
    case .prunedTrainAccuracy, .prunedTestAccuracy: return isPruned && isOfClasses
    case .prunedTrainLoss, .prunedTestLoss: return isPruned
    case .trainAccuracy, .testAccuracy: return isOfClasses
    case .ufmRank, .ufmLossError, .ufmGramError, .ufmResidualError, .ufmBalanceError:
      // Free features have no layers.
      return !isOfClasses && kind.has(Parameter.featureDecay) && !kind.has(Parameter.depth)
    case .fittedRank: return !isOfClasses
    case .targetTwonn, .targetMle, .predictionTwonn, .predictionMle:
      return !isOfClasses && groups.contains(.intrinsicDimension)
    default: return true
    }
  }
}
