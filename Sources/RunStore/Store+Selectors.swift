internal import GRDB
package import SweepModel

/// The sweeps that a person means.
package struct SelectedSweeps: Hashable, Sendable {
  /// Each once; as written in a list, else the first submitted first.
  package var sweeps: [StoredSweep]
  /// Whether it was written as `all`, a range or a list, however many that are.
  package var isList: Bool
}

extension Store {
  /// The sweeps that a person means: `all`, or a list with commas of names, ids, first digits of ids, `last`, numbers
  /// as `list` shows them, and ranges of numbers such as `1-5`.
  ///
  /// - Throws: `.noSuchSweep` with what there is and the nearest name, `.ambiguousSweep`, `.rangeBeyond`.
  package func sweeps(matching selector: String) throws -> SelectedSweeps {
    let shelf = try Shelf(read { try Self.sweeps($0, "ORDER BY asked_time, number") })
    let parts = selector.split(separator: ",", omittingEmptySubsequences: false).map { part in
      String(part.filter { $0 != " " })
    }
    var found: [StoredSweep] = []
    var isList = parts.count > 1
    for part in parts {
      if let range = part == "all" && !shelf.byNumber.isEmpty ? shelf.byNumber : try shelf.range(part) {
        found += range
        isList = true
      } else {
        found.append(try shelf.one(part))
      }
    }
    var seen: Set<SweepID> = []
    return SelectedSweeps(sweeps: found.filter { seen.insert($0.sweep.id).inserted }, isList: isList)
  }

  /// As `sweeps(matching:)` where one sweep is meant.
  ///
  /// - Throws: also `.severalSweeps`.
  package func sweep(matching selector: String) throws -> SweepRow {
    let found = try sweeps(matching: selector).sweeps
    guard let only = found.first, found.count == 1 else {
      throw StoreError.severalSweeps(selector, matches: found.map(\.title))
    }
    return only.sweep
  }

  /// Trials whose id begins with these hexadecimal digits, ascending, at most `limit`.
  package func trials(startingWith digits: String, limit: Int = 10) throws -> [TrialID] {
    let digits = digits.lowercased()
    let padding = 32 - digits.count
    guard padding >= 0, let low = TrialID(digits + String(repeating: "0", count: padding)),
      let high = TrialID(digits + String(repeating: "f", count: padding))
    else { return [] }
    return try read { database in
      try database.all(
        "SELECT id FROM trials WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", [low.bytes, high.bytes, limit]
      ) { try $0.identifier(0) }
    }
  }
}

/// Every sweep of a store, in the order in which they were asked for.
private struct Shelf {
  let byTime: [StoredSweep]
  let byNumber: [StoredSweep]

  init(_ sweeps: [StoredSweep]) {
    byTime = sweeps
    byNumber = sweeps.sorted { $0.number < $1.number }
  }

  /// The sweeps of `1-5`; `nil` for what is no range. A name comes before a range that reads like it.
  func range(_ part: String) throws -> [StoredSweep]? {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Self.number($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], named(part) == nil else { return nil }
    guard let least = byNumber.first?.number, let greatest = byNumber.last?.number else {
      throw unknown(part)
    }
    guard first <= last, first >= least, last <= greatest else {
      throw StoreError.rangeBeyond(part, numbers: least...greatest)
    }
    return byNumber.filter { (first...last).contains($0.number) }
  }

  func one(_ part: String) throws -> StoredSweep {
    if part == "last", let last = byTime.last { return last }
    if let named = named(part) { return named }
    if let number = Self.number(part[...]), let match = byNumber.first(where: { $0.number == number }) {
      return match
    }
    let digits = part.lowercased()
    let matches = digits.isEmpty ? [] : byTime.filter { $0.sweep.id.description.hasPrefix(digits) }
    if matches.count > 1 { throw StoreError.ambiguousSweep(part, matches: matches.map(\.title)) }
    guard let match = matches.first else { throw unknown(part) }
    return match
  }

  private func named(_ name: String) -> StoredSweep? { byTime.last { $0.sweep.name == name } }

  private func unknown(_ part: String) -> StoreError {
    .noSuchSweep(
      part, known: byTime.reversed().map(\.title),
      nearest: nearestName(
        to: part, among: byTime.map(\.sweep.name) + (byTime.isEmpty ? [] : ["last", "all"])))
  }

  /// A number without sign or leading zero.
  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), text.first != "0" else { return nil }
    return Int(text)
  }
}

extension StoredSweep {
  /// How it is listed when a selector does not do.
  fileprivate var title: String { "\(sweep.id.short) '\(sweep.name)'" }
}
