internal import Synchronization

/// What is known of one parameter, whatever type its values have: the one place that knows it.
///
/// Checks, defaults, canonical text, suggestions, export columns and the table in `docs/sweep-file.md` are read from
/// here. A declaration names no experiment: each `ExperimentKind` says which parameters it has.
///
/// - Sendable: every property is a constant.
package class Declaration: @unchecked Sendable {
  /// Parameters that an experiment has together.
  package enum Family: Hashable, Sendable {
    /// What every specification has and no sweep file counts among its `parameters`.
    case identity
    /// Rows and columns.
    case data
    /// Targets that are numbers, and targets that are classes.
    case numbers, classes
    case features, layers
    /// A network's layers, and how they are trained step by step.
    case network
    /// Lowering a loss, with or without a network.
    case descent
    case coding, kernels
    /// Running a program of one's own, and what such a program is given.
    case command, argument
  }

  package let name: String
  package let domain: ParameterDomain
  package let standard: Standard<ParameterValue>
  package let family: Family
  /// The data on which it means anything.
  package let sources: Set<DataSource>
  /// The shapes of network to which it means anything.
  package let models: Set<NetworkModel>
  /// Whether two trials that differ in it alone may have different data.
  package let decidesData: Bool
  /// One line, with the unit.
  package let meaning: String

  /// Its number among all declarations of the process: what look-ups go by.
  let ordinal: Int
  /// `"name":`, as it stands in a specification's text.
  let key: [UInt8]
  /// A program's own name for it, and the names that it lies under; empty for what a table declares.
  package let path: [String]

  private static let declared = Atomic(0)

  init(
    _ name: String, _ domain: ParameterDomain, _ standard: Standard<ParameterValue>, _ family: Family,
    _ sources: Set<DataSource>, _ models: Set<NetworkModel>, decidesData: Bool, path: [String] = [],
    _ meaning: String
  ) {
    (self.name, self.domain, self.standard, self.family) = (name, domain, standard, family)
    (self.sources, self.models, self.decidesData, self.meaning) = (sources, models, decidesData, meaning)
    self.path = path
    key = Array("\"\(path.isEmpty ? name : "--" + path.joined(separator: "/"))\":".utf8)
    ordinal = Self.declared.add(1, ordering: .relaxed).oldValue
  }

  /// Every parameter of a sweep file, in the order in which reports and docs list them. A derived default may look at
  /// those above it.
  package static let table = data + images + network + heads + training + kernels
  /// The same, by name.
  package static let named = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })
}

/// The default of a parameter.
package enum Standard<Field: Sendable>: Sendable {
  case required
  case value(Field)
  /// The same, for parameters that came after the first trials: at this value they are not in a specification's
  /// text, so that older trials keep their ids.
  case unwritten(Field)
  /// Follows from the other parameters and the data; the text says how. `nil` leaves the parameter unset.
  case derived(String, @Sendable (Specification, DataFacts?) -> Field?)

  /// The default that follows from nothing.
  package var fixed: Field? {
    switch self {
    case .value(let value), .unwritten(let value): value
    case .required, .derived: nil
    }
  }
}

extension Standard where Field: ParameterField {
  fileprivate var erased: Standard<ParameterValue> {
    switch self {
    case .required: .required
    case .value(let value): .value(value.parameterValue)
    case .unwritten(let value): .unwritten(value.parameterValue)
    case .derived(let text, let rule): .derived(text) { rule($0, $1)?.parameterValue }
    }
  }
}

extension Declaration: Hashable {
  package static func == (left: Declaration, right: Declaration) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ordinal) }
}

/// A declaration with the type of its values, which is the key that reads them: `spec[.weightDecay]`.
package final class Parameter<Field: ParameterField>: Declaration, @unchecked Sendable {
  package init(
    _ name: String, _ domain: ParameterDomain, _ standard: Standard<Field>, _ family: Family,
    on sources: Set<DataSource> = Set(DataSource.allCases),
    models: Set<NetworkModel> = Set(NetworkModel.allCases), decidesData: Bool = false, path: [String] = [],
    _ meaning: String
  ) {
    super.init(
      name, domain, standard.erased, family, sources, models, decidesData: decidesData, path: path, meaning)
  }
}
