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
  }

  private let state = Mutex(State())

  var current: State { state.withLock { $0 } }

  /// What is wrong; `nil` while the loop comes round. One that has not for longer than any turn takes is stuck, as on a
  /// full disk.
  var trouble: String? {
    let silence = ContinuousClock.now - current.turned
    return silence < .seconds(30)
      ? nil : "The coordinator's loop stands still since \(Int(silence / .seconds(1))) s.\n"
  }

  /// The loop came round; `workers` is `nil` when they were not looked at this time.
  func turned(_ workers: [WorkerStanding]?, _ totals: CoordinatorTotals) {
    state.withLock { state in
      state.turned = .now
      if totals.accepted != state.totals.accepted || workers.map({ $0 != state.workers }) == true {
        state.generation += 1
      }
      state.totals = totals
      if let workers { state.workers = workers }
    }
  }

  /// Why a trial waits, as far as the workers tell; the dispatcher itself is asked with `explain --server`.
  func reasons(for row: TrialRow, of sweep: StoredSweep) -> [String] {
    guard row.state == .waiting, sweep.state == .active else { return [] }
    let present = current.workers.count { $0.presence == .present }
    return [(present == 0 ? WaitReason.noWorkers : .workersFull(present)).description]
  }
}
