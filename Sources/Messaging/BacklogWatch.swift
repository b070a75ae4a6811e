/// Notices that peers send faster than their frames are read, before what waits fills memory: a listener's queue has no limit
/// (see `CoordinatorSocket`). What holds more is taken for a flood, by whomever it comes.
package struct BacklogWatch: Sendable {
  /// Bytes that the process may grow by while the queue is never found empty.
  package static let limit = 512 << 20
  /// How often the process is weighed.
  package static let interval = Duration.milliseconds(100)

  private var floor: Int?
  private var lastLook: Duration?

  package init() {}

  /// To be asked after each look at the queue; answers true once for each flood.
  ///
  /// - Parameters:
  ///   - isDrained: nothing was left in the queue.
  ///   - residentBytes: weighs the process; asked at most every `interval`, and not while the queue is empty.
  package mutating func isTooMuch(isDrained: Bool, at now: Duration, _ residentBytes: () -> Int) -> Bool {
    guard !isDrained else {
      (floor, lastLook) = (nil, nil)
      return false
    }
    if let lastLook, now - lastLook < Self.interval { return false }
    lastLook = now
    let bytes = residentBytes()
    guard let floor, bytes >= floor else {
      floor = bytes
      return false
    }
    guard bytes - floor > Self.limit else { return false }
    (self.floor, lastLook) = (nil, nil)
    return true
  }
}
