package import SweepModel

/// Settings that are fine by themselves and do not go together.
package struct Rule: Sendable {
  /// What to look at, the likeliest first.
  let declarations: [Declaration]
  /// The sentence about a cell that breaks the rule; `nil` for one that keeps it.
  let fault: @Sendable (Cell) -> String?

  package init(_ declarations: [Declaration], _ fault: @escaping @Sendable (Cell) -> String?) {
    (self.declarations, self.fault) = (declarations, fault)
  }
}

/// A trial without its seed, as rules look at it.
package struct Cell {
  package let spec: Specification
  package let data: DataFacts?
  package let shape: TrialShape?
  let census: LabelCensus

  init(_ spec: Specification, _ data: DataFacts?, _ census: LabelCensus) {
    (self.spec, self.data, self.census) = (spec, data, census)
    shape = spec.shape(data)
  }

  package subscript<Field>(_ parameter: Parameter<Field>) -> Field? { spec[parameter] }
}

/// What is known of a kind of experiment beyond its declaration: what does not go together in it, and what it costs.
package struct KindRules: Sendable {
  package let kind: ExperimentKind
  let rules: [Rule]
  /// Floating-point operations of a trial. What is no product counts as the products that a core computes meanwhile, at
  /// the speed that `fathom plan` assumes. Measuring is not counted.
  let flops: @Sendable (Specification, TrialShape) -> Double

  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

  static func of(_ kind: ExperimentKind) -> KindRules {
    byKind[kind] ?? KindRules(kind: kind, rules: []) { _, _ in 0 }
  }
}

extension Specification {
  /// Floating-point operations of training; see `KindRules.flops`. 0 without data.
  package func flops(_ data: DataFacts?) -> Double {
    shape(data).map { KindRules.of(kind).flops(self, $0) } ?? 0
  }
}

/// The rules that cells of a block break.
package struct BrokenRules {
  /// Each broken rule with the sentence about its first cell and the number of cells that break it.
  package private(set) var found: [(rule: Int, sentence: String, count: Int)] = []
  private let rules: [Rule]
  private let census = LabelCensus()

  package init(_ kind: ExperimentKind) { rules = KindRules.of(kind).rules }

  package var isEmpty: Bool { found.isEmpty }

  package func declarations(of rule: Int) -> [Declaration] { rules[rule].declarations }

  /// Whether a rule is broken.
  package mutating func check(_ spec: Specification, _ data: DataFacts?) -> Bool {
    let cell = Cell(spec, data, census)
    var isBroken = false
    for (index, rule) in rules.enumerated() {
      guard let sentence = rule.fault(cell) else { continue }
      isBroken = true
      if let place = found.firstIndex(where: { $0.rule == index }) {
        found[place].count += 1
      } else {
        found.append((index, sentence, 1))
      }
    }
    return isBroken
  }
}

extension Double {
  /// Without `.0` at its end.
  package var plain: String { ParameterValue.plain(self) }
}
