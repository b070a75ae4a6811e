internal import Statistics

/// One setting after some rounds.
struct BoundaryReplay {
  private let search: BoundarySearch
  private var evidence: ThresholdEvidence
  private var posterior: ThresholdPosterior
  private var isRising = true
  private var tally: AnswerTally
  /// Of each level, seeds that have been used.
  private var used: [Int]
  private var (rounds, trials) = (0, 0)
  /// Where nets stop to learn, as far as it is known.
  private var learns: Threshold?
  /// Places where more trials may be asked for: those before that threshold, once it is told from chance.
  private var open: ClosedRange<Int>?

  /// How much more the answers have to speak for the other way, as a logarithm: two that lie must not, which at both ends are
  /// evidence of e^3.
  private static let leastForFalling = 6.0

  init(_ search: BoundarySearch) {
    self.search = search
    evidence = ThresholdEvidence(search.model)
    posterior = evidence.posterior
    let count = search.plan.levels.count
    (used, tally) = (Array(repeating: 0, count: count), AnswerTally(levels: count))
    open = 0...count - 1
  }

  /// What the first round asks for.
  var ends: [BoundaryTrial] {
    [0, search.plan.levels.count - 1].map { BoundaryTrial(level: $0, seed: 0) }
  }

  /// Trials of a round are taken in the order of their seeds.
  mutating func take(_ trial: BoundaryTrial, _ answer: BoundaryAnswer) {
    trials += 1
    used[trial.level] = max(used[trial.level], trial.seed + 1)
    switch answer {
    case .yes, .no:
      evidence.add(1, of: answer == .yes, at: trial.level)
      if answer == .yes { tally.yes[trial.level] += 1 } else { tally.no[trial.level] += 1 }
    case .notLearnt: tally.notLearnt[trial.level] += 1
    case .failed: break
    }
  }

  mutating func endRound() {
    rounds += 1
    (posterior, isRising) = (evidence.posterior, true)
    let (yes, no, notLearnt) = (tally.yes, tally.no, tally.notLearnt)
    // Only where a yes lies below a no can answers turn the other way.
    if let first = yes.firstIndex(where: { $0 > 0 }), let last = no.lastIndex(where: { $0 > 0 }), first < last
    {
      let falling = search.model.posterior(yes: no, no: yes)
      isRising = falling.logEvidence - posterior.logEvidence < Self.leastForFalling
      if !isRising { posterior = falling }
    }
    guard notLearnt.contains(where: { $0 > 0 }) else { return }
    learns = Threshold(search.model, yes: zip(yes, no).map(+), no: notLearnt)
    open = learns.flatMap(openPlaces)
  }

  /// All of them until the threshold of learning is told from one share at every level.
  private func openPlaces(_ learns: Threshold) -> ClosedRange<Int>? {
    let levels = search.plan.levels
    let all = 0...levels.count - 1
    if learns.yes == 0 { return learns.answers < Threshold.leastForNone ? all : nil }
    guard learns.isTold else { return all }
    let places = all.filter { learns.isRising ? levels[$0] >= learns.median : levels[$0] <= learns.median }
    return places.first.flatMap { first in places.last.map { first...$0 } }
  }

  private var soundings: [Int] { Soundings(tally, used: used, search.plan).places }

  /// Why this setting asks for no more; `nil` where it does.
  var outcome: Boundary.Outcome? {
    guard open != nil else { return .notPlaced }
    let isSounded = soundings.isEmpty
    let end = isSounded ? settled : nil
    let mayTurnTwice = end != nil || isSounded && !tally.against.isEmpty
    if mayTurnTwice, AnswerRuns.turningTwice(search.model, yes: tally.yes, no: tally.no) != nil {
      return .notPlaced
    }
    return end ?? (trials >= search.plan.cap ? .notPlaced : nil)
  }

  /// What one threshold makes of the answers, once it is known well enough.
  private var settled: Boundary.Outcome? {
    let levels = search.plan.levels
    let range = tally.learnt.map { levels[$0.lowerBound]...levels[$0.upperBound] }
    if tally.endsSay != nil, let range, posterior.outside(of: range) >= 0.95 {
      let isAlike = tally.answers >= Threshold.leastForNone && tally.against.isEmpty
      return isAlike ? Boundary.Outcome.none : nil
    }
    let interval = posterior.interval
    return interval.upperBound - interval.lowerBound <= search.plan.tolerance ? .placed : nil
  }

  /// Where the posterior's quantiles may ask. Where ends answer alike and all between is asked, the levels where nets learn.
  private var reach: ClosedRange<Int>? {
    guard let open, tally.endsSay != nil, let learnt = tally.learnt, soundings.isEmpty else { return open }
    return learnt.clamped(to: open)
  }

  /// What the next round asks for: soundings, then levels at the posterior's quantiles, each with the least seed that is free there.
  /// Empty where none is free.
  var next: [BoundaryTrial] {
    guard let open = reach else { return [] }
    let (plan, dyadic) = (search.plan, search.dyadic)
    let interval = posterior.interval
    let near = (interval.upperBound - interval.lowerBound) / 8
    var (used, asked) = (used, [BoundaryTrial]())
    for level in soundings.prefix(min(plan.batch, plan.cap - trials)) {
      asked.append(BoundaryTrial(level: level, seed: used[level]))
      used[level] += 1
    }
    let count = min(plan.batch, plan.cap - trials) - asked.count
    for number in 0..<count {
      let x = posterior.quantile((Double(number) + 0.5) / Double(count))
      guard var level = dyadic.place(of: x, within: near, open.contains) else { continue }
      if used[level] >= plan.seeds.count {
        let free = dyadic.nearest(x) { open.contains($0) && used[$0] < plan.seeds.count }
        guard let free else { continue }
        level = free
      }
      asked.append(BoundaryTrial(level: level, seed: used[level]))
      used[level] += 1
    }
    return asked
  }

  func boundary(_ outcome: Boundary.Outcome?, asking asked: [BoundaryTrial] = []) -> Boundary {
    Boundary(
      outcome: outcome, asked: asked, rounds: rounds, trials: trials, tally: tally,
      turns: outcome.flatMap { _ in AnswerRuns.turningTwice(search.model, yes: tally.yes, no: tally.no) },
      isRising: isRising,
      median: posterior.median, interval: posterior.interval, transitionWidth: posterior.transitionWidth,
      learns: learns)
  }
}
