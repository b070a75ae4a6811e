package import SweepModel

extension WorkerSession {
  /// A session that delivers what a dead worker of this machine has left on its disk: it says hello under that
  /// worker's name, reports under its leases, and leaves, whereupon everything else that worker held waits again.
  /// It runs nothing.
  package init(
    settling reports: [Report], of identity: Identity, settings: Settings = Settings(), random: RandomStream
  ) {
    var identity = identity
    identity.slots = 0
    self.init(identity, settings: settings, random: random)
    isSettling = true
    for report in reports where held[report.lease.trial].map({ $0.attempt < report.lease.attempt }) ?? true {
      held[report.lease.trial] = Held(
        attempt: report.lease.attempt, work: .reporting(report.outcome, log: report.log), isSpooled: true)
    }
    unsent = held.map { Lease($0, $1.attempt) }.sorted()
    reporting = held.count
  }
}
