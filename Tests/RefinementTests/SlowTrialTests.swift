import Refinement
import SweepModel
import Testing

@Suite struct SlowTrialTests {
  @Test func `a trial that does not end holds up its own setting and no other`() throws {
    let plan = BoundaryPlan(levels: BoundaryLab.levels())
    let settings = (0..<4).map { KnownSetting(.sharp, seed: 70 + $0, levels: plan.levels) }
    var lab = BoundaryLab(plan, settings: 4) { settings[$0].answer($1, at: $2) }
    // The third trial that setting 1 asks for.
    var held: BoundaryTrial?
    while true {
      let asked = lab.search.propose(settings: 4, lab.rows)
      if held == nil, lab.rows.contains(where: { $0.setting == 1 }) {
        held = asked.first { $0.setting == 1 }?.trial
      }
      let next = asked.filter { $0.setting != 1 || $0.trial != held }
      if next.isEmpty { break }
      for (setting, trial) in next { lab.add(setting, trial) }
    }
    let slow = try #require(held)
    let found = lab.search.boundaries(settings: 4, lab.rows)
    #expect([0, 2, 3].allSatisfy { found[$0].outcome == .placed })
    #expect(found[1].outcome == nil && found[1].asked == [slow] && found[1].rounds == 1)
    // Once it has ended, everything is as if it had been fast.
    lab.add(1, slow)
    let ended = lab.run()
    var fast = BoundaryLab(plan, settings: 4) { settings[$0].answer($1, at: $2) }
    #expect(ended == fast.run())
    #expect(Set(lab.rows) == Set(fast.rows))
  }
}
