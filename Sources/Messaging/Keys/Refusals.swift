/// Connections that were turned away, told in few words: the first of an address at once, the rest as a count.
package struct Refusals: Sendable {
  /// An address that goes on is told again after so long.
  package static let interval = Duration.seconds(10)
  /// Addresses remembered at most; the others are counted as one.
  static let capacity = 1_000

  private struct Count: Sendable {
    var since: Duration
    var untold = 0
  }

  private var counts: [String: Count] = [:]
  package private(set) var total = 0

  package init() {}

  /// Notes one refusal and answers what to log, if anything.
  package mutating func note(_ reason: String, from address: String, at now: Duration) -> String? {
    total += 1
    let address = counts[address] != nil || counts.count < Self.capacity ? address : "other addresses"
    guard var count = counts[address] else {
      counts[address] = Count(since: now)
      return "Refused a connection from \(address): \(reason)"
    }
    count.untold += 1
    defer { counts[address] = count }
    guard now - count.since >= Self.interval else { return nil }
    let sentence = "Refused \(count.untold) more connections from \(address): \(reason)"
    count = Count(since: now)
    return sentence
  }
}
