internal import Foundation
package import Statistics

/// Answers along the levels as runs of yes and of no, by the fewest answers that lie outside of a run of their own.
package struct AnswerRuns: Hashable, Sendable {
  package struct Run: Hashable, Sendable {
    package let isYes: Bool
    /// Levels with an answer, ascending.
    package let levels: [Int]
  }

  package let runs: [Run]
  /// Answers that are not what their run says.
  package let contrary: Int

  /// - Parameter turns: how often the answer may turn at most.
  package init(yes: [Int], no: [Int], turns: Int) {
    let places = yes.indices.filter { yes[$0] + no[$0] > 0 }
    // After each level, for each number of turns and either answer: the fewest contrary answers and what they take levels for.
    var best = (0...turns).map { turn in
      [false, true].map { _ in (cost: turn > 0 ? Int.max / 2 : 0, said: [Bool]()) }
    }
    for place in places {
      let before = best
      for turn in 0...turns {
        for (answer, isYes) in [false, true].enumerated() {
          var from = before[turn][answer]
          if turn > 0 {
            let turned = before[turn - 1][1 - answer]
            if !turned.said.isEmpty, turned.cost < from.cost { from = turned }
          }
          best[turn][answer] = (from.cost + (isYes ? no[place] : yes[place]), from.said + [isYes])
        }
      }
    }
    let found = best.joined().min { $0.cost < $1.cost }
    contrary = found?.cost ?? 0
    runs = zip(places, found?.said ?? []).reduce(into: []) { runs, next in
      if let last = runs.last, last.isYes == next.1 {
        runs[runs.count - 1] = Run(isYes: next.1, levels: last.levels + [next.0])
      } else {
        runs.append(Run(isYes: next.1, levels: [next.0]))
      }
    }
  }

  /// The fewest contrary answers where the answer turns once or never.
  private static func contraryToOne(_ yes: [Int], _ no: [Int]) -> Int {
    let (allYes, allNo) = (yes.reduce(0, +), no.reduce(0, +))
    var (below, fewest) = ((yes: 0, no: 0), min(allYes, allNo))
    for level in yes.indices {
      below = (below.yes + yes[level], below.no + no[level])
      fewest = min(fewest, below.yes + allNo - below.no, below.no + allYes - below.yes)
    }
    return fewest
  }

  /// The runs of answers that turn more than once; `nil` where one threshold, however wide, explains them about as well.
  ///
  /// Told are two thresholds, one on each side of some level, that make the answers `Threshold.leastEvidence` times as probable as one
  /// does and as one share at every level. Every level and each direction were as probable before.
  package static func turningTwice(_ model: ThresholdModel, yes: [Int], no: [Int]) -> AnswerRuns? {
    guard contraryToOne(yes, no) > 1 else { return nil }
    let one = AnswerRuns(yes: yes, no: no, turns: 1)
    guard
      var found = (2...3).map({ AnswerRuns(yes: yes, no: no, turns: $0) })
        .first(where: { $0.contrary <= one.contrary - 2 })
    else { return nil }
    while found.contrary > 1 {
      let next = AnswerRuns(yes: yes, no: no, turns: found.runs.count)
      guard next.contrary <= found.contrary - 2 else { break }
      found = next
    }
    let share = ThresholdModel.logEvidenceOfConstantShare(yes: yes.reduce(0, +), no: no.reduce(0, +))
    let single = max(evidence(model, yes, no), share)
    return evidenceOfTwo(model, yes, no) - single >= log(Threshold.leastEvidence) ? found : nil
  }

  /// Of one threshold in either direction, as a logarithm.
  private static func evidence(_ model: ThresholdModel, _ yes: [Int], _ no: [Int]) -> Double {
    mean([
      model.posterior(yes: yes, no: no).logEvidence, model.posterior(yes: no, no: yes).logEvidence,
    ])
  }

  private static func evidenceOfTwo(_ model: ThresholdModel, _ yes: [Int], _ no: [Int]) -> Double {
    let places = yes.indices.filter { yes[$0] + no[$0] > 0 }
    return mean(
      places.dropFirst().map { split in
        func part(_ counts: [Int], _ isBelow: Bool) -> [Int] {
          counts.enumerated().map { ($0 < split) == isBelow ? $1 : 0 }
        }
        return evidence(model, part(yes, true), part(no, true))
          + evidence(model, part(yes, false), part(no, false))
      })
  }

  /// Of numbers that are given as logarithms.
  private static func mean(_ logarithms: [Double]) -> Double {
    guard let largest = logarithms.max() else { return -.infinity }
    return largest + log(logarithms.reduce(0) { $0 + exp($1 - largest) } / Double(logarithms.count))
  }
}
