internal import Statistics
package import SweepModel

extension Question {
  /// What a parameter changes: one for each that there is; those that vary are answered.
  package static let effects = Declaration.reported.filter {
    $0 != Parameter.seed && $0 != Parameter.dataset && $0 != Parameter.dataSeed
  }.map { effect(of: $0.name) }

  package static func effect(of parameter: String) -> Question {
    Question("effect_of_\(parameter)", "What does \(words(parameter)) change?", of: trained) {
      $0.effectFinding(of: parameter)
    }
  }

  static let trained: Set<ExperimentKind> = [.regression, .classification, .ufm, .deepRFM]
}

extension DataGroup {
  /// `nil` where it does not vary.
  fileprivate func effectFinding(of name: String) -> Finding? {
    guard varied.contains(name) else { return nil }
    let question = Question.effect(of: name)
    let design = EffectDesign(self)
    let effects = design.effects(of: name)
    guard !effects.isEmpty else { return .noClaim(question, self, design.whyNothingCompares(name)) }
    let told = design.told(effects)
    let table = EffectWords(told, of: name, among: effects)
    let ids = cells.flatMap { $0.trials + $0.lost }.map(\.id)
    let entered = Set(told.flatMap(\.trials))
    let trials = ids.filter(entered.contains)
    let numbers = EffectTable.of(told)
    let isClaim = told.contains { [.changes, .hardly].contains($0.verdict) }
    return isClaim
      ? .claim(question, self, table.sentence + dataRemark(told), numbers, trials: trials)
      : .noClaim(question, self, table.sentence + dataRemark(told), numbers, trials: trials)
  }

  /// What the intervals are over where that is not one data set, of which `standing` speaks.
  private func dataRemark(_ told: [Effect]) -> String {
    let sets = Set(told.filter { $0.interval != nil }.map(\.comparison.dataSets))
    guard let most = sets.max(), most > 1 else { return "" }
    return " Intervals are over \(most) data sets, seeds within each"
      + (sets.contains(1) ? ", or over seeds where fewer than three data sets have values." : ".")
  }
}

extension EffectDesign {
  /// For each outcome one pair of values: the ends of numbers where they differ, else what differs most clearly.
  func told(_ effects: [Effect]) -> [Effect] {
    inOrder(effects, by: \.outcome.key).compactMap { _, pairs in
      let ends = pairs.max { span($0) < span($1) }
      if let ends, ends.verdict == .changes { return ends }
      let changed = pairs.filter { $0.verdict == .changes }
      if let clearest = changed.min(by: { ($0.judgement.pHolm ?? 1) < ($1.judgement.pHolm ?? 1) }) {
        return clearest
      }
      // Slight only where no pair may differ by more.
      return ends?.verdict == .open ? ends : pairs.first { $0.verdict == .open } ?? ends
    }
  }

  /// How far apart two values of an ordered parameter are, in steps.
  private func span(_ effect: Effect) -> Int {
    guard let factor = parameters.firstIndex(of: effect.values.parameter), isOrdered(factor) else { return 0 }
    let places = [effect.values.from, effect.values.to].compactMap(values[factor].firstIndex(of:))
    return (places.last ?? 0) - (places.first ?? 0)
  }

  func whyNothingCompares(_ name: String) -> String {
    let alone = "no two cells with trials that count differ in \(words(name)) alone"
    guard let factor = parameters.firstIndex(of: name) else { return alone + "." }
    let partners = parameters.indices.filter { $0 != factor && moves($0, with: factor) }.map {
      words(parameters[$0])
    }
    return partners.isEmpty
      ? alone + "."
      : alone + ": \(enumerated(partners)) \(partners.count == 1 ? "changes" : "change") with it."
  }
}

/// The rows of a finding on effects.
enum EffectTable {
  static func of(_ told: [Effect]) -> FindingTable {
    let isInteraction = told.contains { $0.other != nil }
    var table = FindingTable()
    table.columns = [
      .init("outcome", "metric"), .init("verdict", "verdict"), .init("p_holm", "p (Holm)"),
      .init("from", "from"), .init("to", "to"),
    ]
    table.columns += isInteraction ? [.init("other", "by"), .init("at", "at"), .init("and", "and")] : []
    table.columns += [
      .init("from_mean", "at from"), .init("to_mean", "at to"), .init("factor", "factor"),
      .init("difference", "difference"), .init("interval", "95 % interval"),
    ]
    for effect in told {
      table.add(row(effect, isInteraction: isInteraction), trials: effect.trials)
    }
    return table
  }

  private static func row(_ effect: Effect, isInteraction: Bool) -> [FindingTable.Entry] {
    var row: [FindingTable.Entry] = [
      .text(effect.outcome.brief), .text(effect.verdict.words), .init(effect.judgement.pHolm),
      .value(effect.values.from), .value(effect.values.to),
    ]
    if isInteraction, let other = effect.other {
      row += [.text(words(other.parameter)), .value(other.from), .value(other.to)]
    }
    return row + [
      side(effect, 0), side(effect, 1), .init(effect.isFactor ? effect.estimate : nil),
      .init(effect.isFactor ? nil : effect.estimate),
      effect.interval.map { .range($0.low, $0.high) } ?? .missing,
    ]
  }

  private static func side(_ effect: Effect, _ place: Int) -> FindingTable.Entry {
    effect.comparison.sides[place].share.map { .share($0.part, of: $0.whole) } ?? .number(effect.mean(place))
  }
}

extension FindingTable.Entry {
  /// A parameter's value: a number where it is one.
  static func value(_ value: FieldValue) -> Self {
    value.value?.number.map { .setting($0) } ?? (value == .missing ? .missing : .text(value.text))
  }
}

extension Verdict {
  var words: String {
    switch self {
    case .changes: "changes"
    case .hardly: "slight"
    case .open: "not known"
    case .untested: "untested"
    }
  }
}
