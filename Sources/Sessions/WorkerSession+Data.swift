internal import Coordination
internal import SweepModel

/// Trials whose data may not lie on this machine: they wait with their lease in hand until it does.
extension WorkerSession {
  mutating func waitForData(_ assignment: Assignment, _ data: DataID, _ batch: BatchKey?) {
    work.add(assignment.lease, .awaiting(assignment), data: data, batch: batch)
    let path = supply.want(data, path: assignment.dataPath)
    serveSupply()
    if let path { queue(assignment, data, path) }
  }

  /// A trial uses its data no more.
  mutating func letGo(_ data: DataID) {
    supply.done(data, at: now)
    serveSupply()
  }

  /// Does what the supply asks for; each change of it comes before this.
  mutating func serveSupply() {
    for effect in supply.takeEffects() {
      switch effect {
      case .order(let order): actions.append(.supply(order))
      case .ask(let request): actions.append(.say(.fetch(request)))
      case .ready(let data, let path):
        for assignment in work.waiting(for: data) { queue(assignment, data, path) }
      case .failed(let data, let text):
        let advice = "\(text) A folder of this machine that holds a copy can be named with --data-dir."
        for assignment in work.waiting(for: data) {
          let ended = SlotTable.Ended(lease: assignment.lease, log: "", since: now)
          keepReport(ended, .failure(.crashed, advice))
        }
      }
    }
  }

  private mutating func queue(_ assignment: Assignment, _ data: DataID, _ path: String) {
    var assignment = assignment
    assignment.dataPath = path
    work.queue(assignment, steps: supply.steps(of: data))
  }
}
