import Refinement
import Statistics
import SweepModel
import Testing

@Suite struct BoundarySearchTests {
  private let levels = BoundaryLab.levels()

  @Test func `rows in any order, and twice, change no proposal`() {
    let plan = BoundaryPlan(levels: levels)
    let kinds = KnownSetting.Kind.allCases
    let settings = kinds.indices.map { KnownSetting(kinds[$0], seed: 40 + $0, levels: levels) }
    var lab = BoundaryLab(plan, settings: settings.count) { settings[$0].answer($1, at: $2) }
    _ = lab.run()
    let seed = 7
    var stream = RandomStream(seed: seed, for: .test)
    for round in 0..<1000 {
      // Some of the rows, as when a sweep is half-way.
      let some = lab.rows.filter { _ in stream.uniform() < Double(round % 10 + 1) / 10 }
      let told = lab.search.boundaries(settings: settings.count, some)
      var mixed = some + some.filter { _ in stream.uniform() < 0.3 }
      for place in mixed.indices.reversed() where place > 0 { mixed.swapAt(place, stream.below(place + 1)) }
      #expect(lab.search.boundaries(settings: settings.count, mixed) == told, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: 0..<6) func `whichever trial ends first, the same ones are run`(seed: Int) {
    let plan = BoundaryPlan(levels: levels, cap: 24)
    let kinds = KnownSetting.Kind.allCases
    let settings = kinds.indices.map { KnownSetting(kinds[$0], seed: 90 + $0, levels: levels) }
    let answer = { (setting: Int, trial: BoundaryTrial, level: Double) in
      (trial.level + trial.seed + setting) % 7 == 5 ? .failed : settings[setting].answer(trial, at: level)
    }
    var lab = BoundaryLab(plan, settings: settings.count, answer: answer)
    _ = lab.run()
    var late = BoundaryLab(plan, settings: settings.count, answer: answer)
    var stream = RandomStream(seed: seed, for: .test)
    late.runOneByOne { stream.below($0) }
    #expect(Set(late.rows) == Set(lab.rows) && late.rows.count == lab.rows.count, "seed \(seed)")
  }

  @Test func `the first rounds are solved by hand`() throws {
    let search = BoundarySearch(BoundaryPlan(levels: levels))
    let start = try #require(search.boundaries(settings: 1, []).first)
    #expect(start.asked == [0, 32].map { BoundaryTrial(level: $0, seed: 0) } && start.outcome == nil)
    // With a no at the bottom and a yes at the top every threshold between is about as probable; quantiles 1/8, 3/8, 5/8 and 7/8 of
    // 3 decades and what is left of either side, each within 1/8 of that from a quarter, a half or an end.
    let rows = [(0, BoundaryAnswer.no), (32, .yes)].map {
      BoundaryRow(setting: 0, trial: BoundaryTrial(level: $0, seed: 0), answer: $1)
    }
    let next = try #require(search.boundaries(settings: 1, rows).first)
    #expect(next.rounds == 1 && next.trials == 2 && next.answers == 2)
    #expect(next.asked.map(\.level) == [0, 16, 16, 32] && next.asked.map(\.seed) == [1, 0, 1, 1])
    // One of both missing: it alone is asked for.
    let half = try #require(search.boundaries(settings: 1, [rows[1]]).first)
    #expect(half.asked == [BoundaryTrial(level: 0, seed: 0)] && half.rounds == 0 && half.trials == 0)
  }

  @Test func `rows that no round asked for are not read`() {
    let plan = BoundaryPlan(levels: levels)
    let setting = KnownSetting(.blurred, seed: 3, levels: levels)
    var lab = BoundaryLab(plan) { setting.answer($1, at: $2) }
    let found = lab.run()
    let asked = Set(lab.rows.map(\.trial))
    let others = (0..<33).flatMap { level in (0..<12).map { BoundaryTrial(level: level, seed: $0) } }
      .filter { !asked.contains($0) }
      .map { BoundaryRow(setting: 0, trial: $0, answer: .yes) }
    let foreign = [BoundaryRow(setting: 1, trial: BoundaryTrial(level: 0, seed: 0), answer: .yes)]
    #expect(others.count > 300)
    #expect(lab.search.boundaries(settings: 1, others + lab.rows + foreign) == found)
  }

  @Test func `a trial that failed says nothing and its seed is not asked for again`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: levels)) { _, trial, level in
      trial.seed == 0 ? .failed : level > -3.2 ? .yes : .no
    }
    let found = try #require(lab.run().first)
    #expect(found.outcome == .placed && found.interval.contains(-3.2))
    #expect(found.answers < found.trials && found.answers == lab.rows.count { $0.answer != .failed })
    #expect(Set(lab.rows.map(\.trial)).count == lab.rows.count)
    var dead = BoundaryLab(BoundaryPlan(levels: levels, cap: 20)) { _, _, _ in .failed }
    let nothing = try #require(dead.run().first)
    #expect(nothing.outcome == .notPlaced && nothing.trials == 20 && nothing.answers == 0)
    // Nothing was learnt: everything is as probable as before, wider than the levels.
    #expect(nothing.interval.lowerBound < -5 && nothing.interval.upperBound > -2 && nothing.learns == nil)
  }

  @Test func `beyond where nets learn nothing more is asked`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: levels)) { _, _, level in
      level > -2.6 ? .notLearnt : level > -3.6 ? .yes : .no
    }
    let found = try #require(lab.run().first)
    let learns = try #require(found.learns)
    #expect(found.outcome == .placed && found.interval.contains(-3.6))
    #expect(!learns.isRising && (-3...(-2.3)).contains(learns.median))
    #expect(lab.rows.count { $0.answer == .notLearnt } < 8 && found.trials < 30, "\(lab.rows)")
    // From the other side as well.
    var mirrored = BoundaryLab(BoundaryPlan(levels: levels)) { _, _, level in
      level < -4.4 ? .notLearnt : level > -3.6 ? .yes : .no
    }
    let other = try #require(mirrored.run().first)
    #expect(other.outcome == .placed && other.interval.contains(-3.6) && other.learns?.isRising == true)
  }

  @Test func `a threshold that nets would pass where none learns is none`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: levels)) { _, _, level in level > -2.9 ? .notLearnt : .no }
    let found = try #require(lab.run().first)
    #expect(found.outcome == Boundary.Outcome.none && found.trials <= 30, "\(found)")
    #expect(found.learns?.isRising == false)
  }

  @Test func `where nothing learns it ends soon and says that it is not placed`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: levels)) { _, _, _ in .notLearnt }
    let found = try #require(lab.run().first)
    #expect(found.outcome == .notPlaced && found.trials == 6 && found.answers == 0)
    #expect(found.learns?.outcome == Threshold.Outcome.none && found.learns?.yes == 0)
  }

  @Test func `one seed that does not learn closes nothing`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: levels)) { _, trial, level in
      trial.level == 0 && trial.seed == 0 ? .notLearnt : level > -4.3 ? .yes : .no
    }
    let found = try #require(lab.run().first)
    #expect(found.outcome == .placed && found.interval.contains(-4.3), "\(found)")
  }

  @Test func `a question whose answer turns to no is placed as well`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: levels)) { _, _, level in level > -3.3 ? .no : .yes }
    let found = try #require(lab.run().first)
    #expect(found.outcome == .placed && !found.isRising && found.interval.contains(-3.3))
    // That answers fall is told from two that lie after some rounds only, so that other levels are asked.
    var risen = BoundaryLab(BoundaryPlan(levels: levels)) { _, _, level in level > -3.3 ? .yes : .no }
    let other = try #require(risen.run().first)
    #expect(other.isRising && (found.median - other.median).magnitude < 0.1)
  }

  @Test(arguments: [-6.0, 0]) func `without a transition it ends within twelve trials and says so`(
    _ truth: Double
  ) throws {
    for batch in [1, 2, 4, 8] {
      var lab = BoundaryLab(BoundaryPlan(levels: levels, batch: batch)) { _, _, level in
        level > truth ? .yes : .no
      }
      let found = try #require(lab.run().first)
      #expect(found.outcome == Boundary.Outcome.none && (6...12).contains(found.trials), "\(batch): \(found)")
    }
  }

  @Test func `no level has more than twelve seeds or those that there are, and no setting more than its cap`()
    throws
  {
    for (seeds, most) in [(40, 12), (3, 3)] {
      let plan = BoundaryPlan(levels: levels, tolerance: 1e-3, batch: 7, cap: 90, seeds: seeds)
      var lab = BoundaryLab(plan) { _, _, level in level > -3.3 ? .yes : .no }
      let found = try #require(lab.run().first)
      #expect(found.outcome == .notPlaced && found.trials == 90, "\(found)")
      let counts = Dictionary(grouping: lab.rows, by: \.trial.level).mapValues(\.count)
      #expect(counts.values.max() == most)
      for (level, count) in counts {
        #expect(Set(lab.rows.filter { $0.trial.level == level }.map(\.trial.seed)) == Set(0..<count))
      }
    }
    // Two levels of one seed each: both are used up at once.
    var lab = BoundaryLab(BoundaryPlan(levels: [0, 1], seeds: 1)) { _, _, level in level > 0.5 ? .yes : .no }
    let found = try #require(lab.run().first)
    #expect(found.outcome == .notPlaced && found.trials == 2 && found.asked.isEmpty)
  }

  @Test func `levels that are no power of two and one are halved as evenly as they can be`() throws {
    var lab = BoundaryLab(BoundaryPlan(levels: BoundaryLab.levels(26, decades: 2.5))) { _, _, level in
      level > -3.77 ? .yes : .no
    }
    let found = try #require(lab.run().first)
    #expect(found.outcome == .placed && found.interval.contains(-3.77))
    // Halves, quarters and eighths of 25 steps: a coarse level where the posterior is wide.
    #expect(
      Set(lab.rows.prefix(6).map(\.trial.level)).isSubset(of: [0, 3, 6, 9, 13, 16, 19, 22, 25]), "\(lab.rows)"
    )
  }

  @Test func `one end where nothing was learnt closes no level before it is told from chance`() throws {
    let search = BoundarySearch(BoundaryPlan(levels: levels))
    let rows = [(0, BoundaryAnswer.no), (32, .notLearnt)].map {
      BoundaryRow(setting: 0, trial: BoundaryTrial(level: $0, seed: 0), answer: $1)
    }
    let next = try #require(search.boundaries(settings: 1, rows).first)
    // It is looked for between instead of once more at the other end; what is above stays open.
    #expect(next.asked.prefix(3).map(\.level) == [16, 8, 24] && next.learns?.isTold == false, "\(next)")
  }

  @Test func `of two rows of one trial the order decides nothing`() {
    let search = BoundarySearch(BoundaryPlan(levels: levels))
    let ends = [0, 32].map { BoundaryTrial(level: $0, seed: 0) }
    let rows = [BoundaryAnswer.no, .yes].map { BoundaryRow(setting: 0, trial: ends[1], answer: $0) }
    let low = [BoundaryRow(setting: 0, trial: ends[0], answer: .no)]
    #expect(
      search.boundaries(settings: 1, low + rows) == search.boundaries(settings: 1, rows.reversed() + low))
    #expect(search.boundaries(settings: 1, low + rows) == search.boundaries(settings: 1, low + [rows[1]]))
  }

  @Test func `half-way between two levels the lower one is asked`() {
    let search = BoundarySearch(BoundaryPlan(levels: [0, 1], batch: 1))
    let rows = [0, 1].map {
      BoundaryRow(setting: 0, trial: BoundaryTrial(level: $0, seed: 0), answer: .failed)
    }
    #expect(search.propose(settings: 1, rows).map(\.trial) == [BoundaryTrial(level: 0, seed: 1)])
  }
}
