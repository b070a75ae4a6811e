package import Foundation

/// A sweep as it is stored.
package struct SweepRow: Hashable, Sendable {
  package var id: SweepID
  package var name: String
  /// The sweep file's text, as it was submitted.
  package var file: String
  package var trials: Int
  package var submitted: Date

  package init(id: SweepID, name: String, file: String, trials: Int, submitted: Date) {
    (self.id, self.name, self.file) = (id, name, file)
    (self.trials, self.submitted) = (trials, submitted)
  }
}

/// What a person has decided about a sweep.
package enum SweepState: String, Hashable, Sendable, CaseIterable {
  /// Its trials are given out.
  case active
  /// Nothing new is given out; what runs goes on to its end.
  case paused
  /// Nothing of it runs any more; its results stay.
  case cancelled
  /// A grown sweep of the same name has taken its trials over.
  case replaced
}

package enum TrialState: String, Hashable, Sendable, CaseIterable {
  /// No result and no lease.
  case waiting
  /// A worker holds a lease on it.
  case running
  /// An accepted result.
  case finished
  /// An accepted result that says at which epoch training was given up.
  case diverged
  /// Out of attempts; the last failure is told.
  case failed
}

/// One trial of a sweep, with its accepted result where there is one.
package struct TrialRow: Hashable, Sendable {
  package var id: TrialID
  /// Place in the sweep's deterministic order, from 0.
  package var position: Int
  /// Number of the grid cell (the trial without its seed), from 0.
  package var cell: Int
  package var spec: Specification
  package var state: TrialState
  /// The attempt that holds the lease, gave the result or failed last.
  package var attempt: Attempt?
  package var worker: WorkerID?
  package var failure: FailureClass?
  package var failureText: String?
  package var divergedEpoch: Int?
  package var metrics: [Metric: Double]
  package var provenance: Provenance?

  package init(
    id: TrialID, position: Int, cell: Int, spec: Specification, state: TrialState, attempt: Attempt? = nil,
    worker: WorkerID? = nil, failure: FailureClass? = nil, failureText: String? = nil,
    divergedEpoch: Int? = nil, metrics: [Metric: Double] = [:], provenance: Provenance? = nil
  ) {
    (self.id, self.position, self.cell) = (id, position, cell)
    (self.spec, self.state, self.attempt) = (spec, state, attempt)
    (self.worker, self.failure, self.failureText) = (worker, failure, failureText)
    (self.divergedEpoch, self.metrics, self.provenance) = (divergedEpoch, metrics, provenance)
  }
}

/// Everything that a report reads: one sweep's rows, whatever state the sweep is in.
package struct SweepRows: Sendable {
  package var sweep: SweepRow
  /// By position.
  package var trials: [TrialRow]
  /// Layer measures of each trial that has a result, ascending by (epoch, layer, rows).
  package var layers: [TrialID: [LayerMeasure]]
  package var curves: [TrialID: [CurvePoint]]
  /// Spectra of each trial that has any, ascending by (epoch, layer).
  package var spectra: [TrialID: [LayerSpectra]]

  package init(
    sweep: SweepRow, trials: [TrialRow], layers: [TrialID: [LayerMeasure]], curves: [TrialID: [CurvePoint]],
    spectra: [TrialID: [LayerSpectra]] = [:]
  ) {
    (self.sweep, self.trials, self.layers) = (sweep, trials, layers)
    (self.curves, self.spectra) = (curves, spectra)
  }
}

/// The last 64 KiB that an attempt of a trial wrote, as `LogTail.printable` leaves it.
package struct AttemptLog: Hashable, Sendable {
  package var attempt: Attempt
  package var text: String

  package init(attempt: Attempt, text: String) { (self.attempt, self.text) = (attempt, text) }
}
