package import Findings
package import Foundation
internal import Progress
package import SweepModel

extension SweepProgress {
  /// A sweep's own page: the report as it is now, how it goes on, and its trials.
  ///
  /// - `trials`: those of the page that `selection` names.
  package func page(
    _ report: SweepReport, _ selection: TrialSelection, _ trials: [TrialRow], dataNames: [DataID: String],
    draws: Bool, at time: Date
  ) -> String {
    let sections = report.sections
    return LivePage(
      title: status.name,
      main: """
        \(LivePage.crumbs([(status.name, "/sweeps/\(status.id)")]))
        \(report.overview(sections))
        \(headline)
        <p><a href="#trials">Trials</a> · <a href="/sweeps/\(status.id)/findings.json">findings.json</a>\
        \(submitted.map { " · submitted \(LiveView.age(from: $0, to: time)) ago" } ?? ""). \(LivePage.age(of: time))</p>
        \(Fold(id: "grid", title: "Grid", level: 2, isOpen: left > 0).html(GridMap.html(of: report.aggregate)))
        \(report.findingsSection(drawn: draws))
        \(sections.map { $0.html(drawn: draws) }.joined(separator: "\n"))
        \(trialsSection(selection, trials, dataNames, of: report.aggregate))
        \(report.failuresSection)
        \(report.provenanceSection)
        """, charts: sections.flatMap(\.charts), draws: draws
    ).html
  }

  /// How far it is, how fast it goes and how long it will take.
  var headline: String {
    """
    <p class="pace"><progress max="\(max(1, status.trials))" value="\(status.trials == 0 ? 1 : status.ended)" \
    aria-hidden="true"></progress> <b>\(status.share)</b> \
    <span id="forecast">\(escaped(Self.capitalised(forecast))).</span> \(Numeral.grouped(status.ended)) of \
    \(status.trialsText) \(status.trials == 1 ? "trial" : "trials") ended.</p>
    """
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private func trialsSection(
    _ selection: TrialSelection, _ trials: [TrialRow], _ dataNames: [DataID: String], of aggregate: Aggregate
  ) -> String {
    let names =
      (aggregate.groups.count > 1 ? [Parameter.dataset.name] : []) + aggregate.varied + [Parameter.seed.name]
    let table = LiveTable(
      title: "Trials",
      columns: ["trial"] + names.map(words) + ["state", "attempt", "train loss", "test loss", "note"],
      rows: trials.map { trial in
        [.link(trial.id.short, to: "/trials/\(trial.id)")]
          + names.map { .number(shownParameter($0, of: trial.spec, dataNames)) } + [
            .text(trial.state.rawValue), .number(trial.attempt?.description ?? ""),
            .number(trial.metrics[.trainLoss].map(Numeral.measured) ?? ""),
            .number(trial.metrics[.testLoss].map(Numeral.measured) ?? ""), .text(trial.note),
          ]
      })
    return """
      <section id="trials">
      <h2>Trials</h2>
      \(filters(selection))
      \(trials.isEmpty ? "<p>No trials here.</p>" : table.html)
      \(paging(selection))
      </section>
      """
  }

  private func filters(_ selection: TrialSelection) -> String {
    let links = ([nil] + TrialState.allCases.map { $0 }).map { (state: TrialState?) in
      let count = state.map { status.counts[$0] ?? 0 } ?? status.trials
      let name = "\(state?.rawValue ?? "all") (\(Numeral.grouped(count)))"
      return link(name, TrialSelection(state: state), isCurrent: state == selection.state)
    }
    return "<nav aria-label=\"Trials by state\" class=\"pages\">\(links.joined(separator: "\n"))</nav>"
  }

  private func paging(_ selection: TrialSelection) -> String {
    let count = selection.state.map { status.counts[$0] ?? 0 } ?? status.trials
    let pages = max(1, (count + TrialSelection.pageSize - 1) / TrialSelection.pageSize)
    guard pages > 1 || selection.page > 1 else { return "" }
    let near = Set([1, pages] + (selection.page - 2...selection.page + 2)).filter { (1...pages).contains($0) }
    let links = near.sorted().map { page in
      link(
        "page \(Numeral.grouped(page))", TrialSelection(state: selection.state, page: page),
        isCurrent: page == selection.page)
    }
    return "<nav aria-label=\"Pages of trials\" class=\"pages\">\(links.joined(separator: "\n"))</nav>"
  }

  private func link(_ name: String, _ selection: TrialSelection, isCurrent: Bool) -> String {
    "<a href=\"/sweeps/\(status.id)\(escaped(selection.query))#trials\"\(isCurrent ? " aria-current=\"page\"" : "")>"
      + "\(escaped(name))</a>"
  }
}
