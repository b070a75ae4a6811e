package import Coordination
internal import SweepModel

/// The reports of ended attempts: kept until they are acknowledged or revoked, and said until then.
struct ReportQueue: Sendable {
  private let settings: WorkerSession.Settings.Reports
  /// Of each trial the latest attempt's, and whether it is on this machine's disk.
  private var entries: [TrialID: (report: Report, isSpooled: Bool)] = [:]
  /// Those not said yet, and those said, by when; one that is kept no longer is skipped.
  private var unsent: [Lease] = []
  private var oldestUnsent = Duration.zero
  private var unacknowledged = Fifo<(lease: Lease, at: Duration)>()

  /// - Parameter spooled: what a dead worker of this machine has left on its disk.
  init(_ settings: WorkerSession.Settings.Reports, spooled: [Report] = []) {
    self.settings = settings
    for report in spooled where attempt(of: report.lease.trial).map({ $0 < report.lease.attempt }) ?? true {
      entries[report.lease.trial] = (report, true)
    }
    unsent = leases.sorted()
  }

  var count: Int { entries.count }
  var leases: [Lease] { entries.values.map(\.report.lease) }
  func attempt(of trial: TrialID) -> Attempt? { entries[trial]?.report.lease.attempt }

  /// When something is to be said again or at last.
  var nextDeadline: Duration? {
    let first = unsent.isEmpty ? nil : oldestUnsent + settings.delay
    guard let again = unacknowledged.first.map({ $0.at + settings.repeatAfter }) else { return first }
    return min(first ?? again, again)
  }

  /// Keeps the report of an attempt that took `length`. Answers whether it is to be spooled.
  mutating func add(_ report: Report, after length: Duration, at now: Duration) -> Bool {
    let isSpooled = length >= settings.spoolFrom
    entries[report.lease.trial] = (report, isSpooled)
    putUp(report.lease, now)
    return isSpooled
  }

  /// The report was acknowledged or nobody wants it. Answers whether it was spooled; `nil` when there was none.
  mutating func remove(_ lease: Lease) -> Bool? {
    report(of: lease) == nil ? nil : entries.removeValue(forKey: lease.trial)?.isSpooled
  }

  /// After acknowledgements: there is nothing to wait for at the head of what was said.
  mutating func forgetAcknowledged() {
    while let said = unacknowledged.first, report(of: said.lease) == nil { _ = unacknowledged.popFirst() }
  }

  /// Takes what is due in messages of a bounded size: when there is enough for one, when the first has waited long
  /// enough, or at once when nothing is queued and so a slot may stand idle.
  mutating func takeDue(at now: Duration, isIdle: @autoclosure () -> Bool) -> [[Report]] {
    guard !unsent.isEmpty else { return [] }
    guard unsent.count >= settings.batch || now >= oldestUnsent + settings.delay || isIdle() else {
      return []
    }
    var messages: [[Report]] = []
    var reports: [Report] = []
    var bytes = 0
    for lease in unsent {
      guard let report = report(of: lease) else { continue }
      bytes += report.bytes
      if !reports.isEmpty, reports.count == settings.batch || bytes > settings.batchBytes {
        messages.append(reports)
        (reports, bytes) = ([], report.bytes)
      }
      reports.append(report)
      unacknowledged.append((lease, now))
    }
    if !reports.isEmpty { messages.append(reports) }
    unsent = []
    return messages
  }

  /// Puts up again what was said long ago and is still not acknowledged.
  mutating func repeatWhatIsDue(at now: Duration) {
    while let said = unacknowledged.first, said.at + settings.repeatAfter <= now {
      _ = unacknowledged.popFirst()
      if report(of: said.lease) != nil { putUp(said.lease, now) }
    }
  }

  /// After a welcome: nothing is known of what was said before.
  mutating func putUpAll(at now: Duration) {
    while let said = unacknowledged.popFirst() {
      if report(of: said.lease) != nil { putUp(said.lease, now) }
    }
    oldestUnsent = .zero
  }

  private mutating func putUp(_ lease: Lease, _ now: Duration) {
    if unsent.isEmpty { oldestUnsent = now }
    unsent.append(lease)
  }

  private func report(of lease: Lease) -> Report? {
    guard let report = entries[lease.trial]?.report, report.lease == lease else { return nil }
    return report
  }

  func brokenInvariant() -> String? {
    let known = Set(unsent).union(unacknowledged.waiting.map(\.lease))
    for entry in entries.values where !known.contains(entry.report.lease) {
      return "the report of \(entry.report.lease.trial.short) is kept and never said"
    }
    return nil
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
