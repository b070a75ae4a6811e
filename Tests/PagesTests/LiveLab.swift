import Findings
import Foundation
import Pages
import Progress
import SweepModel
import TestSupport

/// What goes on in a made-up cluster at a fixed time.
enum LiveLab {
  static let now = Date(timeIntervalSince1970: 1_750_000_000)

  static func view(_ lab: ReportLab, workers: [LiveWorker] = [], failures: [LiveFailure] = []) -> LiveView {
    LiveView(
      time: now, sweeps: [progress(lab)], sweepCount: 1, workers: workers, failures: failures,
      isCoordinated: true)
  }

  /// Six trials a minute when anything has ended.
  static func progress(_ lab: ReportLab) -> SweepProgress {
    let status = SweepStatus(number: 1, id: lab.rows.sweep.id, name: lab.name, counts: lab.counts)
    let ends = (0..<min(6, status.ended)).map { (started: now - 60, ended: now - Double($0)) }
    return SweepProgress(
      status, pace: Pace(spans: ends, now: now), submitted: lab.trials.isEmpty ? nil : now - 7_300)
  }

  /// The trials of `lab` that run, on one worker with one slot more.
  static func workers(_ lab: ReportLab) -> [LiveWorker] {
    let jobs = lab.trials.filter { $0.state == .running }.map {
      LiveWorker.Job($0.id, .first, since: now - 75, spec: $0.spec, epoch: 40, loss: 0.01234)
    }
    return [
      LiveWorker(
        name: "w-1", host: "node-1", slots: jobs.count + 1, state: "present", jobs: jobs, queued: 2),
      LiveWorker(name: "w-2", host: "node-2", slots: 4, state: "silent", jobs: [], queued: 0),
    ]
  }

  static func failures(_ lab: ReportLab) -> [LiveFailure] {
    lab.trials.filter { $0.state == .failed }.prefix(5).map {
      LiveFailure(
        trial: $0.id, attempt: Attempt(3), worker: "w-1", failure: $0.failure ?? .crashed,
        text: $0.failureText ?? "", isFinal: true, time: now - 3_700)
    }
  }

  static func whole(_ lab: ReportLab) -> LiveView {
    view(lab, workers: workers(lab), failures: failures(lab))
  }

  static func sweepPage(_ lab: ReportLab, _ selection: TrialSelection = .init(), draws: Bool = true) -> String
  {
    let chosen = lab.trials.filter { selection.state == nil || $0.state == selection.state }
    let trials = Array(chosen.dropFirst(selection.first).prefix(TrialSelection.pageSize))
    return progress(lab).page(
      SweepReport(lab.rows, dataNames: ReportLab.names), selection, trials, dataNames: ReportLab.names,
      draws: draws, at: now)
  }

  static func trialPage(_ lab: ReportLab, _ position: Int, reason: String = "attempt 1 gave its result.")
    -> String
  {
    let trial = lab.trials[position]
    return TrialPage(
      row: trial, sweep: lab.rows.sweep, dataNames: ReportLab.names, reasons: [reason],
      steps: [
        .init(attempt: .first, worker: reason, host: reason, started: now - 60, ended: now, reason: reason)
      ], layers: lab.layers[trial.id] ?? [], curve: lab.curves[trial.id] ?? [],
      spectra: lab.spectra[trial.id] ?? []
    ).html(draws: true)
  }
}

extension SweepReport {
  func html(renderer: String?) -> String { files(renderer: renderer)[0].contents }
}
