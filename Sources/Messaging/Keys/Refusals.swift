/// What was turned away, told in few words: the first of a kind at once, the rest as a count every `interval`, so that none
/// is left out and nobody fills the log.
package struct Refusals: Sendable {
  package enum Subject: Sendable { case connection, message }

  /// Whatever goes on is told again after so long.
  package static let interval = Duration.seconds(10)
  /// Kinds told apart at most; the others are counted together.
  static let capacity = 100

  fileprivate struct Kind: Hashable, Sendable {
    var subject: Subject
    /// Of a connection, where it is known.
    var address: String?
    var reason: String
  }

  private struct Count: Sendable {
    var since: Duration
    var untold = 0
  }

  private var counts: [Kind: Count] = [:]
  /// In the order in which they were first seen.
  private var order: [Kind] = []

  package init() {}

  /// Notes one refusal and answers what to log at once, if anything.
  package mutating func note(
    _ subject: Subject, from address: String? = nil, _ reason: String, at now: Duration
  ) -> String? {
    let kind = known(Kind(subject: subject, address: address, reason: reason))
    guard counts[kind] == nil else {
      counts[kind]?.untold += 1
      return nil
    }
    counts[kind] = Count(since: now)
    order.append(kind)
    return kind.sentence(1, isFirst: true)
  }

  /// The counts that have waited for `interval`; kinds that did not go on are forgotten. To be called about every second.
  package mutating func due(at now: Duration) -> [String] {
    var sentences: [String] = []
    order.removeAll { kind in
      guard let count = counts[kind], now - count.since >= Self.interval else { return false }
      if count.untold == 0 {
        counts[kind] = nil
        return true
      }
      sentences.append(kind.sentence(count.untold, isFirst: false))
      counts[kind] = Count(since: now)
      return false
    }
    return sentences
  }

  private func known(_ kind: Kind) -> Kind {
    if counts[kind] != nil || counts.count < Self.capacity { return kind }
    return Kind(
      subject: kind.subject, address: kind.subject == .connection ? "other addresses" : nil,
      reason: "for one reason or another.")
  }
}

extension Refusals.Kind {
  fileprivate func sentence(_ count: Int, isFirst: Bool) -> String {
    let source = address.map { " from \($0)" } ?? ""
    return isFirst
      ? "Refused a \(subject)\(source): \(reason)"
      : "Refused \(count) more \(subject)\(count == 1 ? "" : "s")\(source): \(reason)"
  }
}
