package import SweepModel

/// A parameter as reports read it: the sweep file's name and the value in a trial.
package struct ReportedParameter: Sendable {
  package var name: String
  var type: Export.ColumnType
  package var value: @Sendable (Specification) -> FieldValue

  init(
    _ name: String, _ type: Export.ColumnType, _ value: @escaping @Sendable (Specification) -> FieldValue
  ) {
    (self.name, self.type, self.value) = (name, type, value)
  }

  private init(_ declaration: Declaration) {
    self.init(declaration.name, declaration.domain.columnType) {
      $0.value(of: declaration).map(FieldValue.init) ?? .missing
    }
  }

  /// What identifies a trial, in the order of export columns: `Declaration.table` with the identity around it.
  package static let table =
    ([Parameter.experiment, Parameter.numerics, Parameter.seed] + Declaration.table).map {
      ReportedParameter($0)
    }
    + [
      // What measures at the end alone measures every 0 epochs.
      ReportedParameter(Parameter.measureEvery.name, .integer) { .integer($0[.measureEvery] ?? 0) },
      ReportedParameter(Parameter.metrics),
    ]

  static let named = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })
}

extension ParameterDomain {
  /// A batch size is a number or `full`.
  fileprivate var columnType: Export.ColumnType {
    switch self {
    case .integer: .integer
    case .real: .number
    case .flag: .flag
    case .choice, .experiment, .dataset, .batchSize, .integers, .choices: .text
    }
  }
}

extension FieldValue {
  fileprivate init(_ value: ParameterValue) {
    self =
      switch value {
      case .integer(let integer): .integer(integer)
      case .real(let number): .number(number)
      case .flag(let flag): .flag(flag)
      case .word(let word): .text(word)
      case .integers(let integers): .list(integers.map { .integer($0) })
      case .words(let words): .list(words.map { .text($0) })
      }
  }
}

/// The value of the parameter `name`, or `.missing`.
package func parameter(_ name: String, of spec: Specification) -> FieldValue {
  ReportedParameter.named[name]?.value(spec) ?? .missing
}

/// The value as people read it: data by their name.
package func shownParameter(_ name: String, of spec: Specification, _ dataNames: [DataID: String]) -> String {
  name == Parameter.dataset.name ? spec.dataset.title(dataNames) : parameter(name, of: spec).text
}

/// Names of the parameters that take more than one value, in table order.
///
/// `seed` and `dataset` are never among them, nor is one that only follows another by its default.
func variedParameters(_ specs: [Specification]) -> [String] {
  let varied = ReportedParameter.table.filter { one in
    guard let first = specs.first.map(one.value),
      ![Parameter.seed.name, Parameter.dataset.name].contains(one.name)
    else {
      return false
    }
    return specs.contains { one.value($0) != first }
  }.map(\.name)
  return varied.filter { name in
    guard let leader = leaders[name], varied.contains(leader) else { return true }
    let groups = Dictionary(grouping: specs) { parameter(leader, of: $0) }
    return groups.values.contains { Set($0.map { parameter(name, of: $0) }).count > 1 }
  }
}

/// As `variedParameters`, for each dataset apart: what differs only because the data do is left out.
func variedWithinData(_ specs: [Specification]) -> [String] {
  let varied = Set(inOrder(specs, by: \.dataset).flatMap { variedParameters($0.1) })
  return ReportedParameter.table.map(\.name).filter(varied.contains)
}

/// Parameters whose default follows from another.
private let leaders = [
  Parameter.teacherWidth.name: Parameter.targetRank.name, Parameter.milestones.name: Parameter.epochs.name,
]
