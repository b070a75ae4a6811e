internal import Coordination
internal import Foundation
internal import Messaging
internal import Pages
internal import SweepModel

/// What the coordinator's loop tells the process that serves its pages.
struct LiveNote: Codable, Sendable {
  struct Worker: Codable, Sendable {
    var name, host, presence: String
    var slots, queued: Int
    var started: [Job]
  }

  /// A trial under way, and how far it has come where that was said.
  struct Job: Codable, Sendable {
    var trial: String
    var attempt: Int
    var epoch: Int?
    var loss: Double?
  }

  private var seconds, trainSeconds, measureSeconds: Double
  private var accepted: Int
  /// `nil` when they are as they were.
  var workers: [Worker]?

  /// - Parameter workers: told with what they work on, as far as pages show it.
  init(_ workers: [WorkerStanding]?, _ totals: CoordinatorTotals) {
    (seconds, accepted) = (totals.seconds, totals.accepted)
    (trainSeconds, measureSeconds) = (totals.trainSeconds, totals.measureSeconds)
    var left = Self.greatestStarted
    self.workers = workers?.map { standing in
      let started = standing.started.prefix(left)
      left -= started.count
      return Worker(
        name: standing.worker.name, host: standing.host, presence: standing.presence.rawValue,
        slots: standing.slots, queued: standing.queued,
        started: started.map { lease in
          let news = standing.news[lease]
          return Job(
            trial: lease.trial.description, attempt: lease.attempt.number, epoch: news?.epoch,
            loss: news?.loss)
        })
    }
  }

  private static let greatestStarted = 2_000

  var totals: CoordinatorTotals {
    CoordinatorTotals(
      seconds: seconds, accepted: accepted, trainSeconds: trainSeconds, measureSeconds: measureSeconds)
  }

  init(frame: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(frame)) }

  func frame() throws -> [UInt8] { try Array(JSONEncoder().encode(self)) }
}

extension LiveNote.Worker {
  var standing: WorkerStanding {
    let jobs = started.compactMap { job in
      TrialID(job.trial).map {
        (Lease($0, Attempt(job.attempt)), job.epoch.map { TrialNews(epoch: $0, loss: job.loss) })
      }
    }
    let news = jobs.compactMap { lease, news in news.map { (lease, $0) } }
    return WorkerStanding(
      worker: WorkerID(name), host: host, slots: slots,
      presence: WorkerStanding.Presence(rawValue: presence) ?? .silent, started: jobs.map(\.0),
      news: Dictionary(news) { $1 }, queued: queued)
  }
}
