package import SweepModel

/// What the dispatcher knows of one worker, for people who watch.
package struct WorkerStanding: Hashable, Sendable {
  package enum Presence: String, Hashable, Sendable {
    /// Heard lately.
    case present
    /// Nothing was heard for a while; keeps what it holds and gets nothing new.
    case silent
    /// Gets nothing new for a time, because attempts kept failing there.
    case setAside = "set aside"
  }

  package var worker: WorkerID
  /// Empty until it has said hello.
  package var host: String
  package var slots: Int
  package var presence: Presence
  /// What its slots work on, by attempt and trial.
  package var started: [Lease]
  /// How far they have come, where it was said.
  package var news: [Lease: TrialNews]
  /// Leases that it holds and has not started.
  package var queued: Int
  /// `nil` of a worker that is too old to say.
  package var offer: ProgramOffer?

  package init(
    worker: WorkerID, host: String, slots: Int, presence: Presence, started: [Lease],
    news: [Lease: TrialNews] = [:], queued: Int, offer: ProgramOffer? = nil
  ) {
    (self.worker, self.host, self.slots) = (worker, host, slots)
    (self.presence, self.started, self.news, self.queued) = (presence, started, news, queued)
    self.offer = offer
  }
}

extension Dispatcher {
  /// Every worker that is known, by name. Takes time in proportion to the workers and the leases that are out.
  package var workerStandings: [WorkerStanding] {
    workers.all.filter(workers.isKnown).map(standing).sorted { $0.worker < $1.worker }
  }

  private func standing(_ place: Int) -> WorkerStanding {
    let entry = workers[place]
    var presence = entry.presence == .present ? WorkerStanding.Presence.present : .silent
    if presence == .present, asideUntil[place] != nil { presence = .setAside }
    let held = entry.leases.map { leases[Int($0)] }
    let running = held.filter(\.isStarted).map { (trials[Int($0.trial)].lastLease, $0.news) }
    let started = running.map(\.0)
    return WorkerStanding(
      worker: entry.id, host: entry.host, slots: entry.slots, presence: presence,
      started: started.sorted { ($0.attempt, $0.trial) < ($1.attempt, $1.trial) },
      news: Dictionary(uniqueKeysWithValues: running.compactMap { lease, news in news.map { (lease, $0) } }),
      queued: held.count - started.count, offer: entry.offer)
  }
}
