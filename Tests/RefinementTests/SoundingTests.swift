import Refinement
import Statistics
import Testing

/// What is asked before it is said that nothing turns, and answers that turn more than once.
@Suite struct SoundingTests {
  private let levels = (0..<25).map { -5 + Double($0) / 6 }

  private func found(
    batch: Int = 3, _ answer: @escaping (BoundaryTrial, Double) -> BoundaryAnswer
  ) throws -> Boundary {
    var lab = BoundaryLab(BoundaryPlan(levels: levels, tolerance: 0.3, batch: batch, cap: 30)) {
      _, trial, level in
      answer(trial, level)
    }
    return try #require(lab.run().first)
  }

  @Test(arguments: [1, 2, 3, 4, 8])
  func `no transition is said after both ends, the middle and the quarters`(batch: Int) throws {
    for isYes in [false, true] {
      let found = try found(batch: batch) { _, _ in isYes ? .yes : .no }
      #expect(found.outcome == Boundary.Outcome.none && found.trials <= 12, "\(found)")
      #expect(Set(found.tally.answered).isSuperset(of: [0, 6, 12, 18, 24]), "\(found)")
    }
  }

  @Test(arguments: [1, 3, 4]) func `where an end does not learn the threshold before it is found`(batch: Int)
    throws
  {
    // Yes up to -2.1, no up to -1.6, nothing beyond.
    let found = try found(batch: batch) { _, level in level > -1.6 ? .notLearnt : level > -2.1 ? .no : .yes }
    #expect(found.outcome == .placed && !found.isRising && found.interval.contains(-2.1), "\(found)")
    // The lower end does not learn.
    let other = try self.found(batch: batch) { _, level in
      level < -4.4 ? .notLearnt : level > -3.6 ? .yes : .no
    }
    #expect(other.outcome == .placed && other.interval.contains(-3.6), "\(other)")
  }

  @Test func `no transition where nets learn is said once the last value where they do is known`() throws {
    let found = try found { _, level in level > -2.3 ? .notLearnt : .yes }
    let (learnt, stop) = (try #require(found.tally.learnt), try #require(found.tally.stop(below: false)))
    #expect(found.outcome == Boundary.Outcome.none && learnt.lowerBound == 0, "\(found)")
    #expect(levels[stop] > -2.3 && levels[learnt.upperBound] <= -2.3)
    #expect(levels[stop] - levels[learnt.upperBound] <= 0.34)
    #expect(found.tally.answered.count >= 4)
  }

  @Test func `a window between ends that answer alike is told as runs and is no threshold`() throws {
    for (low, high) in [(-3.2, -1.8), (-4.3, -3.7), (-4.6, -2.4)] {
      for isYes in [true, false] {
        let found = try found { _, level in (level > low && level < high) == isYes ? .yes : .no }
        #expect(found.outcome == .notPlaced && found.trials < 30, "\(found)")
        let runs = try #require(found.turns).runs
        #expect(runs.map(\.isYes) == [!isYes, isYes, !isYes])
        for run in runs {
          for level in run.levels {
            #expect((levels[level] > low && levels[level] < high) == (run.isYes == isYes))
          }
        }
      }
    }
  }

  @Test func `one that lies between is asked again and does not keep it open`() throws {
    let found = try found { trial, _ in trial.level == 12 && trial.seed == 0 ? .yes : .no }
    #expect(found.outcome == Boundary.Outcome.none && found.turns == nil, "\(found)")
    #expect(found.yes[12] == 1 && found.no[12] == 2)
  }

  @Test func `runs take the fewest answers as lies`() {
    let (yes, no) = ([0, 0, 2, 0, 1, 3], [1, 3, 0, 4, 0, 0])
    let counts = (0...4).map { AnswerRuns(yes: yes, no: no, turns: $0).contrary }
    // Never: six yes. Once, before the third or the fifth: 4 or 2 lie. Twice: no no, yes, no no no with 4 or yes from the fifth with 4 less.
    #expect(counts == [6, 2, 2, 0, 0])
    let runs = AnswerRuns(yes: yes, no: no, turns: 4).runs
    #expect(
      runs.map(\.levels) == [[0, 1], [2], [3], [4, 5]] && runs.map(\.isYes) == [false, true, false, true])
    let gap = AnswerRuns(yes: [0, 0, 0], no: [0, 2, 0], turns: 2)
    #expect(gap.runs.map(\.levels) == [[1]] && gap.contrary == 0)
    #expect(AnswerRuns(yes: [], no: [], turns: 1).runs.isEmpty)
  }

  @Test func `turns are told from one threshold by twenty to one, and by two answers at least`() {
    let model = ThresholdModel(levels: levels)
    func counts(_ places: [Int: Int]) -> [Int] { levels.indices.map { places[$0] ?? 0 } }
    let no = counts([0: 2, 6: 2, 18: 2, 24: 3])
    #expect(AnswerRuns.turningTwice(model, yes: counts([12: 3]), no: no) != nil)
    #expect(AnswerRuns.turningTwice(model, yes: counts([12: 1]), no: no) == nil)
    // A wide transition has answers of both kinds on either side of its middle.
    #expect(
      AnswerRuns.turningTwice(
        model, yes: counts([10: 1, 11: 1, 13: 1, 20: 2]), no: counts([0: 2, 12: 2, 14: 1])) == nil)
  }
}
