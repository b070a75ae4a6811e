internal import Extents
internal import Statistics
package import SweepModel

extension Question {
  /// What each parameter that varies changes, a program's own among them: a finding each, under a question of its own.
  package static let effects = Question(
    "effects", "What does each parameter change?",
    ofEach: trained.union(ExperimentKind.all.filter(\.takesArguments))
  ) { group in
    group.varied.filter { $0 != Parameter.dataSeed.name }.compactMap {
      group.effectFinding(of: effect(of: $0), $0)
    }
  }

  package static func effect(of parameter: String) -> Question {
    Question("effect_of_\(parameter)", "What does \(words(parameter)) change?", of: []) { _ in nil }
  }

  static let trained: Set<ExperimentKind> = [.regression, .classification, .ufm, .deepRFM]
}

extension DataGroup {
  fileprivate func effectFinding(of question: Question, _ name: String) -> Finding? {
    let design = EffectDesign(self)
    let effects = design.effects(of: name)
    guard !effects.isEmpty else { return .noClaim(question, self, design.whyNothingCompares(name)) }
    let told = design.told(effects)
    let table = EffectWords(told, of: name, among: effects)
    let ids = cells.flatMap { $0.trials + $0.lost }.map(\.id)
    let entered = Set(told.flatMap(\.trials))
    let trials = ids.filter(entered.contains)
    let numbers = EffectTable.of(told, design)
    let sentence = table.sentence + parts(told, design) + partialRemark(told) + dataRemark(told)
    let isClaim = told.contains { [.changes, .trend, .hardly].contains($0.verdict) }
    return isClaim
      ? .claim(question, self, sentence, numbers, trials: trials)
      : .noClaim(question, self, sentence, numbers, trials: trials)
  }

  /// Which of what is told rests on a part of the settings, as nets learn on both sides of the change there alone.
  private func parts(_ told: [Effect], _ design: EffectDesign) -> String {
    let found = inOrder(told) { design.settings(of: $0).words("setting") }.filter { !$0.0.isEmpty }
    return found.map { part, effects in
      " Only \(part): \(effects.map(\.outcome.title).joined(separator: "; "))."
    }.joined()
  }

  /// Which metrics are of partial nets too, where there are any.
  private func partialRemark(_ told: [Effect]) -> String {
    let found = told.filter { $0.outcome.entrants == .counted }.map(\.outcome.title)
    return found.isEmpty || !cells.contains { $0.trials.contains(where: \.isPartial) }
      ? "" : " Partial nets are in: \(found.joined(separator: "; "))."
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
      if let along = pairs.first(where: { $0.verdict == .trend }) { return along }
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
  static func of(_ told: [Effect], _ design: EffectDesign) -> FindingTable {
    let isInteraction = told.contains { $0.other != nil }
    var table = FindingTable()
    table.columns = [
      .init("outcome", "metric"), .init("verdict", "verdict"), .init("p_holm", "p (Holm)"),
      .init("from", "from"), .init("to", "to"),
    ]
    table.columns +=
      isInteraction
      ? [
        .init(FindingTable.along, "of"), .init(FindingTable.by, "by"), .init("at", "at"), .init("and", "and"),
      ] : []
    table.columns += [
      .init("from_mean", "at from"), .init("to_mean", "at to"), .init("factor", "factor"),
      .init("difference", "difference"), .init("interval", "interval"), .init("trend", "trend, tau"),
      .init("trend_p_holm", "its p (Holm)"), .init("settings", "settings"), .init("where", "which"),
    ]
    if design.isPartlyLearnt { table.columns.append(.init("nets", "nets")) }
    for effect in told {
      let settings = design.settings(of: effect)
      table.add(
        row(effect, isInteraction: isInteraction) + [
          .init(effect.trend?.tau), .init(effect.judgement.trendHolm),
          .share(settings.count, of: settings.total), .text(settings.words("setting")),
        ] + (design.isPartlyLearnt ? [.text(effect.outcome.entrants.rawValue)] : []), trials: effect.trials)
    }
    return table
  }

  private static func row(_ effect: Effect, isInteraction: Bool) -> [FindingTable.Entry] {
    var row: [FindingTable.Entry] = [
      .text(effect.outcome.brief), .text(effect.verdict.words), .init(effect.judgement.pHolm),
      .value(effect.values.from), .value(effect.values.to),
    ]
    if isInteraction, let other = effect.other {
      row += [
        .text(words(effect.values.parameter)), .text(words(other.parameter)), .value(other.from),
        .value(other.to),
      ]
    }
    return row + [
      side(effect, 0), side(effect, 1), .init(effect.isFactor ? effect.estimate : nil),
      .init(effect.isFactor ? nil : effect.estimate),
      effect.toldInterval.map { .range($0.low, $0.high) } ?? .missing,
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
    case .trend: "trend"
    case .hardly: "slight"
    case .open: "not known"
    case .untested: "untested"
    }
  }
}
