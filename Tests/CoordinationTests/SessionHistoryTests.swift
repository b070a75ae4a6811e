import Coordination
import Sessions
import SweepModel
import Testing

@Suite struct SessionHistoryTests {
  @Test func `whatever happens to a worker, its session holds together`() {
    var done: Set<String> = []
    for seed in 0..<1_000 {
      var history = SessionHistory(seed: seed)
      history.run(events: 200)
      done.formUnion(history.done)
      if let problem = history.problem {
        Issue.record("seed \(seed): \(problem)")
        return
      }
    }
    #expect(done.count == 13, "these histories lack kinds of actions: they prove little")
  }
}
