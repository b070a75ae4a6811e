internal import Answers
internal import Coordination
internal import Messaging
internal import RunStore
internal import SweepLanguage
internal import SweepModel

/// Sweeps whose methods are asked for more.
struct GrowingSweeps {
  typealias AskingDesk = Desk<SweepID, Result<NextTrials, CommandFailure>>

  let methods: [any SweepMethod.Type]
  /// Made when a method is first asked. It takes as many questions as there are sweeps.
  var desk: AskingDesk?
  var asked: Set<SweepID> = []
  /// Of sweeps that were asked, what their files were planned as.
  var planned: [SweepID: NextTrials.PlannedFile] = [:]
  /// Sweeps that are not over and cannot be planned any more.
  var refused: Set<SweepID> = []
}

extension Coordinator {
  /// Nothing runs or waits, and a sweep that is not over cannot go on: the log says why.
  package var isStuck: Bool {
    counts.unfinished == 0 && growing.asked.isEmpty && !growing.refused.isEmpty
  }

  /// Planning and reading rows takes long: the method is asked on a thread beside the loop.
  func propose(for id: SweepID) throws {
    let stored = try store.sweep(id)
    let desk = try growing.desk ?? GrowingSweeps.AskingDesk(capacity: .max)
    growing.desk = desk
    growing.asked.insert(id)
    growing.refused.remove(id)
    _ = desk.take(id) {
      [folder = store.folder.path, methods = growing.methods, planned = growing.planned[id]] in
      do {
        let store = try Store.open(folder, as: .reader)
        return .success(try NextTrials(of: stored, methods: methods, in: store, planned: planned))
      } catch { return .failure(error as? CommandFailure ?? .failed("\(error)")) }
    }
  }

  func takeGrowth() throws {
    for (id, outcome) in growing.desk?.takeEnded() ?? [] {
      growing.asked.remove(id)
      do { try grow(id, by: outcome.get()) } catch  where error is CommandFailure || error is StoreError {
        refuseGrowth(of: id, "\(error)")
      }
    }
  }

  /// What the method asks for is on disk before the dispatcher knows of it.
  private func grow(_ id: SweepID, by next: NextTrials) throws {
    let (growth, first) = (next.growth, next.growth.firstPosition)
    growing.planned[id] = growth.isOver ? nil : next.planned
    let isNews = try untilTaken {
      try store.grow(
        id, after: first, by: growth.trials.lazy.map(SubmittedTrial.init), dataPaths: next.dataPaths,
        isOver: growth.isOver)
    }
    guard isNews else { return }
    let trials = try dispatchedTrials(of: store.sweep(id), from: first)
    if !trials.isEmpty { log("Sweep \(id.short) asks for \(trials.count) more trials.", .debug) }
    try carryOut(dispatcher.handle(.sweepGrew(id, trials, isOver: growth.isOver), at: now))
  }

  private func refuseGrowth(of id: SweepID, _ reason: String) {
    growing.refused.insert(id)
    log("Sweep \(id.short) is not over and gets no more trials: \(reason)")
  }
}
