internal import Findings
package import SweepModel

/// The columns that a sweep of programs has in place of the declared parameters', and what its programs report.
package struct OwnColumns: Sendable {
  package static let none = OwnColumns(trials: [], reported: [:])

  /// In order of their names.
  let parameters: [Declaration]
  private let types: [Export.ColumnType]
  /// Of whole trials, under the names that programs gave them, in order.
  let metrics: [String]
  private let values: [TrialID: [String: Double]]
  let isOfPrograms: Bool

  /// - Parameter reported: the values of each trial that no column of ours has, the last one of each name.
  package init(trials: [TrialRow], reported: [TrialID: [String: Double]]) {
    isOfPrograms = trials.contains { $0.spec.kind.takesArguments }
    let names = Set(trials.flatMap { $0.spec.ownParameters.map(\.name) })
    parameters = Set(trials.flatMap(\.spec.ownParameters)).sorted { $0.name < $1.name }
      .filter { names.contains($0.name) }
    types = parameters.map { parameter in Self.type(of: trials.map { $0.spec.value(of: parameter) }) }
    metrics = Set(reported.values.flatMap(\.keys)).sorted()
    values = reported
  }

  /// Numbers and flags where all values are such, as far as there are any.
  private static func type(of values: [ParameterValue?]) -> Export.ColumnType {
    var found: Set<Export.ColumnType> = []
    for value in values {
      switch value {
      case nil, .null: continue
      case .integer: found.insert(.integer)
      case .real: found.insert(.number)
      case .flag: found.insert(.flag)
      default: return .text
      }
    }
    if found == [.integer, .number] { return .number }
    return found.count == 1 ? found.first ?? .text : .text
  }

  /// - Parameter taken: names of other columns; one of ours that has such a name is told apart by a prefix.
  func parameterColumns(besides taken: Set<String>) -> [ExportColumn] {
    zip(parameters, types).map { parameter, type in
      ExportColumn(Self.name(parameter.name, "parameter_", taken), type) { $0.trial.spec.reported(parameter) }
    }
  }

  func metricColumns(besides taken: Set<String>) -> [ExportColumn] {
    metrics.map { name in
      ExportColumn(Self.name(name, "metric_", taken), .number) { [values] in
        FieldValue(values[$0.trial.id]?[name])
      }
    }
  }

  private static func name(_ name: String, _ prefix: String, _ taken: Set<String>) -> String {
    taken.contains(name) ? prefix + name : name
  }
}
