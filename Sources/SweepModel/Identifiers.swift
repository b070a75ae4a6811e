/// A 128-bit content hash that names one thing for good: 32 lower-case hexadecimal digits in text.
///
/// The tag keeps identifiers of different things apart at compile time.
package struct Identifier<Tag>: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// Reads exactly 32 hexadecimal digits; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 32, digits.allSatisfy({ ($0 >= 48 && $0 < 58) || ($0 >= 97 && $0 < 103) }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  package static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

  package var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

  /// The first eight digits, for people; never used to look anything up without a check for ambiguity.
  package var short: String { String(description.prefix(8)) }

  private static func hexadecimal(_ half: UInt64) -> String {
    let digits = String(half, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

package enum TrialTag: Sendable {}
package enum SweepTag: Sendable {}
package enum DataTag: Sendable {}

/// Hash of a trial's canonical specification: the same trial has the same id in every sweep and on every machine.
package typealias TrialID = Identifier<TrialTag>
/// Hash of a sweep's name and its ordered trial ids, or of what it asks where its trials come one after the other.
package typealias SweepID = Identifier<SweepTag>
/// Content hash of a data file.
package typealias DataID = Identifier<DataTag>

/// One agent process, from its start to its end. Never reused.
package struct WorkerID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let name: String
  package init(_ name: String) { self.name = name }
  package static func < (left: Self, right: Self) -> Bool { left.name < right.name }
  package var description: String { name }
}

/// One execution of a trial, counted from 1. A later attempt fences off every earlier one.
package struct Attempt: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let number: Int
  package init(_ number: Int) { self.number = number }
  package static let first = Attempt(1)
  package var next: Attempt { Attempt(number + 1) }
  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
  package var description: String { String(number) }
}
