/// A table of bounded size that forgets what was looked at longest ago, roughly: it is two tables, and when the younger one is
/// full the elder is dropped. Every operation takes constant time.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let half: Int
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]

  /// - Parameter capacity: so many at most; half of them are kept for certain.
  init(capacity: Int) { half = max(1, capacity / 2) }

  var count: Int { young.count + old.count }

  subscript(key: Key) -> Value? { young[key] ?? old[key] }

  mutating func keep(_ value: Value, for key: Key) {
    old[key] = nil
    if young[key] == nil, young.count >= half { (young, old) = ([:], young) }
    young[key] = value
  }

  mutating func remove(_ key: Key) {
    young[key] = nil
    old[key] = nil
  }

  mutating func removeAll(where isGone: (Value) -> Bool) {
    young = young.filter { !isGone($0.value) }
    old = old.filter { !isGone($0.value) }
  }

  mutating func removeAll() { (young, old) = ([:], [:]) }
}
