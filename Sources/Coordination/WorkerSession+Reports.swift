internal import SweepModel

/// Reports are kept until they are acknowledged or revoked, and said until then.
extension WorkerSession {
  /// - Parameter since: when the attempt started.
  mutating func keepReport(
    _ lease: Lease, _ outcome: Report.Outcome, log: String, since: Duration, _ now: Duration,
    _ actions: inout [Action]
  ) {
    letGo(lease.trial, now, &actions)
    held[lease.trial]?.work = .reporting(outcome, log: log)
    if now - since >= settings.spoolFrom {
      held[lease.trial]?.isSpooled = true
      actions.append(.spool(Report(lease, outcome, log: log)))
    }
    reporting += 1
    putUp(lease, now)
  }

  private mutating func putUp(_ lease: Lease, _ now: Duration) {
    if unsent.isEmpty { oldestUnsent = now }
    unsent.append(lease)
  }

  /// Says what is due: when there is enough for one message, when the first has waited long enough, or at once
  /// when nothing is queued and so a slot may stand idle.
  mutating func sayReports(_ now: Duration, _ actions: inout [Action]) {
    guard !unsent.isEmpty else { return }
    let isDue = unsent.count >= settings.batch || now >= oldestUnsent + settings.reportDelay
    guard isDue || (queued == 0 && ahead.allSatisfy(\.isEmpty)) else { return }
    var reports: [Report] = []
    var bytes = 0
    for lease in unsent {
      guard let report = report(of: lease) else { continue }
      bytes += report.bytes
      if !reports.isEmpty, reports.count == settings.batch || bytes > settings.batchBytes {
        actions.append(.say(.reported(room: room(now), reports)))
        (reports, bytes) = ([], report.bytes)
      }
      reports.append(report)
      unacknowledged.append(Said(lease: lease, at: now))
    }
    if !reports.isEmpty { actions.append(.say(.reported(room: room(now), reports))) }
    unsent = []
  }

  func isReporting(_ lease: Lease) -> Bool { report(of: lease) != nil }

  private func report(of lease: Lease) -> Report? {
    if case .reporting(let outcome, let log) = held[lease] { Report(lease, outcome, log: log) } else { nil }
  }

  /// Puts up again what was said long ago and is still not acknowledged.
  mutating func repeatReports(_ now: Duration) {
    while let said = unacknowledged.first, said.at + settings.repeatAfter <= now {
      _ = unacknowledged.popFirst()
      if isReporting(said.lease) { putUp(said.lease, now) }
    }
  }

  /// After a welcome: nothing is known of what was said before.
  mutating func sayAllAgain(_ now: Duration) {
    while let said = unacknowledged.popFirst() {
      if isReporting(said.lease) { putUp(said.lease, now) }
    }
    oldestUnsent = .zero
  }
}

extension Report {
  /// Of what may be long.
  fileprivate var bytes: Int {
    if case .result(let result) = outcome { result.count + log.utf8.count } else { log.utf8.count }
  }
}

extension Lease: Comparable {
  package static func < (left: Lease, right: Lease) -> Bool {
    left.trial == right.trial ? left.attempt < right.attempt : left.trial < right.trial
  }
}
