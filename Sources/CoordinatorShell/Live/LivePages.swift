internal import Findings
internal import Foundation
internal import Pages
internal import Progress
internal import RunStore
internal import SweepModel

/// What the live page answers: pages made from the store's rows and the coordinator's board.
///
/// One thread uses it at a time. The store is a reader's connection of its own, so that the coordinator never waits.
final class LivePages {
  private let store: Store
  private let board: LiveBoard
  private let renderer: String?
  private var reports: [SweepID: CachedReport] = [:]
  private var view: (view: LiveView, key: String, made: ContinuousClock.Instant)?

  /// A report and what it was made from.
  private struct CachedReport {
    var report: SweepReport
    var dataNames: [DataID: String]
    var changes: Int
    var made: ContinuousClock.Instant
    var cost: Duration
  }

  init(store: Store, board: LiveBoard) {
    self.store = store
    self.board = board
    renderer = ChartRenderer.bundle
  }

  /// What changes when there may be something new to show.
  func generation() throws -> String { "\(board.current.generation)-\(try store.changes())" }

  func answer(_ route: LiveRoute) throws -> LiveAnswer {
    switch route {
    case .home: return .page(try home())
    case .sweep(let id, let selection): return try known(id) { .page(try sweep($0, selection)) }
    case .findings(let id): return try known(id) { .json(try report(of: $0.sweep.id).report.json) }
    case .trial(let id): return try trial(id).map { .page($0) } ?? .missing("No sweep has a trial \(id).")
    case .metrics: return .text(try current().prometheusText(board.current.totals))
    case .script: return .script(liveScript)
    case .renderer:
      return renderer.map { .script($0) } ?? .missing("The chart renderer is not there: 'make charts'.")
    case .events, .health: return .missing("The server answers this by itself.")
    }
  }

  private func known(_ id: SweepID, _ body: (StoredSweep) throws -> LiveAnswer) throws -> LiveAnswer {
    do { return try body(try store.sweep(id)) } catch StoreError.unknownSweep {
      return .missing("There is no sweep \(id) here.")
    }
  }

  /// What goes on now; looked up again once something changed, at most every second.
  private func current() throws -> LiveView {
    let key = try generation()
    if let view, view.key == key || ContinuousClock.now - view.made < .seconds(1) { return view.view }
    let made = try LiveReading.view(of: nil, in: store, workers: board.current.workers)
    view = (made, key, .now)
    return made
  }

  private func home() throws -> String {
    var view = try current()
    view.time = Date()
    let report = try view.sweeps.first.map { try self.report(of: $0.status.id).report }
    return view.page(report, draws: renderer != nil)
  }

  private func sweep(_ stored: StoredSweep, _ selection: TrialSelection) throws -> String {
    let id = stored.sweep.id
    let (report, names) = try report(of: id)
    let now = Date()
    let progress = try LiveReading.progress(of: stored, in: store, true, at: now)
    let trials = try store.trials(
      of: id, in: selection.state, from: selection.first, limit: TrialSelection.pageSize)
    return progress.page(report, selection, trials, dataNames: names, draws: renderer != nil, at: now)
  }

  /// A report is made anew when something changed, and so rarely that it takes a tenth of the time at most.
  private func report(of id: SweepID) throws -> (report: SweepReport, dataNames: [DataID: String]) {
    let changes = try store.changes()
    if let cached = reports[id] {
      let age = ContinuousClock.now - cached.made
      if cached.changes == changes || age < max(.seconds(1), cached.cost * 10) {
        return (cached.report, cached.dataNames)
      }
    }
    let start = ContinuousClock.now
    let names = try store.dataNames()
    let report = SweepReport(try store.rows(of: id), dataNames: names)
    if reports.count >= Self.greatestReports { reports = [:] }
    reports[id] = CachedReport(
      report: report, dataNames: names, changes: changes, made: .now, cost: ContinuousClock.now - start)
    return (report, names)
  }

  private static let greatestReports = 4

  private func trial(_ id: TrialID) throws -> String? {
    guard let (sweep, row) = try store.trial(id) else { return nil }
    let history = try store.attempts(of: id)
    let names = try store.dataNames()
    let explained = TrialExplanation(
      row, history, sweep: sweep, isCoordinated: true, reasons: board.reasons(for: row, of: sweep),
      dataNames: names)
    let result = try store.result(of: id)
    let steps = zip(history, explained.attempts).map { attempt, step in
      TrialPage.Step(
        attempt: attempt.attempt, worker: step.worker, host: step.host, started: step.started,
        ended: step.ended, reason: step.reason)
    }
    let because = explained.computedBy.map { "Computed with \($0)." }
    return TrialPage(
      row: row, sweep: sweep.sweep, dataNames: names,
      reasons: [explained.reason] + explained.waitsBecause + [because].compactMap { $0 }, steps: steps,
      layers: result?.layers ?? [], curve: result?.curve ?? [], spectra: result?.spectra ?? [],
      logs: try store.logs(of: id)
    ).html(draws: renderer != nil)
  }
}

/// An answer before it is put into HTTP.
enum LiveAnswer: Sendable {
  case page(String)
  case json(String)
  case text(String)
  case script(String)
  case missing(String)
}
