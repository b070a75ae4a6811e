internal import SweepModel

/// Trials whose data may not lie on this machine: they wait with their lease in hand until it does.
extension WorkerSession {
  mutating func waitForData(
    _ assignment: Assignment, _ data: DataID, _ now: Duration, _ actions: inout [Action]
  ) {
    let lease = assignment.lease
    held[lease.trial] = Held(attempt: lease.attempt, work: .awaiting(assignment), data: data)
    var effects: [DataSupply.Effect] = []
    let path = supply.want(data, path: assignment.dataPath, &effects)
    carry(effects, now, &actions)
    if let path { enqueue(lease, assignment, path) }
  }

  mutating func hear(_ news: DataSupply.News, _ now: Duration, _ actions: inout [Action]) {
    carry(now, &actions) { $0.hear(news, at: now, &$1) }
  }

  mutating func hear(_ piece: DataPiece, _ now: Duration, _ actions: inout [Action]) {
    carry(now, &actions) { $0.hear(piece, at: now, &$1) }
  }

  mutating func hear(
    _ data: DataID, isWithheld text: String, _ now: Duration, _ actions: inout [Action]
  ) {
    carry(now, &actions) { $0.refused(data, text, at: now, &$1) }
  }

  mutating func supplyAgain(_ now: Duration, _ actions: inout [Action]) {
    carry(now, &actions) { $0.reconnected(at: now, &$1) }
  }

  mutating func lookAtSupply(_ now: Duration, _ actions: inout [Action]) {
    guard supply.nextDeadline != nil else { return }
    carry(now, &actions) { $0.timePassed(at: now, &$1) }
  }

  /// The trial uses its data no more.
  mutating func letGo(_ trial: TrialID, _ now: Duration, _ actions: inout [Action]) {
    guard let data = held[trial]?.data else { return }
    held[trial]?.data = nil
    carry(now, &actions) { $0.done(data, at: now, &$1) }
  }

  private mutating func carry(
    _ now: Duration, _ actions: inout [Action],
    _ change: (inout DataSupply, inout [DataSupply.Effect]) -> Void
  ) {
    var effects: [DataSupply.Effect] = []
    change(&supply, &effects)
    carry(effects, now, &actions)
  }

  private mutating func carry(
    _ effects: [DataSupply.Effect], _ now: Duration, _ actions: inout [Action]
  ) {
    for effect in effects {
      switch effect {
      case .order(let order): actions.append(.supply(order))
      case .ask(let request): actions.append(.say(.fetch(request)))
      case .ready(let data, let path):
        for (lease, assignment) in waiting(for: data) { enqueue(lease, assignment, path) }
      case .failed(let data, let text):
        for (lease, _) in waiting(for: data) {
          keepReport(lease, .failure(.crashed, Self.advice(text)), log: "", since: now, now, &actions)
        }
      }
    }
  }

  private static func advice(_ text: String) -> String {
    "\(text) A folder of this machine that holds a copy can be named with --data-dir."
  }

  private func waiting(for data: DataID) -> [(Lease, Assignment)] {
    held.compactMap { trial, held in
      guard held.data == data, case .awaiting(let assignment) = held.work else { return nil }
      return (Lease(trial, held.attempt), assignment)
    }.sorted { $0.0 < $1.0 }
  }

  private mutating func enqueue(_ lease: Lease, _ assignment: Assignment, _ path: String) {
    var assignment = assignment
    assignment.dataPath = path
    let steps = held[lease.trial]?.data.map { supply.steps(of: $0) } ?? 0
    held[lease.trial]?.steps = steps
    held[lease.trial]?.work = .queued(assignment)
    queue.append(lease)
    queued += 1
  }
}
