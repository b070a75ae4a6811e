package import Findings
internal import Foundation
internal import Progress
internal import SweepModel

extension LiveView {
  /// The coordinator's front page.
  ///
  /// - Parameters:
  ///   - report: of the sweep that is worked on or was last; `nil` when there is none.
  ///   - draws: whether the server has the bundle that draws charts.
  package func page(_ report: SweepReport?, draws: Bool) -> String {
    let sections = report?.sections ?? []
    return LivePage(
      title: "Sweeps",
      main: """
        <header>
        <p class="eyebrow">Fathom coordinator</p>
        <h1>Sweeps</h1>
        <p class="note">\(escaped(sentence)) \(LivePage.age(of: time))</p>
        </header>
        \(report.map(atWork) ?? "")
        \(sweepsSection)
        \(workersSection)
        \(failuresSection)
        \(report.map { Self.findings(of: $0, sections, draws: draws) } ?? "")
        """, charts: sections.flatMap(\.charts), draws: draws
    ).html
  }

  private var sentence: String {
    let slots = workers.reduce(0) { $0 + ($1.slots ?? 0) }
    let busy = workers.reduce(0) { $0 + $1.jobs.count }
    return "\(Numeral.count(workers.count, "worker")) with \(Numeral.count(slots, "slot")), "
      + "\(Numeral.grouped(busy)) of them at work."
  }

  /// The first sweep: how far it is, how fast it goes, and which of its cells have ended.
  private func atWork(_ report: SweepReport) -> String {
    guard let progress = sweeps.first, progress.status.id == report.aggregate.sweep.id else { return "" }
    return """
      <section id="now">
      <h2><a href="/sweeps/\(progress.status.id)">\(escaped(progress.status.name))</a></h2>
      \(progress.headline)
      \(GridMap.html(of: report.aggregate))
      </section>
      """
  }

  private var sweepsSection: String {
    guard !sweeps.isEmpty else {
      return "<p>No sweeps. <code>fathom submit sweep.yaml</code> gives the coordinator one.</p>"
    }
    let table = LiveTable(
      title: "Sweeps",
      columns: [
        "sweep", "id", "submitted", "ended", "time left", "state", "waiting", "running", "finished",
        "diverged",
        "failed",
      ],
      rows: sweeps.map { sweep in
        let status = sweep.status
        return [
          .link(status.name, to: "/sweeps/\(status.id)"), .text(status.id.short),
          .number(sweep.submitted.map { "\(Self.age(from: $0, to: time)) ago" } ?? ""),
          status.grows ? .number(status.share) : .share(status.ended, of: status.trials),
          .text(sweep.forecast), .text(status.stateText),
        ] + TrialState.allCases.map { .number(Numeral.grouped(status.counts[$0] ?? 0)) }
      })
    let more = sweepCount - sweeps.count
    let rest =
      more > 0
      ? "<p class=\"note\">\(Numeral.count(more, "older sweep")): <code>fathom status</code>.</p>" : ""
    return "<section id=\"sweeps\">\n\(table.html)\n\(rest)\n</section>"
  }

  private var workersSection: String {
    let shown = workers.prefix(Self.greatestWorkers)
    let left = workers.count - shown.count
    let rows = shown.flatMap { worker in
      let notes = worker.notes
      let jobs: [[LiveTable.Field]] = worker.jobs.map { job in
        [
          .link(job.trial.short, to: "/trials/\(job.trial)"), .number(job.attempt.description),
          .number(job.since.map { Self.clock(from: $0, to: time) } ?? ""), .number(job.epochText),
          .number(job.lossText), .text(job.description),
        ]
      }
      let idle: [LiveTable.Field] =
        [.text("idle")] + [.number(""), .number(""), .number(""), .number("")] + [.text("")]
      let rows = jobs.isEmpty ? [idle] : jobs
      return rows.enumerated().map { index, job -> [LiveTable.Field] in
        let first: [LiveTable.Field] = [
          .text(worker.name), .text(worker.host), .number(worker.slots?.description ?? ""),
          .text(notes.isEmpty ? worker.state : notes),
        ]
        return (index == 0 ? first : [.text(""), .text(""), .number(""), .text("")]) + job
      }
    }
    let table = LiveTable(
      title: "Workers",
      columns: [
        "worker", "host", "slots", "state", "trial", "attempt", "time", "epoch", "loss", "parameters",
      ],
      rows: rows)
    let nobody =
      "<p>No workers. <code>fathom-worker --join tcp://…</code> on any machine with the address adds one.</p>"
    return """
      <section id="workers">
      <h2>Workers</h2>
      \(workers.isEmpty ? nobody : table.html)
      \(left > 0 ? "<p class=\"note\">\(Numeral.count(left, "more worker")).</p>" : "")
      </section>
      """
  }

  private static let greatestWorkers = 200

  private var failuresSection: String {
    if failures.isEmpty { return "" }
    let table = LiveTable(
      title: "Failures", columns: ["when", "trial", "attempt", "worker", "what happened"],
      rows: failures.map { failure in
        [
          .text(Self.clock(from: failure.time, to: time) + " ago"),
          .link(failure.trial.short, to: "/trials/\(failure.trial)"), .number(failure.attempt.description),
          .text(failure.worker), .text(failure.description),
        ]
      })
    return "<section id=\"last-failures\">\n<h2>Last failures</h2>\n\(table.html)\n</section>"
  }

  private static func findings(of report: SweepReport, _ sections: [GroupSection], draws: Bool) -> String {
    report.findingsSection(drawn: draws) + sections.map { $0.html(drawn: draws) }.joined(separator: "\n")
  }
}
