import Findings
import Foundation
import Pages
import Progress
import SweepModel
import TestSupport
import Testing

@Suite struct LiveViewTests {
  @Test(arguments: ReportLab.states.map(\.name))
  func `a sweep in each state reads as pinned in 'watch'`(state: String) throws {
    let lab = try #require(ReportLab.states.first { $0.name == state }).lab
    try expectPinned(LiveLab.whole(lab).text(), "watch-\(state).txt")
  }

  @Test func `a frame of watch has progress, what runs where, and why attempts failed`() {
    let running = LiveLab.whole(ReportLab.states[1].lab).text(width: 100)
    #expect(running.contains("29 %  7 of 24 trials ended, about 3 min left, 6.0 trials/min"))
    #expect(running.contains("15 waiting, 2 running, 7 finished"))
    #expect(running.contains("01:15") && running.contains("1 slot idle, 2 prefetched"))
    #expect(running.contains("idle") && running.contains("silent"))
    let failed = LiveLab.whole(ReportLab.states[2].lab).text(width: 100)
    #expect(failed.contains("6 of 6 trials ended\n") && failed.contains("1:01:40 ago"))
    #expect(failed.contains("out of memory: needed 3.1 GiB, slot has 2.0 GiB. Given up."))
  }

  @Test(arguments: [40, 60, 80, 400])
  func `no line is wider than the terminal`(width: Int) {
    for (name, lab) in ReportLab.states {
      for line in LiveLab.whole(lab).text(width: width).split(separator: "\n") {
        #expect(line.count <= width, "\(name): \(line)")
      }
    }
  }

  @Test func `a low terminal gets fewer lines of workers and is told how many are missing`() {
    let lab = ReportLab.states[1].lab
    let job = LiveWorker.Job(lab.trials[0].id, .first, since: nil, spec: nil)
    let many = (0..<60).map {
      LiveWorker(name: "w-\($0)", host: "n", slots: 1, state: "present", jobs: [job], queued: 0)
    }
    let lines = LiveLab.view(lab, workers: many).text(height: 24).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24)
    #expect(lines.contains { $0.hasSuffix("more lines of workers.") })
  }

  @Test func `what a store without a coordinator calls running is not said to be watched`() {
    var view = LiveLab.whole(ReportLab.states[1].lab)
    view.isCoordinated = false
    view.sweeps[0].status.isCoordinated = false
    #expect(view.text().contains("No coordinator runs on this store."))
    #expect(view.sweeps[0].remaining == nil)
  }

  @Test func `a name cannot move the cursor`() {
    var lab = ReportLab.states[2].lab
    lab.name = "red \u{1b}[31m\r\u{8}name"
    lab.set(0, .failed, failure: .crashed, text: "\u{1b}]0;title\u{7}")
    #expect(!LiveLab.whole(lab).text().unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }

  @Test func `metrics count trials by state and escape what they name`() throws {
    var lab = ReportLab.states[3].lab
    lab.name = "a\"b\\c\nd"
    let text = LiveLab.whole(lab).prometheusText(
      CoordinatorTotals(seconds: 12.5, accepted: 40, trainSeconds: 3, measureSeconds: 1))
    let tally = SweepReport(lab.rows).aggregate.tally
    #expect(
      text.contains(
        "{sweep=\"a\\\"b\\\\c\\nd\",id=\"\(lab.rows.sweep.id)\",state=\"failed\"} \(tally[.failed])\n"))
    #expect(
      text.contains("fathom_results_accepted_total 40\n") && text.contains("fathom_uptime_seconds 12.5\n"))
    #expect(text.contains("fathom_workers{state=\"silent\"} 1\n") && text.contains("fathom_slots 1\n"))
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: /fathom_[a-z_]+(\{.*\})? [0-9.e-]+/) != nil, "\(line)")
    }
  }

  private static let now = LiveLab.now

  private typealias Span = (started: Date, ended: Date)

  /// Trials in turn, six seconds each, the last one ended `ago`.
  private static func inTurn(_ count: Int, ago: Double) -> [Span] {
    (0..<count).map { place in
      let ended = now - ago - 6 * Double(place)
      return (ended - 6, ended)
    }
  }

  private static let spans: [[Span]] = [
    inTurn(10, ago: 0),
    // The same, and a day before them as many more: the night does not count.
    inTurn(10, ago: 0) + inTurn(10, ago: 86_400),
    [(now - 30, now), (now - 30, now), (now - 30, now)],
    // More than are looked at, one a second, each long: counted from the oldest end on.
    (0..<200).map { (now - 3_600, now - Double($0)) },
    // One that ended a minute ago after a minute: time without an end counts.
    [(now - 120, now - 60)],
  ]

  @Test(arguments: zip(0..<5, [10, 10, 6, 60, 0.5]))
  func `a pace is what ended in the time since something was always out`(
    row: Int, perMinute: Double
  ) throws {
    let pace = try #require(Pace(spans: Self.spans[row], now: Self.now))
    #expect(abs(pace.trialsPerMinute - perMinute) < 1e-9, "\(pace)")
  }

  @Test func `without an end there is no pace`() {
    #expect(Pace(spans: [], now: Self.now) == nil)
    #expect(Pace(spans: [(Self.now, Self.now)], now: Self.now) == nil)
  }
}
