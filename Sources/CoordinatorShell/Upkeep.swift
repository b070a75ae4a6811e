internal import Messaging

/// What the loop looks after between messages, and when each was last done.
struct Upkeep {
  /// Messages that were turned away.
  var refusals = Refusals()
  var backlog = BacklogWatch()
  var crowd = Crowd()
  var spelling = SpellingAllowances()
  private var lastRefusals = Duration.zero
  private var lastExpiry = Duration.zero
  private var lastStoreLook = Duration.zero

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

  /// Whether to see that the store is where it was, while nothing is written.
  mutating func looksAtStore(at now: Duration) -> Bool {
    guard now - lastStoreLook >= .seconds(1) else { return false }
    lastStoreLook = now
    return true
  }
}

/// Workers that join and leave, told one by one as long as a person can follow, then as a count.
struct Crowd {
  private var allowance = Allowance(atOnce: 200, perSecond: 5)
  private var untold = 0

  /// Whether one more is told by name.
  mutating func tells(at now: Duration) -> Bool {
    if allowance.takes(1, at: now) { return true }
    untold += 1
    return false
  }

  /// How many were not, since it was last asked.
  mutating func takeUntold() -> Int {
    defer { untold = 0 }
    return untold
  }
}

/// Results that are spelled as no worker of Fathom does are slow to read: each key may send some.
struct SpellingAllowances {
  private var left: [PublicKey?: Allowance] = [:]

  mutating func takes(_ bytes: Int, by key: PublicKey?, at now: Duration) -> Bool {
    left[key, default: Allowance(atOnce: 2 << 20, perSecond: 1 << 18)].takes(bytes, at: now)
  }
}
