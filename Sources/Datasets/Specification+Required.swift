package import SweepModel

extension Specification {
  /// The parameter's value.
  ///
  /// - Throws: `.missing` where it means nothing to this trial or is not set.
  package func required<Field>(_ parameter: Parameter<Field>) throws(TrainingError) -> Field {
    guard let value = self[parameter] else { throw .missing(parameter: parameter.name) }
    return value
  }
}
