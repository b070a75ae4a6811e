import Foundation
import Statistics

/// Numbers that a seed decides (SplitMix64).
struct Chance {
  private var state: UInt64

  /// Mixed first: streams of neighbouring seeds would else be one stream, shifted by one.
  init(seed: UInt64) { state = Self.mixed(seed) }

  /// In 0 ..< 1.
  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Double(Self.mixed(state) >> 11) * 0x1p-53
  }

  private static func mixed(_ state: UInt64) -> UInt64 {
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// Student's t with two degrees of freedom: no variance.
  mutating func heavy() -> Double { normal() / (-log(1 - uniform())).squareRoot() }
}

/// A sweep over three parameters, of which the truth is known: what the first one changes.
struct SimulatedSweep {
  enum Noise: String { case normal, heavy, bimodal, lognormal }

  var name: String
  /// Levels of the three parameters; the first one is asked about.
  var shape = [4, 3, 2]
  var seeds = 3
  var noise = Noise.normal
  /// In standard deviations, from the first to the last level of the first parameter, evenly, on the first outcome alone.
  var shift = 0.0
  /// Standard deviation of the first outcome.
  var size = 1.0
  /// The shift holds at the last level of the second parameter only.
  var isInteraction = false
  /// Share of the trials that are missing, at the last level of the first parameter three times that.
  var missing = 0.0
  /// Standard deviation of what data sets add to the effect, and how many there are: the third parameter's levels.
  var betweenData = 0.0

  /// Three that are real, one that is counted, two shares. All of a trial lean on one number that is its own.
  static let outcomes: [(scale: Factorial.Scale, margin: Double)] = [
    (.real, log(1.25)), (.real, log(1.25)), (.real, 0.05), (.count, 0.5), (.share, 0.1), (.share, 0.1),
  ]

  /// A standard deviation of the first outcome as it is.
  var level: Double { size * (noise == .lognormal ? 1.5 : 1) }

  /// What the first parameter truly changes between two of its levels, of the first outcome, in the mean over settings.
  func truth(from: Int, to: Int) -> Double {
    let whole = level * shift * Double(to - from) / Double(shape[0] - 1)
    return isInteraction ? whole / Double(shape[1]) : whole
  }

  func outcomes(_ chance: inout Chance) -> [Factorial] {
    var values = Self.outcomes.map { _ in [Factorial.Cell]() }
    var trial = 0
    let lean = (0..<shape[2]).map { _ in betweenData * chance.normal() }
    for a in 0..<shape[0] {
      for b in 0..<shape[1] {
        for c in 0..<shape[2] {
          let rows = (0..<seeds).compactMap { _ -> [Double]? in
            let row = trialValues([a, b, c], lean[c], &chance)
            let isLost = chance.uniform() < missing * (a == shape[0] - 1 ? 3 : 1)
            return isLost ? nil : row
          }
          for place in values.indices {
            values[place].append(
              .init(
                levels: [a, b, c],
                values: rows.enumerated().map {
                  .init($1[place], trial: trial + $0, dataSet: betweenData > 0 ? c : 0)
                }))
          }
          trial += seeds
        }
      }
    }
    return zip(Self.outcomes, values).map { Factorial($0.scale, $1) }
  }

  private func trialValues(_ levels: [Int], _ lean: Double, _ chance: inout Chance) -> [Double] {
    // The other parameters matter a lot; the mode of a bimodal net is one for all that is measured of it.
    let base = 2 * Double(levels[1]) - Double(levels[2])
    let common = chance.normal()
    let isStuck = noise == .bimodal && chance.uniform() < 0.4
    func error() -> Double {
      switch noise {
      case .normal, .lognormal: 0.7 * common + 0.71414284285 * chance.normal()
      case .heavy: chance.heavy()
      case .bimodal: 0.2 * chance.normal() + (isStuck ? 8 : 0)
      }
    }
    let applies = !isInteraction || levels[1] == shape[1] - 1
    let part = Double(levels[0]) / Double(shape[0] - 1)
    let effect = (applies ? shift * part : 0) + lean * part
    return [
      level * (base + effect + error()), base + error(), 0.1 * (base + error()),
      (4 + base + 0.8 * error()).rounded(), error() > 1 - base / 4 ? 1 : 0, error() > 1.5 ? 1 : 0,
    ]
  }
}

/// What the decision rules said of many simulated sweeps.
struct Tallied: CustomStringConvertible {
  var sweep: SimulatedSweep
  var runs = 0
  /// Sweeps in which a change is claimed where there is none, or one of the wrong sign.
  var falseChanges = 0
  /// Sweeps in which a change is called slight that is larger than its margin.
  var falseSlights = 0
  /// Sweeps whose change between the ends is claimed.
  var found = 0
  /// Sweeps whose first outcome is called slight between the ends.
  var slight = 0
  /// Sweeps whose trend is claimed.
  var foundTrends = 0
  var falseInteractions = 0
  var foundInteractions = 0
  /// Intervals of the first outcome, and how many of them hold the truth; the same of all others.
  var intervals = 0
  var covering = 0
  var otherIntervals = 0
  var otherCovering = 0

  init(_ sweep: SimulatedSweep, runs: Int, seed: UInt64) {
    self.sweep = sweep
    for run in 0..<runs {
      var chance = Chance(seed: seed &+ UInt64(run))
      add(sweep.outcomes(&chance))
    }
  }

  private mutating func add(_ outcomes: [Factorial]) {
    runs += 1
    let last = sweep.shape[0] - 1
    let rows = outcomes.indices.flatMap { outcome in
      let trend = outcomes[outcome].trend(of: 0)
      let compared = outcomes[outcome].comparisons(of: 0, isOrdered: true)
      // Where cells are missing several pairs are the widest that there are: the first has the trend, as in reports.
      let widest = compared.first(where: \.isWidest)?.from
      return compared.filter { $0.comparison.settings > 0 }.map {
        (
          outcome, ($0.from, $0.to), $0.comparison, $0.isWidest,
          $0.isWidest && $0.from == widest ? trend : nil
        )
      }
    }
    let judged = Judgement.of(
      rows.map {
        .init($0.2, margin: SimulatedSweep.outcomes[$0.0].margin, isFavoured: $0.3, trend: $0.4)
      })
    var (isFalse, isSlight, isTrend) = (false, false, false)
    for (row, judgement) in zip(rows, judged) {
      let truth = row.0 == 0 ? sweep.truth(from: row.1.0, to: row.1.1) : 0
      let isClaimed = judgement.verdict == .changes
      if isClaimed, truth == 0 || (row.2.estimate ?? 0) * truth < 0 { isFalse = true }
      if let trend = row.4, (judgement.trendHolm ?? 1) <= Judgement.level {
        let slope = row.0 == 0 ? sweep.truth(from: 0, to: last) : 0
        if slope == 0 || trend.tau * slope < 0 { isFalse = true } else { isTrend = true }
      }
      if judgement.verdict == .hardly, abs(truth) >= SimulatedSweep.outcomes[row.0].margin { isSlight = true }
      if row.0 == 0, row.1 == (0, last), judgement.verdict == .hardly { slight += 1 }
      if row.0 == 0, row.1 == (0, last), isClaimed, truth != 0 { found += 1 }
      guard row.1 == (0, last), let range = row.2.interval() else { continue }
      if row.0 == 0 {
        intervals += 1
        covering += range.contains(truth) ? 1 : 0
      } else {
        otherIntervals += 1
        otherCovering += range.contains(truth) ? 1 : 0
      }
    }
    falseChanges += isFalse ? 1 : 0
    falseSlights += isSlight ? 1 : 0
    foundTrends += isTrend ? 1 : 0
    addInteractions(outcomes)
  }

  /// Between the ends of every two parameters, as one table.
  private mutating func addInteractions(_ outcomes: [Factorial]) {
    let ends = sweep.shape.map { $0 - 1 }
    // Data sets are no parameter of which one asks what it changes.
    let twos = [(0, 1), (0, 2), (1, 2)].filter {
      ends[$0.0] > 0 && ends[$0.1] > 0 && (sweep.betweenData == 0 || $0.1 != 2)
    }
    let rows = outcomes.indices.flatMap { outcome in
      twos.flatMap { one, two in
        outcomes[outcome].interactions(of: one, [(0, ends[one])], with: two, [(0, ends[two])]).map {
          (outcome, (one, two), $0.comparison)
        }
      }
    }
    // The shares' base lies on a curve, so that they truly interact with the second parameter and the third.
    let kept = rows.filter { $0.2.settings > 0 && !([3, 4].contains($0.0) && $0.1 == (1, 2)) }
    let changing = (0..<3).filter { ends[$0] > 0 }.map { ($0, changed(by: $0, outcomes)) }
    let changes = Dictionary(uniqueKeysWithValues: changing)
    let judged = Judgement.of(
      kept.map { row in
        .init(
          row.2, margin: SimulatedSweep.outcomes[row.0].margin,
          isFavoured: [row.1.0, row.1.1].allSatisfy { changes[$0]?.contains(row.0) ?? false })
      })
    var isFalse = false
    for (row, judgement) in zip(kept, judged) where judgement.verdict == .changes {
      let isTrue = sweep.isInteraction && row.0 == 0 && row.1 == (0, 1)
      if isTrue { foundInteractions += 1 } else { isFalse = true }
    }
    falseInteractions += isFalse ? 1 : 0
  }

  /// Outcomes that a parameter is said to change.
  private func changed(by factor: Int, _ outcomes: [Factorial]) -> Set<Int> {
    let rows = outcomes.indices.flatMap { outcome in
      outcomes[outcome].comparisons(of: factor, isOrdered: true).filter { $0.comparison.settings > 0 }.map {
        (outcome, $0.comparison, $0.isWidest)
      }
    }
    let judged = Judgement.of(
      rows.map { .init($0.1, margin: SimulatedSweep.outcomes[$0.0].margin, isFavoured: $0.2) })
    return Set(zip(rows, judged).filter { $0.1.verdict == .changes }.map(\.0.0))
  }

  var coverage: Double { Double(covering) / Double(max(intervals, 1)) }

  var description: String {
    func percent(_ part: Int, _ whole: Int) -> String {
      whole == 0 ? "–" : String(format: "%.1f %%", 100 * Double(part) / Double(whole))
    }
    return [
      sweep.name, "\(runs)", percent(falseChanges, runs), percent(falseSlights, runs), percent(slight, runs),
      percent(falseInteractions, runs),
      percent(covering, intervals), percent(otherCovering, otherIntervals),
      sweep.shift == 0 ? "–" : percent(found, runs),
      sweep.shift == 0 || sweep.shape[0] < 3 ? "–" : percent(foundTrends, runs),
      sweep.isInteraction ? percent(foundInteractions, runs) : "–",
    ].joined(separator: " | ")
  }
}
