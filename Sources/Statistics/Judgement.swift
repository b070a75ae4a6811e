/// What a table of comparisons allows to be said of each row.
package enum Verdict: String, Hashable, Sendable {
  /// There is a difference; its sign is that of the estimate.
  case changes
  /// If there is one, it is smaller than the margin.
  case hardly
  /// Neither is known: more seeds would tell.
  case open
  /// Too few values, or none of them differ.
  case untested
}

/// One comparison's verdict among those of its table.
package struct Judgement: Hashable, Sendable {
  package static let level = 0.05

  package let verdict: Verdict
  /// Corrected over the table by Holm; `nil` where nothing could be tested.
  package let pHolm: Double?

  /// - Parameters:
  ///   - table: comparisons, each with the size below which a difference does not matter.
  ///   - isFavoured: for each whether it is among the likelier ones (`holmAdjusted(_:favouring:)`); all alike without it.
  /// - Returns: verdicts that call a difference where there is none, or that call one slight which is not, in at most one of
  ///   twenty tables each.
  package static func of(
    _ table: [(comparison: Comparison, margin: Double)], favouring isFavoured: [Bool]? = nil
  ) -> [Judgement] {
    let tested = table.indices.filter { table[$0].comparison.p != nil }
    let adjusted = holmAdjusted(
      tested.compactMap { table[$0].comparison.p }, favouring: tested.map { isFavoured?[$0] ?? true })
    let corrected = Dictionary(uniqueKeysWithValues: zip(tested, adjusted))
    return table.indices.map { place in
      guard let p = corrected[place] else { return Judgement(verdict: .untested, pHolm: nil) }
      if p <= level { return Judgement(verdict: .changes, pHolm: p) }
      // Two one-sided tests, each of the level over the number of rows.
      let (comparison, margin) = (table[place].comparison, table[place].margin)
      guard abs(comparison.estimate ?? .infinity) < margin else { return Judgement(verdict: .open, pHolm: p) }
      let range = comparison.interval(confidence: 1 - 2 * level / Double(tested.count))
      let isSlight = range.map { $0.lowerBound > -margin && $0.upperBound < margin } ?? false
      return Judgement(verdict: isSlight ? .hardly : .open, pHolm: p)
    }
  }
}
