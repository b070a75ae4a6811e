internal import Extents
internal import Statistics
internal import SweepModel

extension Question {
  package static let interactions = Question(
    "interactions", "Where does what a parameter changes depend on another one?", of: trained
  ) { $0.interactionFinding }
}

extension DataGroup {
  /// Interactions that are clear and large: what one parameter changes differs by half or more of it. `nil` without two that vary.
  fileprivate var interactionFinding: Finding? {
    let design = EffectDesign(self)
    let all = design.interactions()
    if all.isEmpty { return nil }
    let large = all.filter { $0.verdict == .changes && design.isLarge($0) }
    // Of many pairs of words of the same two parameters the clearest is told.
    let told = inOrder(large) { [$0.outcome.key, $0.values.parameter, $0.other?.parameter ?? ""] }.compactMap
    {
      $0.1.min { ($0.judgement.pHolm ?? 1) < ($1.judgement.pHolm ?? 1) }
    }
    let tested = all.count { $0.judgement.pHolm != nil }
    let numbers = EffectTable.of(told, design)
    let entered = Set((told.isEmpty ? all : told).flatMap(\.trials))
    let trials = cells.flatMap { $0.trials + $0.lost }.map(\.id).filter(entered.contains)
    guard !told.isEmpty else {
      let why =
        tested == 0
        ? "cells have fewer than three seeds, or seeds that agree exactly."
        : "in \(Numeral.count(tested, "comparison")) no change depends clearly, and by half of it, on another parameter."
      return .noClaim(.interactions, self, why, trials: trials)
    }
    // Of many two parameters the clearest are told in words; the table has all.
    let pairs = inOrder(told) { [$0.values.parameter, $0.other?.parameter ?? ""] }.map(\.1).sorted {
      Self.clearest($0) < Self.clearest($1)
    }
    let left = pairs.count - Self.pairsInWords
    let sentences =
      pairs.prefix(Self.pairsInWords).map(design.sentence)
      + (left > 0 ? ["\(Numeral.count(left, "more such pair")) of parameters."] : [])
    return .claim(
      .interactions, self,
      sentences.joined(separator: " ")
        + " p by Holm over \(Numeral.count(tested, "comparison")).", numbers,
      trials: trials)
  }

  private static let pairsInWords = 4

  private static func clearest(_ effects: [Effect]) -> Double {
    effects.compactMap(\.judgement.pHolm).min() ?? 1
  }
}

extension EffectDesign {
  /// Whether what a parameter changes differs by half of it or more, and by what matters.
  func isLarge(_ effect: Effect) -> Bool {
    let means = effect.comparison.sides.map(\.mean)
    guard let estimate = effect.comparison.estimate, means.count == 4 else { return false }
    let sizes = [abs(means[1] - means[0]), abs(means[3] - means[2])]
    return abs(estimate) > effect.outcome.margin && abs(estimate) >= (sizes.max() ?? 0) / 2
  }

  /// Such as `What normalization changes depends on weight decay: …`.
  func sentence(_ effects: [Effect]) -> String {
    guard let first = effects.first, let other = first.other else { return "" }
    // What is held equal is said once where all have it.
    let places = Set(effects.map(held))
    let common = places.count == 1 ? places.first ?? "" : ""
    func tested(_ effect: Effect) -> String {
      "(\([effect.pWords, common.isEmpty ? held(effect) : ""].filter { !$0.isEmpty }.joined(separator: "; ")))"
    }
    let shares = effects.filter { $0.outcome.scale == .share }.map { "\(tallies($0)) \(tested($0))" }
    let numbers = effects.filter { $0.outcome.scale != .share }
    let rest = inOrder(numbers) { [$0.values, $0.other ?? $0.values] }.map { pairs, effects in
      let list = effects.map { effect in
        "\(effect.outcome.brief) \(effect.corner(0, 1)) and \(effect.corner(2, 3)) \(tested(effect))"
      }
      let (values, other) = (pairs[0], pairs[1])
      return
        "from \(values.from.shown) to \(values.to.shown), at \(other.from.shown) and \(other.to.shown) in turn, "
        + enumerated(list)
    }
    return
      "What \(words(first.values.parameter)) changes depends on \(words(other.parameter))\(common.isEmpty ? "" : ", \(common)"): "
      + (shares + rest).joined(separator: "; ") + "."
  }

  /// Such as `with normalization batch 0 of 24 below weight decay 3e-3 and 12 of 12 from there on, with none 32 of 33`.
  private func tallies(_ effect: Effect) -> String {
    let names = [effect.values.parameter, effect.other?.parameter ?? ""]
    let factors = names.compactMap(parameters.firstIndex(of:))
    guard factors.count == 2 else { return "" }
    // Along the parameter that holds numbers, else along the second.
    let along = isOrdered(factors[1]) || !isOrdered(factors[0]) ? factors[1] : factors[0]
    let split = factors[0] == along ? factors[1] : factors[0]
    let parts = values[split].indices.map { level in
      let counts = values[along].indices.map { tally(effect.outcome, (split, level), (along, $0)) }
      return "with \(words(parameters[split])) \(values[split][level].shown) \(runs(counts, along))"
    }
    return "\(effect.outcome.title): \(parts.joined(separator: ", ")), summed over all else"
  }

  /// What is equal on all four sides: the other parameters, and in how many of their settings all four have values.
  private func held(_ effect: Effect) -> String {
    let compared = [effect.values.parameter, effect.other?.parameter ?? ""]
    let others = parameters.filter { !compared.contains($0) && $0 != Parameter.dataSeed.name }.map(words)
    if others.isEmpty { return "" }
    let settings = self.settings(of: effect)
    let count =
      settings.isAll
      ? "each of \(Numeral.count(settings.total, "setting"))"
      : "\(settings.count) of \(Numeral.count(settings.total, "setting"))"
    return "within \(count) of \(enumerated(others))"
  }

  /// Counts along a parameter's values, neighbours of one kind together: none, all, some. One count where the values do not differ
  /// by Fisher's test.
  private func runs(_ counts: [(part: Int, whole: Int)], _ factor: Int) -> String {
    let known = counts.indices.filter { counts[$0].whole > 0 }
    func total(_ places: [Int]) -> String {
      let (part, whole) = places.reduce((0, 0)) { ($0.0 + counts[$1].part, $0.1 + counts[$1].whole) }
      return "\(Numeral.grouped(part)) of \(Numeral.grouped(whole))"
    }
    let p = fisherExact(known.map { (counts[$0].part, counts[$0].whole - counts[$0].part) })
    if (p ?? 1) > Judgement.level { return total(known) }
    func kind(_ place: Int) -> Int {
      counts[place].part == 0 ? 0 : counts[place].part == counts[place].whole ? 2 : 1
    }
    var groups: [[Int]] = []
    for place in known {
      if isOrdered(factor), let last = groups.last?.last, kind(last) == kind(place), kind(place) != 1 {
        groups[groups.count - 1].append(place)
      } else {
        groups.append([place])
      }
    }
    return enumerated(groups.map { "\(total($0)) at \(words(parameters[factor])) \(span($0, factor))" })
  }

  private func span(_ places: [Int], _ factor: Int) -> String {
    let (first, last) = (values[factor][places[0]].shown, values[factor][places[places.count - 1]].shown)
    return places.count == 1 ? first : places.count == 2 ? "\(first) and \(last)" : "\(first) to \(last)"
  }
}

extension Effect {
  /// What the parameter changes between two corners, such as `×5.00` or `by -0.300`.
  fileprivate func corner(_ from: Int, _ to: Int) -> String {
    let change = comparison.sides[to].mean - comparison.sides[from].mean
    return isFactor
      ? "×\(Numeral.measured(outcome.shown(change)))" : "by \(Numeral.measured(change))"
  }
}
