package import Expressions
package import Findings
package import SweepModel

/// Which of a sweep's trials to list, and in which order: conditions and orders over the columns of the `trials` table.
package struct TrialQuery: Sendable {
  private let state: TrialState?
  private let condition: Expression?
  private let orders: [(column: ExportColumn, isDescending: Bool)]
  private let limit: Int?
  private let columns: [String: ExportColumn]

  /// - Parameters:
  ///   - condition: such as `weight_decay>1e-4 and state=failed`; empty for every trial.
  ///   - order: columns with commas between them, `-` before one that descends; empty for the sweep's own order.
  /// - Throws: for a condition that cannot be read and for a column that there is not.
  package init(
    state: TrialState? = nil, condition: String = "", order: String = "", limit: Int? = nil,
    own: OwnColumns = .none
  ) throws(FindingsError) {
    (self.state, self.limit) = (state, limit)
    let described = ExportColumn.of(.trials, own)
    let columns = Dictionary(described.map { ($0.name, $0) }) { first, _ in first }
    self.columns = columns
    do throws(ExpressionFault) {
      let names = Self.names(described, isOfPrograms: own.isOfPrograms)
      self.condition = condition.isEmpty ? nil : try Expression(condition, names: names)
    } catch {
      throw FindingsError(
        "'--where' is '\(condition)'; at character \(error.position) \(error.sentence)")
    }
    var orders: [(column: ExportColumn, isDescending: Bool)] = []
    let parts = order.isEmpty ? [] : order.split(separator: ",", omittingEmptySubsequences: false)
    for part in parts {
      let name = part.drop { $0 == " " || $0 == "-" }
      guard let column = columns[String(name)] else {
        let near = nearestName(to: String(name), among: described.map(\.name))
        let hint = near.map { "Did you mean '\($0)'?" } ?? Self.home
        throw FindingsError("'--sort' names '\(name)', which is no column. \(hint)")
      }
      orders.append((column, part.contains { $0 == "-" }))
    }
    self.orders = orders
  }

  /// The columns that it speaks of, each once.
  package var mentioned: [String] {
    let named = condition?.names ?? []
    return named + orders.map(\.column.name).filter { !named.contains($0) }
  }

  /// What matches, in order; a missing value matches nothing but `is missing`, under `not` either, and comes last both ways.
  package func chosen(_ trials: [TrialRow], dataNames: [DataID: String] = [:]) -> [TrialRow] {
    let matching = trials.filter { row in
      guard state == nil || row.state == state else { return false }
      guard let condition else { return true }
      let row = ExportedRow(row, dataNames)
      return condition.holds(missing: .staysOpen) { columns[$0]?.value(row).value }
    }
    let sorted = orders.reversed().reduce(matching) { rows, order in
      let keyed = rows.map { ($0, order.column.value(ExportedRow($0, dataNames))) }
      // Swift's sort keeps the order of equal rows.
      return keyed.sorted { left, right in
        if left.1 == .missing || right.1 == .missing { return left.1 != .missing && right.1 == .missing }
        return order.isDescending ? right.1 < left.1 : left.1 < right.1
      }.map(\.0)
    }
    return limit.map { Array(sorted.prefix($0)) } ?? sorted
  }

  private static let home = "The columns are those of 'fathom export --table trials'."

  /// The columns of `trials`, as a condition reads them.
  private static func names(_ columns: [ExportColumn], isOfPrograms: Bool) -> ExpressionNames {
    let kinds = columns.map { ($0.name, isOfPrograms ? kind($0) : kind($0.name)) }
    return ExpressionNames(
      Dictionary(kinds) { first, _ in first }, noun: "column", home: home, isTable: true)
  }

  /// Of a column whose name says nothing, by its type.
  private static func kind(_ column: ExportColumn) -> ExpressionNames.Kind {
    switch column.type {
    case .integer, .number: .number
    case .flag: .truth
    case .text: column.name == "state" ? kind(column.name) : .word(known: nil, hasNumbers: true)
    }
  }

  private static func kind(_ column: String) -> ExpressionNames.Kind {
    if let declaration = Declaration.named[column] { return .init(declaration.domain) }
    func words(_ known: [String]?) -> ExpressionNames.Kind { .word(known: known, hasNumbers: false) }
    switch column {
    case "state": return words(TrialState.allCases.map(\.rawValue))
    case Parameter.experiment.name: return words(ExperimentKind.all.map(\.name))
    case "attempt_failure": return words(FailureClass.allCases.map(\.rawValue))
    case "trial", "dataset_name", "attempt_failure_text", "host": return words(nil)
    case Parameter.metrics.name: return .list
    default: return column.hasPrefix("worker") ? words(nil) : .number
    }
  }
}
