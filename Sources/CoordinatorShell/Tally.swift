internal import SweepModel

/// What a coordinator has done since it was started.
package struct Tally {
  /// When the first assignment was sent and the last result was on disk.
  package private(set) var firstAssignment: ContinuousClock.Instant?
  package private(set) var lastResult: ContinuousClock.Instant?
  /// Results that were accepted, and the core time in them.
  private(set) var accepted = 0
  private(set) var trainSeconds = 0.0
  private(set) var measureSeconds = 0.0
  package private(set) var messagesHeard = 0
  /// Bytes of all frames heard and said.
  package private(set) var traffic = 0

  mutating func heard(_ frame: [UInt8]) {
    messagesHeard += 1
    traffic += frame.count
  }

  mutating func said(_ frame: [UInt8]) { traffic += frame.count }

  mutating func assigned() { firstAssignment = firstAssignment ?? .now }

  mutating func accepted(_ result: TrialResult?) {
    lastResult = .now
    accepted += 1
    trainSeconds += result?.provenance.trainSeconds ?? 0
    measureSeconds += result?.provenance.measureSeconds ?? 0
  }
}
