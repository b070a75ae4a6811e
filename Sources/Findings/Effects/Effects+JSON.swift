internal import Statistics
internal import SweepModel

extension EffectDesign {
  /// Every comparison of every parameter, then every interaction, each with its numbers and the cells behind it: ids of trials
  /// again and again would be most of the file.
  var json: JSONValue {
    let apart = parameters.filter { $0 != Parameter.dataSeed.name }
    let effects = apart.flatMap(effects(of:))
    return .array((effects + interactions(among: effects)).map { $0.json(cells: numbers(of: $0)) })
  }
}

extension Effect {
  fileprivate func json(cells: [Int]) -> JSONValue {
    var members: [String: JSONValue] = [
      "parameter": .text(values.parameter), "from": values.from.json, "to": values.to.json,
      "outcome": .text(outcome.key), "title": .text(outcome.title), "scale": .text(outcome.scale.rawValue),
      "told_low": JSONValue(toldInterval?.low), "told_high": JSONValue(toldInterval?.high),
      "trend_tau": JSONValue(trend?.tau), "trend_p": JSONValue(trend?.p),
      "trend_p_holm": JSONValue(judgement.trendHolm),
      "estimate": JSONValue(estimate), "low": JSONValue(interval?.low), "high": JSONValue(interval?.high),
      "p": JSONValue(comparison.p), "p_holm": JSONValue(judgement.pHolm), "verdict": .text(verdict.rawValue),
      "test": .text(test), "settings": .integer(comparison.settings),
      "data_sets": .integer(comparison.dataSets),
      "n": .integer(trials.count), "cells": .array(cells.map { .integer($0) }),
      "means": .array(comparison.sides.indices.map { .number(mean($0)) }),
      "counts": .array(comparison.sides.map { .integer($0.count) }),
    ]
    if let other {
      members["other"] = .text(other.parameter)
      (members["other_from"], members["other_to"]) = (other.from.json, other.to.json)
    }
    return .object(members)
  }

  private var test: String {
    if comparison.p == nil { return "none" }
    if comparison.isExact { return "exact" }
    return outcome.scale == .share && comparison.dataSets == 1 ? "shares" : "welch"
  }
}
