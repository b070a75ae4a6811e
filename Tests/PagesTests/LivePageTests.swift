import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

@Suite struct LivePageTests {
  private static let hostile = "</script><script>alert(1)</script>&\"'<!--<img src=x onerror=alert(1)>"

  private static var hostileLab: ReportLab {
    var lab = ReportLab.states[3].lab
    lab.name = hostile
    lab.sweepFile = hostile
    lab.set(50, .failed, failure: .crashed, text: hostile)
    for position in lab.trials.indices {
      lab.trials[position].provenance?.libraries = hostile
      lab.trials[position].provenance?.processor = hostile
    }
    return lab
  }

  private static var hostilePages: [String] {
    let lab = hostileLab
    let report = SweepReport(lab.rows, dataNames: [ReportLab.file: hostile])
    var workers = LiveLab.workers(ReportLab.states[1].lab)
    for index in workers.indices {
      (workers[index].name, workers[index].host, workers[index].state) = (hostile, hostile, hostile)
    }
    let view = LiveLab.view(lab, workers: workers, failures: LiveLab.failures(lab))
    return [
      view.page(report, draws: true), LiveLab.sweepPage(lab), LiveLab.trialPage(lab, 50, reason: hostile),
      LivePage.sentence(hostile, hostile),
    ]
  }

  @Test func `texts from files and workers appear as text on every page`() {
    for page in Self.hostilePages {
      let isClean = !page.contains("alert(1)</script>") && !page.contains("<!--") && !page.contains("<img")
      #expect(isClean)
      #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(
        page.components(separatedBy: "<script").count == page.components(separatedBy: "</script").count)
    }
  }

  @Test func `nothing comes from elsewhere and no script stands in the page`() {
    for page in Self.hostilePages {
      #expect(!page.contains("http://") && !page.contains("https://"))
      for part in page.components(separatedBy: "<script").dropFirst() {
        #expect(
          part.hasPrefix(" type=\"application/json\"") || part.hasPrefix(" type=\"module\" src=\"/"))
      }
    }
    let rules = LivePage.policy.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(rules.contains("default-src 'none'") && rules.contains("script-src 'self' 'unsafe-eval'"))
  }

  @Test(arguments: ReportLab.states.map(\.name))
  func `a sweep's page has the report's own numbers and charts`(state: String) throws {
    let lab = try #require(ReportLab.states.first { $0.name == state }).lab
    let report = SweepReport(lab.rows, dataNames: ReportLab.names)
    let page = LiveLab.sweepPage(lab)
    for finding in report.findings {
      let sentence = finding.sentence.replacing("<", with: "&lt;").replacing("'", with: "&#39;")
      #expect(page.contains(sentence), "\(finding.sentence)")
    }
    let places = page.components(separatedBy: "data-chart=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(places == report.charts.map { $0.name[...] })
  }

  @Test func `a front page tells what runs, and reads with nothing and with no report`() {
    let lab = ReportLab.states[1].lab
    let page = LiveLab.whole(lab).page(SweepReport(lab.rows), draws: true)
    let running = lab.trials.filter { $0.state == .running }
    #expect(running.count == 2)
    for trial in running { #expect(page.contains("href=\"/trials/\(trial.id)\"")) }
    #expect(page.contains("depth 4, width 64, weight decay 1e-3"))
    #expect(page.contains("2 workers with 7 slots, 2 of them at work."))
    #expect(page.contains("about 3 min left, 6.0 trials/min"))
    let nothing = LiveView(
      time: LiveLab.now, sweeps: [], sweepCount: 0, workers: [], failures: [], isCoordinated: true)
    #expect(nothing.page(nil, draws: true).contains("No sweeps."))
    #expect(nothing.page(nil, draws: true).contains("No workers."))
  }

  @Test func `ten thousand trials are a hundred rows and links to the other pages`() {
    let decays = (0..<210).map { 1e-6 * pow(1.02, Double($0)) }
    let lab = ReportLab.finished(
      seeds: 4, depths: [4, 6], widths: [32, 64, 128], decays: decays, ranks: [1, 2, 4, 8, 10, 12])
    #expect(lab.trials.count == 10_080)
    let page = LiveLab.sweepPage(lab, TrialSelection(page: 3))
    #expect(page.utf8.count < 15_000_000)
    let trials = page.components(separatedBy: "id=\"trials\"")[1]
    #expect(trials.components(separatedBy: "href=\"/trials/").count - 1 == 100)
    #expect(trials.contains("href=\"/trials/\(lab.trials[200].id)\""))
    #expect(trials.contains("aria-current=\"page\">page 3</a>") && trials.contains("?page=101#trials\""))
  }

  @Test func `a listing can be of one state, and its page says which`() {
    let lab = ReportLab.states[3].lab
    let page = LiveLab.sweepPage(lab, TrialSelection(state: .failed))
    let trials = page.components(separatedBy: "id=\"trials\"")[1].components(separatedBy: "</section>")[0]
    #expect(trials.components(separatedBy: "href=\"/trials/").count - 1 == 1)
    #expect(trials.contains("?state=failed#trials\" aria-current=\"page\">failed (1)</a>"))
    #expect(trials.contains("signal 11 (SIGSEGV)"))
  }

  @Test func `a trial's page has its layers, metrics, parameters and reasons`() {
    let lab = ReportLab.states[3].lab
    let page = LiveLab.trialPage(lab, 0)
    for text in [
      "layer 4", "nrc1", "train loss", "weight decay", "attempt 1 gave its result.", "At epoch 100",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!LiveLab.trialPage(lab, 50).contains("id=\"layers\""))
  }

  @Test(arguments: [
    ("/", LiveRoute.home), ("//", .home), ("/events", .events), ("/metrics", .metrics), ("/healthz", .health),
    ("/live.js", .script), ("/charts.js", .renderer),
    ("/sweeps/00c0ffee000000010000000000000002", .sweep(id(2), .init())),
    ("/sweeps/00c0ffee000000010000000000000002/", .sweep(id(2), .init())),
    ("/sweeps/00c0ffee000000010000000000000002/findings.json", .findings(id(2))),
    ("/trials/00c0ffee000000010000000000000003", .trial(TrialID(high: 0x00c0_ffee_0000_0001, low: 3))),
  ])
  func `a path names a page`(path: String, route: LiveRoute) {
    #expect(LiveRoute(path: path) == route)
  }

  @Test(arguments: [
    "/sweeps", "/sweeps/last", "/sweeps/../../etc/passwd", "/trials/00C0FFEE000000010000000000000003", "/x",
    "/sweeps/00c0ffee000000010000000000000002/x", "/events/1", "/trials/%00", "/index.html",
  ])
  func `a path that names nothing is no page`(path: String) {
    #expect(LiveRoute(path: path) == nil)
  }

  @Test(arguments: [
    ("", TrialSelection()), ("page=3", .init(page: 3)),
    ("state=failed&page=2", .init(state: .failed, page: 2)),
    ("page=0", .init()), ("page=-9", .init()), ("page=x", .init()), ("state=bad", .init()),
    ("&&=&a", .init()),
    ("page=9223372036854775807", .init(page: 10_000_000)),
  ])
  func `a query selects trials, and what cannot be read selects all`(query: String, selection: TrialSelection)
  {
    #expect(
      LiveRoute(path: "/sweeps/00c0ffee000000010000000000000002", query: query)
        == .sweep(Self.id(2), selection))
  }

  private static func id(_ low: UInt64) -> SweepID { SweepID(high: 0x00c0_ffee_0000_0001, low: low) }
}
