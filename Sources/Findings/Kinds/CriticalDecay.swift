internal import Foundation
internal import SweepModel

extension Question {
  package static let criticalDecay = Question(
    "critical_weight_decay", "From which weight decay on do weights have a low rank?", of: [.regression]
  ) { $0.criticalDecayFinding }
}

/// Where along weight decay the weights of otherwise equal cells turn to low rank.
///
/// A trial has *passed* when the logarithm of its inner layers' mean `weight_stable_rank` lies beyond the middle between
/// the means over seeds at the smallest and at the largest weight decay. Trials that do not count pass nothing.
private struct CriticalDecay {
  /// Values of the parameters that vary beside weight decay.
  var setting: [FieldValue]
  /// Geometric means over seeds at the smallest and the largest weight decay with a counted trial.
  var from: Double
  var to: Double
  /// Whether the 95 % intervals of the two are apart.
  var isClear: Bool
  /// The smallest weight decay from which on at least half of the trials have passed.
  var critical: Double?
  /// The largest weight decay up to which no trial has passed.
  var nonePassed: Double?
  /// The smallest weight decay from which on every trial has passed.
  var allPassed: Double?
  /// The least number of counted trials at one weight decay.
  var seeds: Int
  var trials: [TrialID]

  private struct Step {
    var decay: Double
    var values: [(trial: TrialID, value: Double)]

    func passed(_ middle: Double, rising: Bool) -> Double {
      Double(values.count { rising ? $0.value > middle : $0.value < middle }) / Double(values.count)
    }
  }

  /// `nil` with fewer than three weight decays: two have no inside.
  init?(_ setting: [FieldValue], _ cells: [Cell]) {
    let steps = cells.sorted { $0.spec.decay < $1.spec.decay }.compactMap { cell -> Step? in
      let values = cell.trials.compactMap { trial in
        TrialReading.weightStableRank.value(trial).map { (trial.id, log($0)) }
      }
      return values.isEmpty ? nil : Step(decay: cell.spec.decay, values: values)
    }
    guard steps.count > 2, Set(steps.map(\.decay)).count == steps.count,
      let low = Estimate(steps[0].values), let high = Estimate(steps[steps.count - 1].values)
    else { return nil }
    let middle = (low.mean + high.mean) / 2
    let passed = steps.map { $0.passed(middle, rising: high.mean > low.mean) }
    func first(_ share: Double) -> Double? {
      let count = passed.reversed().prefix { $0 >= share }.count
      return count == 0 ? nil : steps[steps.count - count].decay
    }
    self.setting = setting
    (from, to) = (exp(low.mean), exp(high.mean))
    isClear = low.isApart(from: high)
    (critical, allPassed) = (first(0.5), first(1))
    nonePassed = passed.prefix { $0 == 0 }.indices.last.map { steps[$0].decay }
    seeds = steps.map(\.values.count).min() ?? 0
    trials = steps.flatMap { $0.values.map(\.trial) }
  }
}

extension DataGroup {
  /// The critical weight decay of each setting; `nil` where weight decay does not vary.
  fileprivate var criticalDecayFinding: Finding? {
    guard varied.contains(Parameter.weightDecay.name) else { return nil }
    let others = varied.filter { $0 != Parameter.weightDecay.name }
    let readings = byParameters(others).compactMap { CriticalDecay($0, $1) }
    guard !readings.isEmpty else {
      return .noClaim(
        .criticalDecay, self,
        "no cells have weight_stable_rank of counted trials at three weight decays, all else equal.")
    }
    let numbers = Self.table(readings, others)
    let judged = readings.filter { $0.seeds >= trialsForClaim && $0.isClear && $0.critical != nil }
    let ids = judged.flatMap(\.trials)
    guard !judged.isEmpty else {
      return .noClaim(
        .criticalDecay, self,
        readings.allSatisfy { $0.seeds < trialsForClaim }
          ? "one trial (n = 1) at a weight decay has no spread to compare with."
          : "between the smallest and the largest weight decay the weights' stable rank does not change clearly "
            + "against the spread over seeds.", numbers)
    }
    let decays = judged.compactMap(\.critical)
    let place = decays.min() == decays.max() ? "at" : "between"
    let range = Set([decays.min(), decays.max()].compactMap { $0 }).sorted().map(Numeral.parameter)
    let open = readings.count - judged.count
    return .claim(
      .criticalDecay, self,
      "In \(judged.count) of \(Numeral.count(readings.count, "setting")) the weights' stable rank goes from "
        + "\(Numeral.measured(mean(judged.map(\.from)) ?? .nan)) at the smallest weight decay to "
        + "\(Numeral.measured(mean(judged.map(\.to)) ?? .nan)) at the largest, and the first on the grid beyond half-way "
        + "(of logarithms, for at least half of the seeds) lies \(place) \(range.joined(separator: " and ")); "
        + "\(Numeral.count(ids.count, "trial")) entered."
        + (open > 0 ? " No clear change, or too few trials, in the other \(open)." : ""),
      numbers, trials: ids)
  }

  private static func table(_ readings: [CriticalDecay], _ parameters: [String]) -> FindingTable {
    var table = FindingTable()
    table.columns =
      parameters.map { .init($0, words($0)) } + [
        .init("from", "rank at smallest"), .init("to", "rank at largest"),
        .init("critical_weight_decay", "critical decay"), .init("none_passed", "none beyond"),
        .init("all_passed", "all beyond"),
        .init("seeds", "seeds"),
      ]
    for reading in readings {
      let isKnown = reading.isClear || reading.seeds < trialsForClaim
      table.add(
        reading.setting.map { .parameter($0.text) } + [
          .init(reading.from), .init(reading.to), .init(setting: isKnown ? reading.critical : nil),
          .init(setting: isKnown ? reading.nonePassed : nil),
          .init(setting: isKnown ? reading.allPassed : nil),
          reading.seeds == 1 ? .text("n = 1") : .count(reading.seeds),
        ], trials: reading.trials)
    }
    return table
  }
}
