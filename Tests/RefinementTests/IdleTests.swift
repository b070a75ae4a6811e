import Foundation
import Refinement
import SweepModel
import Testing

/// Whether slots wait for the rounds of a sweep that looks for boundaries.
@Suite struct IdleTests {
  /// Plays a sweep on some slots, trials of 0.5 to 1.5 of a unit; first asked, first run.
  ///
  /// - Returns: the share of slot time that was idle while every setting asked, and over all.
  private static func idle(settings count: Int, batch: Int, slots: Int, seed: Int) -> (
    asking: Double, all: Double
  ) {
    let plan = BoundaryPlan(levels: BoundaryLab.levels(), batch: batch)
    let settings = (0..<count).map { KnownSetting(.blurred, seed: seed + $0, levels: plan.levels) }
    var lab = BoundaryLab(plan, settings: count) { settings[$0].answer($1, at: $2) }
    var stream = RandomStream(seed: seed, for: .test)
    var running: [(end: Double, setting: Int, trial: BoundaryTrial)] = []
    var waiting: [(setting: Int, trial: BoundaryTrial)] = []
    var known: Set<[Int]> = []
    var (now, idle, idleAsking, timeAsking) = (0.0, 0.0, 0.0, 0.0)
    while true {
      let boundaries = lab.search.boundaries(settings: count, lab.rows)
      for (setting, boundary) in boundaries.enumerated() {
        for trial in boundary.asked where known.insert([setting, trial.level, trial.seed]).inserted {
          waiting.append((setting, trial))
        }
      }
      while running.count < slots, !waiting.isEmpty {
        let next = waiting.removeFirst()
        running.append((now + 0.5 + stream.uniform(), next.setting, next.trial))
      }
      guard let place = running.indices.min(by: { running[$0].end < running[$1].end }) else { break }
      let step = running[place].end - now
      let free = Double(slots - running.count) * step
      idle += free
      if boundaries.allSatisfy({ $0.outcome == nil }) {
        idleAsking += free
        timeAsking += step
      }
      now = running[place].end
      let ended = running.remove(at: place)
      lab.add(ended.setting, ended.trial)
    }
    return (idleAsking / (timeAsking * Double(slots)), idle / (now * Double(slots)))
  }

  @Test(arguments: [51, 52, 53]) func `eight slots hardly wait where eight settings ask for two trials each`(
    seed: Int
  ) {
    let found = Self.idle(settings: 8, batch: 2, slots: 8, seed: seed)
    print(
      "| idle slots, 8 settings of 2, seed \(seed) | "
        + String(format: "%.1f %% while all ask, %.1f %% with the end", 100 * found.asking, 100 * found.all)
        + " |")
    #expect(found.asking < 0.05)
    // Four settings of two are as many as there are slots: each waits for the slower of its two.
    #expect(Self.idle(settings: 4, batch: 2, slots: 8, seed: seed).asking > 0.1)
  }
}
