internal import Answers
internal import Coordination
internal import Messaging
internal import SweepModel

/// What became of an order or a submission, in words and as JSON.
struct SweepAnswer: Answer, Encodable {
  enum Deed {
    case submitted, alreadyThere
    case ordered(SweepOrder, before: SweepStanding?)
  }

  var sweep, id, state: String
  var priority, trials, done, failed, running, waiting: Int
  /// Whether the order changed something.
  var changed: Bool
  private var deed: String
  private var grows: Bool

  private enum CodingKeys: CodingKey {
    case sweep, id, state, priority, trials, done, failed, running, waiting, changed
  }

  init(_ row: SweepRow, _ standing: SweepStanding?, _ deed: Deed) {
    let standing = standing ?? SweepStanding()
    sweep = row.name
    id = row.id.description
    state = standing.state.rawValue
    (priority, trials, done, failed) = (
      standing.priority, standing.trials, standing.finished, standing.failed
    )
    (running, waiting, grows) = (
      standing.running, standing.waiting, !standing.isOver && [.active, .paused].contains(standing.state)
    )
    switch deed {
    case .submitted: (self.deed, changed) = ("is submitted", true)
    case .alreadyThere: (self.deed, changed) = ("is already there", false)
    case .ordered(let order, let before):
      let hasEnded = standing.isOver && standing.waiting + standing.running == 0
      changed = before?.state != standing.state || before?.priority != standing.priority
      switch order {
      case .retryFailed:
        let retried = (before?.failed ?? 0) - standing.failed
        changed = retried > 0
        self.deed = retried == 0 ? "has no failed trial to retry" : "starts \(retried) failed trials over"
      case .prioritise: self.deed = "has priority \(standing.priority)\(changed ? "" : " already")"
      default:
        self.deed =
          hasEnded && standing.state == .active
          ? "has ended" : "is \(standing.state.rawValue)\(changed ? "" : " already")"
      }
    }
  }

  func text(width: Int) -> String {
    var parts = ["\(done) of \(grows ? "at least " : "")\(trials) trials done"]
    if failed > 0 { parts.append("\(failed) failed") }
    if running > 0 {
      parts.append(state == "paused" ? "\(running) run on to their end" : "\(running) out with workers")
    }
    if waiting > 0 { parts.append(state == "cancelled" ? "\(waiting) will not run" : "\(waiting) wait") }
    return "Sweep '\(sweep)' (\(id.prefix(8))) \(deed): \(parts.joined(separator: ", ")).\n"
  }
}
