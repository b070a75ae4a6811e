/// Where a setting whose ends answer alike is asked before anything is said of it: between its ends, at the last level where nets learn,
/// and again where an answer speaks against the ends.
struct Soundings {
  private let tally: AnswerTally
  private let plan: BoundaryPlan
  /// Of each level, seeds that have been used.
  private let used: [Int]

  /// So many trials tell a level that speaks against the ends from one that lies.
  private static let enough = 3

  init(_ tally: AnswerTally, used: [Int], _ plan: BoundaryPlan) {
    (self.tally, self.used, self.plan) = (tally, used, plan)
  }

  /// What is to be asked, the most telling first; empty where the ends rise and where all of it has been asked.
  var places: [Int] {
    guard let learnt = tally.learnt, tally.endsSay != nil || tally.endsFall else { return [] }
    let first = tally.endsFall ? [] : edges(learnt) + quarters(learnt)
    let open = first.isEmpty ? doubts(learnt) : first
    return open.enumerated().filter { place, level in
      used[level] < plan.seeds.count && !open.prefix(place).contains(level)
    }.map(\.element)
  }

  /// The middle between where nets learn and where they do not, until that is known to the tolerance; an end that failed once more.
  private func edges(_ learnt: ClosedRange<Int>) -> [Int] {
    [(learnt.lowerBound, 0, true), (learnt.upperBound, plan.levels.count - 1, false)].compactMap {
      (edge: Int, end: Int, isLow: Bool) -> Int? in
      if edge == end { return nil }
      guard let stop = tally.stop(below: isLow) else { return used[end] < Self.enough ? end : nil }
      guard abs(stop - edge) > 1, abs(plan.levels[stop] - plan.levels[edge]) > plan.tolerance else {
        return nil
      }
      let middle = (stop + edge) / 2
      return used[middle] < Self.enough ? middle : nil
    }
  }

  /// The middle and the quarters of all levels that were not asked and do not lie where nets do not learn.
  private func quarters(_ learnt: ClosedRange<Int>) -> [Int] {
    let last = plan.levels.count - 1
    let (low, high) = (tally.stop(below: true) ?? 0, tally.stop(below: false) ?? last)
    return [last / 2, last / 4, (3 * last) / 4].filter { $0 > low && $0 < high && used[$0] == 0 }
  }

  /// Both ends, and what speaks against them. Ends that fall are asked again too: rising answers of which one lies look alike.
  private func doubts(_ learnt: ClosedRange<Int>) -> [Int] {
    let against = tally.against
    guard !against.isEmpty || tally.endsFall else { return [] }
    return ([learnt.lowerBound, learnt.upperBound] + against).filter { used[$0] < Self.enough }
  }
}
