/// What somebody may use of a thing: so much at once, and what comes back with time.
package struct Allowance: Hashable, Sendable {
  private let capacity: Double
  private let perSecond: Double
  private var left: Double
  private var last = Duration.zero

  package init(atOnce capacity: Int, perSecond: Int) {
    (self.capacity, self.perSecond, left) = (Double(capacity), Double(perSecond), Double(capacity))
  }

  /// Takes `amount` where that much is left; answers whether it was.
  package mutating func takes(_ amount: Int, at now: Duration) -> Bool {
    if now > last {
      left = min(capacity, left + perSecond * ((now - last) / .seconds(1)))
      last = now
    }
    guard Double(amount) <= left else { return false }
    left -= Double(amount)
    return true
  }
}
