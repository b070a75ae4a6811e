package import SweepModel

/// The names that a condition may use, and what each stands for.
package struct ExpressionNames: Sendable {
  package enum Kind: Hashable, Sendable {
    case number
    case truth
    /// One of the words that are known, or any; `hasNumbers` where it may hold a number instead.
    case word(known: [String]?, hasNumbers: Bool)
    /// Nothing that a condition can use.
    case list
  }

  package let kinds: [String: Kind]
  /// What such a name is called.
  let noun: String
  /// Where all of them are told.
  let home: String
  /// Whether they are a table's columns: `=` means `==`, and `is missing` may be asked of each.
  let isTable: Bool
  /// Whether a name that is none of these is a number all the same, which may be missing.
  let admitsAnyName: Bool

  package init(
    _ kinds: [String: Kind], noun: String, home: String, isTable: Bool = false, admitsAnyName: Bool = false
  ) {
    (self.kinds, self.noun, self.home, self.isTable) = (kinds, noun, home, isTable)
    self.admitsAnyName = admitsAnyName
  }

  func kind(_ name: String) -> Kind? { kinds[name] ?? (admitsAnyName ? .number : nil) }

  /// Of a cell's parameters.
  package static let parameters = ExpressionNames(
    Declaration.named.mapValues { Kind($0.domain) }, noun: "parameter",
    home: "The parameters are listed in docs/sweep-file.md.")
}

extension ExpressionNames.Kind {
  package init(_ domain: ParameterDomain) {
    self =
      switch domain {
      case .integer, .real: .number
      case .flag: .truth
      case .choice(let words): .word(known: words, hasNumbers: false)
      case .dataset: .word(known: nil, hasNumbers: false)
      case .experiment: .word(known: ExperimentKind.all.map(\.name), hasNumbers: false)
      case .batchSize: .word(known: ["full"], hasNumbers: true)
      case .model: .word(known: NetworkModel.words, hasNumbers: false)
      case .integers, .counts, .countLists, .choices, .texts: .list
      case .free: .word(known: nil, hasNumbers: true)
      }
  }
}
