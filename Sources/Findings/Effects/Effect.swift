internal import Extents
package import Statistics
package import SweepModel

/// What one outcome is at two values of a parameter, all else equal; or how much more that is at one value of another
/// parameter than at another value of it.
package struct Effect: Sendable {
  package struct Values: Hashable, Sendable {
    package let parameter: String
    package let from: FieldValue
    package let to: FieldValue
  }

  let outcome: Outcome
  package let values: Values
  /// The other parameter of an interaction.
  package let other: Values?
  package let comparison: Comparison
  package let judgement: Judgement
  /// Along all values of an ordered parameter; of its ends alone.
  let trend: Factorial.Along?
  package let trials: [TrialID]

  package var verdict: Verdict { judgement.verdict }
  /// A factor or a difference.
  package var estimate: Double? { comparison.estimate.map(outcome.shown) }
  package var interval: (low: Double, high: Double)? {
    comparison.interval().map {
      (outcome.shown(bounded($0.lowerBound)), outcome.shown(bounded($0.upperBound)))
    }
  }
  /// The interval that stands beside the verdict and does not speak against it: where a change is not known it reaches to no change,
  /// and where one is known by another test than its own, and it does not exclude none, there is none to tell.
  package var toldInterval: (low: Double, high: Double)? {
    guard let whole = comparison.interval(confidence: judgement.confidence) else { return nil }
    let range = bounded(whole.lowerBound)...bounded(whole.upperBound)
    let excludes = range.lowerBound > 0 || range.upperBound < 0
    switch verdict {
    case .changes: return excludes ? (outcome.shown(range.lowerBound), outcome.shown(range.upperBound)) : nil
    case .hardly: return (outcome.shown(range.lowerBound), outcome.shown(range.upperBound))
    case .trend, .open, .untested:
      return (outcome.shown(min(0, range.lowerBound)), outcome.shown(max(0, range.upperBound)))
    }
  }
  /// Shares differ by 1 at most, and their differences by 2, which intervals by Student's t over data sets do not know.
  private func bounded(_ value: Double) -> Double {
    let most: Double = other == nil ? 1 : 2
    return outcome.scale == .share ? min(most, max(-most, value)) : value
  }

  var isFactor: Bool { outcome.scale == .factor }
  var rises: Bool { (verdict == .trend ? trend?.tau ?? 0 : comparison.estimate ?? 0) > 0 }
  /// Means, geometric ones of factors, or shares, by corner.
  func mean(_ side: Int) -> Double { outcome.shown(comparison.sides[side].mean) }
}

/// The cells on one dataset as an experiment in which parameters are factors.
struct EffectDesign {
  let parameters: [String]
  /// Values of each parameter, ascending.
  let values: [[FieldValue]]
  let outcomes: [Outcome]
  /// Whether some trials that count are partial, so that metrics differ in whose values they are of.
  let isPartlyLearnt: Bool
  private let cells: [Cell]
  private let levels: [[Int]]
  private let trials: [TrialID]
  /// Each trial's cell, by its number.
  private let homes: [Int]
  private let places: [TrialID: Int]
  private let factorials: [Factorial]

  init(_ group: DataGroup) {
    let (cells, parameters) = (group.cells, group.varied)
    let rows = cells.map { cell in parameters.map { parameter($0, of: cell.spec) } }
    let values = parameters.indices.map { column in Set(rows.map { $0[column] }).sorted() }
    let numbers = values.map { Dictionary(uniqueKeysWithValues: zip($0, $0.indices)) }
    let levels = rows.map { row in zip(numbers, row).map { $0[$1] ?? -1 } }
    let trials = cells.flatMap { ($0.trials + $0.lost).map(\.id) }
    let places = Dictionary(zip(trials, trials.indices), uniquingKeysWith: { first, _ in first })
    let all = Outcome.all(atRank: group.hasRankBelowDimension, Aim(cells)).map { outcome in
      (
        outcome,
        Factorial(
          outcome.statisticsScale,
          zip(cells, levels).map { cell, levels in
            .init(
              levels: levels,
              values: outcome.values(cell).map { trial, value in
                .init(value, trial: places[trial.id] ?? 0, dataSet: trial.spec[.dataSeed] ?? 0)
              })
          })
      )
    }
    // What is the same in every trial is changed by nothing.
    let isPartlyLearnt = cells.contains { $0.trials.contains(where: \.isPartial) }
    let kept = all.filter { outcome, factorial in
      Set(factorial.cells.flatMap { $0.values.map(\.value) }).count > 1
        && (outcome.key != Outcome.wholeKey || isPartlyLearnt)
    }
    (self.cells, self.parameters, self.values, self.levels) = (cells, parameters, values, levels)
    (self.trials, self.places, self.isPartlyLearnt) = (trials, places, isPartlyLearnt)
    homes = cells.flatMap { cell in (cell.trials + cell.lost).map { _ in cell.number } }
    (outcomes, factorials) = (kept.map(\.0), kept.map(\.1))
  }

  /// Whether two parameters never vary apart: each value of the first goes with one of the second.
  func moves(_ one: Int, with factor: Int) -> Bool {
    let pairs = Set(levels.map { [$0[one], $0[factor]] })
    return pairs.count == Set(pairs.map { $0[0] }).count
  }

  /// Whether a parameter's values are numbers, which have two ends.
  func isOrdered(_ factor: Int) -> Bool { values[factor].allSatisfy { $0.value?.number != nil } }

  /// Every pair of a parameter's values for every outcome, judged as one table that favours the ends of numbers.
  func effects(of name: String) -> [Effect] {
    guard let factor = parameters.firstIndex(of: name) else { return [] }
    return judged(
      zip(outcomes, factorials).flatMap { outcome, factorial -> [Row] in
        let compared = factorial.comparisons(of: factor, isOrdered: isOrdered(factor))
        let widest = compared.first(where: \.isWidest)?.from
        let trend = isOrdered(factor) ? factorial.trend(of: factor) : nil
        return compared.map {
          Row(
            outcome, pair(factor, ($0.from, $0.to)), comparison: $0.comparison, isFavoured: $0.isWidest,
            trend: $0.isWidest && $0.from == widest ? trend : nil)
        }
      })
  }

  /// For every two parameters, between the ends of those that hold numbers and between any two words, judged as one table that
  /// favours outcomes which both parameters change: in balanced sweeps means over all else and interactions are independent.
  ///
  /// - Parameter known: the effects of every parameter, which are most of the work where they must be compared again.
  func interactions(among known: [Effect]? = nil) -> [Effect] {
    let factors = parameters.indices.filter { parameters[$0] != Parameter.dataSeed.name }
    let twos = factors.flatMap { one in factors.filter { $0 > one }.map { (one, $0) } }
    let changed = Set(
      (known ?? factors.map { parameters[$0] }.flatMap(effects(of:))).filter { $0.verdict == .changes }.map {
        [$0.values.parameter, $0.outcome.key]
      })
    return judged(
      zip(outcomes, factorials).flatMap { outcome, factorial in
        twos.flatMap { one, two in
          factorial.interactions(of: one, ends(one, factorial), with: two, ends(two, factorial)).map {
            Row(
              outcome, pair(one, $0.pair), pair(two, $0.other), comparison: $0.comparison,
              isFavoured: [one, two].allSatisfy { changed.contains([parameters[$0], outcome.key]) })
          }
        }
      })
  }

  /// Of the cells whose trials enter.
  func numbers(of effect: Effect) -> [Int] {
    let along = effect.verdict == .trend ? effect.trend?.trials : nil
    return Set((along ?? effect.comparison.trials).map { homes[$0] }).sorted()
  }

  /// Which of the settings that were planned with both values have trials on either side that enter.
  func settings(of effect: Effect) -> Extent {
    let compared = [effect.values, effect.other].compactMap { $0 }
    let others = parameters.indices.filter { place in !compared.contains { $0.parameter == parameters[place] }
    }
    func isCompared(_ row: [FieldValue]) -> Bool {
      effect.verdict == .trend
        || compared.allSatisfy { one in
          parameters.firstIndex(of: one.parameter).map { [one.from, one.to].contains(row[$0]) } ?? false
        }
    }
    let rows = zip(cells, levels).map { cell, levels in (cell.number, zip(values, levels).map { $0[$1] }) }
    let planned = inOrder(rows.filter { isCompared($0.1) }) { row in others.map { row.1[$0] } }.filter {
      $0.1.count >= 1 << compared.count
    }
    let entered = Set(numbers(of: effect))
    return Extent(
      others.map { parameters[$0] }, planned.map(\.0),
      planned.map { $0.1.contains { entered.contains($0.0) } })
  }

  /// How many of how many hold at each value of two parameters, over all else.
  func tally(_ outcome: Outcome, _ first: (Int, Int), _ second: (Int, Int)) -> (part: Int, whole: Int) {
    let found = zip(cells, levels).filter { $0.1[first.0] == first.1 && $0.1[second.0] == second.1 }
    let values = found.flatMap { outcome.values($0.0).map(\.value) }
    return (values.count { $0 > 0.5 }, values.count)
  }

  private func pair(_ factor: Int, _ levels: (from: Int, to: Int)) -> Effect.Values {
    .init(parameter: parameters[factor], from: values[factor][levels.from], to: values[factor][levels.to])
  }

  /// The ends of numbers, any two words.
  private func ends(_ factor: Int, _ factorial: Factorial) -> [(from: Int, to: Int)] {
    let levels = factorial.levels(of: factor)
    let isOrdered = isOrdered(factor)
    return levels.flatMap { from in
      levels.filter { $0 > from && (!isOrdered || (from == levels.first && $0 == levels.last)) }.map {
        (from, $0)
      }
    }
  }

  private struct Row {
    let outcome: Outcome
    let values: Effect.Values
    let other: Effect.Values?
    let comparison: Comparison
    let isFavoured: Bool
    let trend: Factorial.Along?

    init(
      _ outcome: Outcome, _ values: Effect.Values, _ other: Effect.Values? = nil, comparison: Comparison,
      isFavoured: Bool, trend: Factorial.Along? = nil
    ) {
      (self.outcome, self.values, self.other) = (outcome, values, other)
      (self.comparison, self.isFavoured, self.trend) = (comparison, isFavoured, trend)
    }
  }

  private func judged(_ rows: [Row]) -> [Effect] {
    let compared = rows.filter { $0.comparison.settings > 0 }
    let judgements = Judgement.of(
      compared.map {
        .init($0.comparison, margin: $0.outcome.margin, isFavoured: $0.isFavoured, trend: $0.trend)
      })
    return zip(compared, judgements).map { row, judgement in
      let entered = judgement.verdict == .trend ? row.trend?.trials ?? [] : row.comparison.trials.sorted()
      return Effect(
        outcome: row.outcome, values: row.values, other: row.other, comparison: row.comparison,
        judgement: judgement, trend: row.trend, trials: entered.map { trials[$0] })
    }
  }
}
