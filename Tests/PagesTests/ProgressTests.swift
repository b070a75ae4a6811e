import Pages
import Testing

@Suite struct ProgressTests {
  private func progress(
    trials: Int = 84, reused: Int = 0, done: Int, failed: Int = 0, running: Int = 2, seconds: Double
  ) -> Progress {
    Progress(
      trials: trials, reused: reused, done: done, failed: failed, running: running, elapsed: .seconds(seconds)
    )
  }

  @Test func `a run in its middle tells done, running, left, rate and the time that remains`() {
    #expect(
      progress(done: 42, seconds: 36).line()
        == "42 of 84 trials done, 2 running, 42 left, about 40 s left, 70 trials/min")
  }

  @Test func `nothing is foretold before the first trial has ended`() {
    #expect(progress(done: 0, seconds: 3).line() == "0 of 84 trials done, 2 running, 84 left")
  }

  @Test func `reused results say nothing about the speed`() {
    #expect(progress(reused: 42, done: 42, seconds: 5).trialsPerMinute == nil)
    #expect(progress(reused: 42, done: 48, seconds: 60).trialsPerMinute == 6)
  }

  @Test func `failures are told and are no longer left`() {
    #expect(
      progress(trials: 10, done: 6, failed: 3, running: 1, seconds: 90).line()
        == "6 of 10 trials done, 1 running, 3 failed, 1 left, about 10 s left, 6.0 trials/min")
  }

  @Test func `a narrow terminal gets the first facts`() {
    #expect(progress(done: 42, seconds: 36).line(width: 40) == "42 of 84 trials done, 2 running, 42 left")
    #expect(progress(done: 42, seconds: 36).line(width: 10).count == 10)
  }

  @Test func `a log line begins with the time since the start`() {
    #expect(
      progress(done: 84, running: 0, seconds: 3725).plainLine
        == "01:02:05  84 of 84 trials done, 0 left, 1.4 trials/min")
  }

  @Test(arguments: [
    (0.5, "less than 10 s"), (9, "less than 10 s"), (9.5, "about 10 s"), (31, "about 40 s"),
    (89, "about 90 s"),
    (90, "about 2 min"), (3599, "about 60 min"), (7800, "about 2 h 10 min"), (7200, "about 2 h"),
    (200_000, "about 2 days"), (86_400, "about 1 day"),
  ])
  func `remaining time is told as people tell it`(seconds: Double, text: String) {
    #expect(Progress.about(.seconds(seconds)) == text)
  }
}
