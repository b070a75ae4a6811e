internal import Coordination
internal import SweepModel

/// The connection to the coordinator: whether it can be spoken on, and when to speak or to try again.
struct Link: Sendable {
  enum State: Sendable {
    /// No connection. Next: open, or welcomed by what was still on its way.
    case down
    /// Hello was said. Next: welcomed, or down.
    case open
    /// Beats and reports are said. Next: open, when asked who this is; down.
    case welcomed
  }

  private let settings: WorkerSession.Settings.Link
  private var random: RandomStream
  private(set) var state = State.down
  private var beatInterval = Duration.seconds(1)
  private var leaseLength = Duration.seconds(30)
  private var nextBeat = Duration.zero
  private var lastHeard = Duration.zero
  private var saidHello: Duration?
  /// When to connect again unless welcomed before, and how long the pause after that may be.
  private var nextTry = Duration.zero
  private var pause: Duration

  /// - Parameter random: spreads the tries of many workers to connect again.
  init(_ settings: WorkerSession.Settings.Link, random: RandomStream) {
    self.settings = settings
    self.random = random
    pause = settings.pauses.first
  }

  var isWelcomed: Bool { state == .welcomed }
  var nextDeadline: Duration { isWelcomed ? min(nextBeat, lastHeard + leaseLength) : nextTry }
  func isSilent(at now: Duration) -> Bool { isWelcomed && now >= lastHeard + leaseLength }
  func isBeatDue(at now: Duration) -> Bool { isWelcomed && now >= nextBeat }
  func isTryDue(at now: Duration) -> Bool { !isWelcomed && now >= nextTry }

  /// Whether a hello is on its way that answers who this is.
  func isSayingHello(at now: Duration) -> Bool {
    state == .open && saidHello.map { now < $0 + beatInterval } ?? false
  }

  mutating func helloSaid(at now: Duration) {
    state = .open
    nextTry = now + settings.answerTime + nextPause()
    saidHello = now
  }

  mutating func heard(at now: Duration) { lastHeard = now }

  mutating func welcomed(beatInterval: Duration, leaseLength: Duration, at now: Duration) {
    self.beatInterval = max(beatInterval, .milliseconds(1))
    self.leaseLength = max(leaseLength, self.beatInterval * 3)
    pause = settings.pauses.first
    state = .welcomed
    nextBeat = now + self.beatInterval
  }

  mutating func beatSaid(at now: Duration) { nextBeat = now + beatInterval }

  /// The connection is gone, nobody answers on it, or another one is opened.
  mutating func goDown(at now: Duration) {
    state = .down
    nextTry = now + nextPause()
  }

  /// Between half and all of a pause that doubles with each use, and stays well below a lease: a coordinator that
  /// is back keeps this worker's leases for one lease length.
  private mutating func nextPause() -> Duration {
    defer { pause = min(pause * 2, settings.pauses.longest, leaseLength / 4) }
    return pause * (0.5 + 0.5 * random.uniform())
  }

  func brokenInvariant() -> String? {
    if leaseLength < beatInterval * 3 { return "a lease of \(leaseLength) ends between beats" }
    if pause > max(settings.pauses.first, settings.pauses.longest) {
      return "a pause of \(pause) is too long"
    }
    return state == .open && saidHello == nil ? "the link is open and nobody said hello" : nil
  }
}
