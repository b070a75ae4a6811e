/// Decides what goes from a machine's cache of fetched data to make room.
package struct CacheRoom: Sendable {
  package struct Entry: Hashable, Sendable {
    package var name: String
    package var byteCount: Int
    /// When it was used last, in seconds.
    package var used: Int
    /// An agent has it locked: a trial reads it, or it is being written.
    package var isInUse: Bool
    /// Left by an agent that died while it wrote.
    package var isBroken: Bool

    package init(_ name: String, byteCount: Int, used: Int, isInUse: Bool = false, isBroken: Bool = false) {
      (self.name, self.byteCount, self.used) = (name, byteCount, used)
      (self.isInUse, self.isBroken) = (isInUse, isBroken)
    }
  }

  package let bound: Int

  package init(bound: Int) { self.bound = bound }

  /// Entries to remove so that `byteCount` more fit: what is broken, then what was used longest ago; never what is in use.
  /// `nil` when they do not fit even then, and then nothing is to be removed for them.
  package func surplus(of entries: [Entry], adding byteCount: Int) -> [String]? {
    let broken = entries.filter { $0.isBroken && !$0.isInUse }
    let others = entries.filter { !$0.isBroken || $0.isInUse }
    var total = others.reduce(byteCount) { $0 + $1.byteCount }
    var names = broken.map(\.name)
    for entry in others.sorted(by: { ($0.used, $0.name) < ($1.used, $1.name) })
    where total > bound && !entry.isInUse {
      names.append(entry.name)
      total -= entry.byteCount
    }
    return total <= bound ? names : nil
  }
}
