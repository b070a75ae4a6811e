/// Connections that have not said one whole message yet, by their descriptors. Nobody knows who they are, and what they make
/// the process hold is counted by no one else: frames before the handshake, messages that never end, descriptors.
package struct Strangers: Sendable {
  /// Of each, the number of its coming: a descriptor is given away again and again.
  private var coming: [Int32: Int] = [:]
  private var comings = 0
  /// In the order in which they came; those that are no strangers any more are left in it for a while.
  private var line: [(descriptor: Int32, coming: Int)] = []

  package init() {}

  package var count: Int { coming.count }

  package mutating func came(_ descriptor: Int32) {
    comings += 1
    coming[descriptor] = comings
    line.append((descriptor, comings))
    if line.count > 2 * coming.count + 1_024 { line.removeAll { coming[$0.descriptor] != $0.coming } }
  }

  /// It has said something, or is gone.
  package mutating func left(_ descriptor: Int32) { coming[descriptor] = nil }

  /// Those that came first, so that `limit` are left. They are strangers no more.
  package mutating func surplus(over limit: Int) -> [Int32] {
    guard coming.count > limit else { return [] }
    var surplus: [Int32] = []
    var place = 0
    while coming.count > limit, place < line.count {
      let (descriptor, number) = line[place]
      if coming[descriptor] == number {
        coming[descriptor] = nil
        surplus.append(descriptor)
      }
      place += 1
    }
    line.removeFirst(place)
    return surplus
  }

  package mutating func removeAll() { (coming, line) = ([:], []) }
}
