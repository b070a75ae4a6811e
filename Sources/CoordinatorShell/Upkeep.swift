internal import Messaging

/// What the loop looks after between messages, and when each was last done.
struct Upkeep {
  /// Messages that were turned away.
  var refusals = Refusals()
  var backlog = BacklogWatch()
  private var lastRefusals = Duration.zero
  private var lastExpiry = Duration.zero

  /// Whether counts of refusals may be told again.
  mutating func tellsRefusals(at now: Duration) -> Bool {
    guard now - lastRefusals >= .seconds(1) else { return false }
    lastRefusals = now
    return true
  }

  /// Whether connections are to be forgotten that have long been silent.
  mutating func expiresPeers(at now: Duration) -> Bool {
    guard now - lastExpiry > .seconds(60) else { return false }
    lastExpiry = now
    return true
  }
}
