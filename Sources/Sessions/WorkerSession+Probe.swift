internal import Coordination
internal import SweepModel

/// A trial that the coordinator wants run on every machine alike. It takes no slot and no lease, and delays no trial.
extension WorkerSession {
  /// One at a time: whoever asks for another meanwhile is not answered.
  mutating func begin(_ number: UInt32, _ specification: [UInt8]) {
    guard probe == nil, stay.takesTrials else { return }
    probe = (number, now + settings.probeTime)
    actions.append(.probe(specification: specification))
  }

  mutating func endProbe(_ outcome: Report.Outcome) {
    guard let probe else { return }
    self.probe = nil
    actions.append(.say(.probed(probe.number, outcome)))
  }

  mutating func endOverdueProbe() {
    guard let probe, probe.until <= now else { return }
    actions.append(.endProbe)
    endProbe(.failure(.timedOut, "It took longer than \(settings.probeTime)."))
  }
}
