package import SweepModel

extension Declaration {
  /// What identifies a trial, in the order of export columns: the sweep file's parameters with the identity around them.
  package static let reported: [Declaration] =
    [Parameter.experiment, Parameter.numerics, Parameter.seed] + table
    + [Parameter.measureEvery, Parameter.metrics, Parameter.measureRows, Parameter.neighboursApart]

  fileprivate static let reportedByName = Dictionary(uniqueKeysWithValues: reported.map { ($0.name, $0) })
}

extension Specification {
  /// A parameter's value as reports read it. What measures at the end alone measures every 0 epochs.
  package func reported(_ parameter: Declaration) -> FieldValue {
    FieldValue(value(of: parameter) ?? (parameter == Parameter.measureEvery ? .integer(0) : nil))
  }
}

/// The value of the parameter `name`, or `.missing`.
package func parameter(_ name: String, of spec: Specification) -> FieldValue {
  let own = spec.kind.takesArguments ? spec.declaration(named: name) : nil
  return (own ?? Declaration.reportedByName[name]).map(spec.reported) ?? .missing
}

/// The value as people read it: data by their name.
package func shownParameter(_ name: String, of spec: Specification, _ dataNames: [DataID: String]) -> String {
  name == Parameter.dataset.name && !spec.kind.takesArguments
    ? spec.dataset.title(dataNames) : parameter(name, of: spec).text
}

/// Names of the parameters that take more than one value, in table order.
///
/// `seed` and `dataset` are never among them, nor is one that only follows another by its default.
func variedParameters(_ specs: [Specification]) -> [String] {
  guard let first = specs.first else { return [] }
  let own = Set(specs.flatMap(\.ownParameters)).sorted { $0.name < $1.name }
  let varied = (Declaration.reported + own).filter { one in
    one != Parameter.seed && one != Parameter.dataset
      && specs.contains { $0.reported(one) != first.reported(one) }
  }.map(\.name)
  return varied.filter { name in
    guard let leader = leaders[name], varied.contains(leader) else { return true }
    let groups = Dictionary(grouping: specs) { parameter(leader, of: $0) }
    return groups.values.contains { Set($0.map { parameter(name, of: $0) }).count > 1 }
  }
}

/// As `variedParameters`, for each dataset apart: what differs only because the data do is left out.
package func variedWithinData(_ specs: [Specification]) -> [String] {
  inReportedOrder(inOrder(specs, by: \.dataset).flatMap { variedParameters($0.1) })
}

/// Names of parameters, each once, in table order.
func inReportedOrder(_ names: [String]) -> [String] {
  let declared = Declaration.reported.map(\.name)
  return declared.filter(Set(names).contains) + Set(names).subtracting(declared).sorted()
}

/// Parameters whose default follows from another.
private let leaders = [
  Parameter.teacherWidth.name: Parameter.targetRank.name, Parameter.milestones.name: Parameter.epochs.name,
  Parameter.headGain.name: Parameter.initGain.name, Parameter.headFirstGain.name: Parameter.initGain.name,
  Parameter.imageShape.name: Parameter.imageSize.name,
  Parameter.frequencyScale.name: Parameter.featureMap.name,
]

extension Specification {
  /// What identifies a trial, in the order of export columns.
  package var reportedParameters: [Declaration] {
    guard kind.takesArguments else { return Declaration.reported }
    return [Parameter.experiment, Parameter.interface, Parameter.seed] + ownParameters + [Parameter.metrics]
  }
}
