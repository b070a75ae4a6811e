internal import Coordination
internal import Pages
internal import RunStore
internal import SweepModel
internal import Synchronization

/// What the coordinator's loop lets others know: it writes a value now and then, HTTP's threads read copies.
final class LiveBoard: Sendable {
  struct State: Sendable {
    var workers: [WorkerStanding] = []
    var totals = CoordinatorTotals(seconds: 0, accepted: 0, trainSeconds: 0, measureSeconds: 0)
    /// When the loop last came round.
    var turned: ContinuousClock.Instant = .now
    /// Counts the states that differ from the one before.
    var generation = 0
    /// When the count last rose, and whether trials have come further since.
    var changed: ContinuousClock.Instant = .now
    var hasNews = false
  }

  /// How often pages hear of epochs and losses alone, for which they are made anew as for anything else.
  private static let newsInterval = Duration.seconds(3)

  private let state = Mutex(State())

  var current: State { state.withLock { $0 } }

  /// What is wrong; `nil` while the loop comes round. One that has not for longer than any turn takes is stuck, as on a
  /// full disk.
  var trouble: String? {
    let silence = ContinuousClock.now - current.turned
    return silence < .seconds(30)
      ? nil : "The coordinator's loop stands still since \(Int(silence / .seconds(1))) s.\n"
  }

  /// What the loop's process has told.
  func turned(_ note: LiveNote) { turned(note.workers?.map(\.standing), note.totals) }

  /// The loop came round; `workers` is `nil` when they were not looked at this time.
  func turned(_ workers: [WorkerStanding]?, _ totals: CoordinatorTotals) {
    state.withLock { state in
      state.turned = .now
      let isOther = workers.map { !Self.agree($0, state.workers) } ?? false
      if !isOther, let workers, workers != state.workers { state.hasNews = true }
      let isDue = state.hasNews && state.turned - state.changed >= Self.newsInterval
      if totals.accepted != state.totals.accepted || isOther || isDue {
        state.generation += 1
        (state.changed, state.hasNews) = (state.turned, false)
      }
      state.totals = totals
      if let workers { state.workers = workers }
    }
  }

  /// Whether both are the same but for how far trials have come.
  private static func agree(_ one: [WorkerStanding], _ other: [WorkerStanding]) -> Bool {
    func plain(_ standings: [WorkerStanding]) -> [WorkerStanding] {
      standings.map { standing in
        var standing = standing
        standing.news = [:]
        return standing
      }
    }
    return plain(one) == plain(other)
  }

  /// Why a trial waits, as far as the workers tell; the dispatcher itself is asked with `explain --server`.
  func reasons(for row: TrialRow, of sweep: StoredSweep) -> [String] {
    guard row.state == .waiting, sweep.state == .active else { return [] }
    let present = current.workers.count { $0.presence == .present }
    let shortage = WaitReason.shortage(of: sweep.limits.manner?.gpus, among: current.workers)
    return [(shortage ?? (present == 0 ? WaitReason.noWorkers : .workersFull(present))).description]
  }
}
