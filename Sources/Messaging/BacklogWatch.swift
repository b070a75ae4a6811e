/// Notices that peers make the process hold more than their messages are worth: a listener's queue has no limit (see
/// `CoordinatorSocket`), and neither have messages of many parts and answers that nobody reads. Whoever sends them, the process
/// grows.
package struct BacklogWatch: Sendable {
  /// Bytes that the process may grow by, and while it makes plans and long answers, which are its own.
  package static let limit = 512 << 20
  package static let workingLimit = 2 << 30
  /// How often the process is weighed. On loopback a peer fills some 2 GiB a second: what comes between two looks is in already.
  package static let interval = Duration.milliseconds(20)

  /// The least that it held since its own work last changed what it needs.
  private var floor: Int?
  private var lastLook: Duration?

  package init() {}

  /// The process has done something of its own that takes memory, such as planning a sweep: what it holds now is its own.
  package mutating func rests() { floor = nil }

  /// To be asked whenever peers may have sent something, within a turn too; answers true once for each growth.
  ///
  /// - Parameter residentBytes: weighs the process; asked at most every `interval`.
  package mutating func isTooMuch(
    at now: Duration, whileWorking isWorking: Bool = false, _ residentBytes: () -> Int
  ) -> Bool {
    if let lastLook, now - lastLook < Self.interval { return false }
    lastLook = now
    let bytes = residentBytes()
    guard let floor, bytes >= floor else {
      floor = bytes
      return false
    }
    guard bytes - floor > (isWorking ? Self.workingLimit : Self.limit) else { return false }
    self.floor = nil
    return true
  }
}
