internal import GRDB
package import SweepModel

extension Store {
  /// The sweep that a person means: `last` (submitted last, again or anew), a name (its latest sweep), an id, or the
  /// first digits of one.
  ///
  /// - Throws: `.noSuchSweep` with what there is and the nearest name, `.ambiguousSweep`.
  package func sweep(matching selector: String) throws -> SweepRow {
    try read { database in
      if selector == "last", let last = try Self.sweeps(database, "ORDER BY asked_time, number").last {
        return last.sweep
      }
      let all = try Self.sweeps(database, "ORDER BY asked_time, number").map(\.sweep)
      if let named = all.last(where: { $0.name == selector }) { return named }
      let digits = selector.lowercased()
      let matches = digits.isEmpty ? [] : all.filter { $0.id.description.hasPrefix(digits) }
      if let match = matches.first, matches.count == 1 { return match }
      if matches.count > 1 {
        throw StoreError.ambiguousSweep(selector, matches: matches.map { "\($0.id.short) '\($0.name)'" })
      }
      throw StoreError.noSuchSweep(
        selector, known: all.reversed().map { "\($0.id.short) '\($0.name)'" },
        nearest: nearestName(to: selector, among: all.map(\.name) + (all.isEmpty ? [] : ["last"])))
    }
  }

  /// Trials whose id begins with these hexadecimal digits, ascending, at most `limit`.
  package func trials(startingWith digits: String, limit: Int = 10) throws -> [TrialID] {
    let digits = digits.lowercased()
    let padding = 32 - digits.count
    guard padding >= 0, let low = TrialID(digits + String(repeating: "0", count: padding)),
      let high = TrialID(digits + String(repeating: "f", count: padding))
    else { return [] }
    return try read { database in
      let rows = try Row.fetchCursor(
        database, sql: "SELECT id FROM trials WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
        arguments: [low.bytes, high.bytes, limit])
      var found: [TrialID] = []
      while let row = try rows.next() { found.append(try row.identifier(0)) }
      return found
    }
  }
}
