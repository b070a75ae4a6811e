internal import Statistics
internal import SweepModel

/// What a parameter changes, what it does not and what the trials cannot tell, in words.
struct EffectWords {
  private let told: [Effect]
  private let all: [Effect]
  private let name: String

  init(_ told: [Effect], of name: String, among all: [Effect]) {
    (self.told, self.name, self.all) = (told, name, all)
  }

  var sentence: String {
    let parts = [changes, trends, slight, open, untested, tests].compactMap { $0 }
    return parts.joined(separator: " ")
  }

  private func told(_ verdict: Verdict) -> [Effect] { told.filter { $0.verdict == verdict } }

  /// Such as `From none to batch, all else equal, the share of …; …`, once for each pair of values.
  private var changes: String? {
    let found = inOrder(told(.changes)) { $0.values }
    if found.isEmpty {
      if !told(.trend).isEmpty { return nil }
      let pairs = Set(told.map(\.values))
      let span = pairs.count == 1 ? pairs.first.map { " (\($0.from.shown) to \($0.to.shown))" } ?? "" : ""
      let start = told(.hardly).isEmpty ? "no test" : "No test"
      return "\(start) tells a change with \(words(name))\(span) in the mean over settings."
    }
    return found.map { values, effects in
      let list = effects.map(\.change)
      return "From \(words(name)) \(values.from.shown) to \(values.to.shown), all else equal: "
        + list.joined(separator: "; ") + "."
    }.joined(separator: " ")
  }

  /// What no two values tell apart, but all of them together.
  private var trends: String? {
    let found = told(.trend).map { effect in
      "\(effect.outcome.title) \(effect.rises ? "rises" : "falls") (Kendall's tau "
        + "\(Numeral.measured(effect.trend?.tau ?? .nan)) within settings, \(Effect.words(p: effect.judgement.trendHolm)))"
    }
    return found.isEmpty
      ? nil
      : "Along all values of \(words(name)), though not between two of them: \(found.joined(separator: "; "))."
  }

  private var slight: String? {
    let found = inOrder(told(.hardly), by: \.marginWords).map { margin, effects in
      "by less than \(margin) \(enumerated(effects.map(\.outcome.title)))"
    }
    return found.isEmpty ? nil : "Hardly changes: \(found.joined(separator: "; "))."
  }

  private var open: String? {
    let found = told(.open)
    if found.isEmpty { return nil }
    let list = found.map { effect in
      effect.outcome.title + (effect.toldInterval.map { " (\(effect.rangeWords($0)))" } ?? "")
    }
    return "Not known with these seeds: \(enumerated(list))."
  }

  private var untested: String? {
    let found = told(.untested)
    return found.isEmpty
      ? nil
      : "Not tested, as cells have fewer than three seeds or seeds that agree exactly: "
        + "\(enumerated(found.map(\.outcome.title)))."
  }

  private var tests: String? {
    let count = all.count { $0.judgement.pHolm != nil }
    if count == 0 { return nil }
    let settings = Set(told.map(\.comparison.settings)).sorted()
    let span = settings.count == 1 ? "\(settings[0])" : "\(settings[0]) to \(settings[settings.count - 1])"
    return
      "Over \(span) setting\(settings.last == 1 ? "" : "s") of all else, with 95 % intervals"
      + (told(.open).isEmpty ? "" : ", wider as p is where a change is not known")
      + "; p is corrected over \(Numeral.count(count, "comparison")) (Holm)."
  }
}

extension Effect {
  /// Such as `test loss rises from 0.100 to 0.500, by a factor of 5.00 (4.20 to 6.30)`.
  var change: String {
    let verb = rises ? "rises" : "falls"
    if let from = comparison.sides[0].share, let to = comparison.sides[1].share {
      return
        "the share of \(outcome.title) \(verb) from \(from.text) to \(to.text) "
        + "(\(pWords))"
    }
    let means = "from \(Numeral.measured(mean(0))) to \(Numeral.measured(mean(1)))"
    return "\(outcome.title) \(verb) \(means), \(sizeWords)"
  }

  /// Such as `by a factor of 5.00 (4.20 to 6.30)`, above 1 both ways.
  var sizeWords: String {
    guard let estimate else { return "" }
    guard isFactor else {
      let size = Numeral.measured(abs(estimate))
      guard let interval = toldInterval else { return "by \(size) (\(pWords))" }
      let ends = [interval.low, interval.high].map { rises ? $0 : -$0 }.sorted()
      return "by \(size) (\(ends.map(Numeral.measured).joined(separator: " to ")))"
    }
    let factor = rises ? estimate : 1 / estimate
    guard let interval = toldInterval else { return "by a factor of \(Numeral.measured(factor)) (\(pWords))" }
    let ends = [interval.low, interval.high].map { rises ? $0 : 1 / $0 }.sorted()
    return
      "by a factor of \(Numeral.measured(factor)) (\(ends.map(Numeral.measured).joined(separator: " to ")))"
  }

  var pWords: String { Self.words(p: judgement.pHolm) }

  static func words(p: Double?) -> String {
    guard let p else { return "no test" }
    return p < 1e-4 ? "p < 1e-4" : "p = \(Numeral.measured(p))"
  }

  var marginWords: String {
    switch outcome.scale {
    case .factor: "a factor of 1.25"
    case .share: "a tenth of the trials"
    case .count, .difference: Numeral.parameter(outcome.margin)
    }
  }

  /// Where the change lies: a factor, or a difference with its signs.
  func rangeWords(_ range: (low: Double, high: Double)) -> String {
    func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + Numeral.measured(value) }
    return isFactor
      ? "a factor of \(Numeral.measured(range.low)) to \(Numeral.measured(range.high))"
      : "\(signed(range.low)) to \(signed(range.high))"
  }
}

extension Share {
  /// Such as `31 of 1,066`.
  fileprivate var text: String { "\(Numeral.grouped(part)) of \(Numeral.grouped(whole))" }
}

extension FieldValue {
  /// As sentences name it.
  var shown: String { self == .missing ? "unset" : text }
}
