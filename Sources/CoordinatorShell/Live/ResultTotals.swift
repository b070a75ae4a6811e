internal import SweepModel

/// Results that were accepted, and the core time in them.
struct ResultTotals {
  private(set) var accepted = 0
  private(set) var trainSeconds = 0.0
  private(set) var measureSeconds = 0.0

  mutating func add(_ result: TrialResult?) {
    accepted += 1
    trainSeconds += result?.provenance.trainSeconds ?? 0
    measureSeconds += result?.provenance.measureSeconds ?? 0
  }
}
