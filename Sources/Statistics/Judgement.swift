/// What a table of comparisons allows to be said of each row.
package enum Verdict: String, Hashable, Sendable {
  /// There is a difference; its sign is that of the estimate.
  case changes
  /// Its ends do not tell, but values rise or fall along all of its levels.
  case trend
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
  /// Corrected over the table; `nil` where nothing could be tested.
  package let pHolm: Double?
  /// The same of the trend; `nil` where there is none to test.
  package let trendHolm: Double?
  /// Of the interval that stands beside the verdict: where a change is not known it is as much wider as p is larger by correction, so
  /// that it does not exclude what the test does not.
  package let confidence: Double

  /// One row of a table: a comparison, the size below which a difference does not matter, and whether it is among the likelier ones.
  package struct Row: Sendable {
    let comparison: Comparison
    let margin: Double
    let isFavoured: Bool
    /// Along all levels of an ordered factor, on the row of its ends.
    let trend: Factorial.Along?

    package init(
      _ comparison: Comparison, margin: Double, isFavoured: Bool = true, trend: Factorial.Along? = nil
    ) {
      (self.comparison, self.margin, self.isFavoured, self.trend) = (comparison, margin, isFavoured, trend)
    }
  }

  /// Shares of the level: of the favoured, of all others where there is no trend, and of the others and of trends where there are.
  private static let (favoured, rest) = (0.8, 0.2)

  /// - Returns: verdicts that call a difference or a trend where there is none, or that call one slight which is not, in at most one
  ///   of twenty tables each.
  package static func of(_ table: [Row]) -> [Judgement] {
    let tested = table.indices.filter { table[$0].comparison.p != nil }
    let trends = table.indices.filter { table[$0].trend != nil }
    let values = tested.compactMap { table[$0].comparison.p } + trends.compactMap { table[$0].trend?.p }
    let other = trends.isEmpty ? rest : rest / 2
    func isFavoured(_ place: Int) -> Bool { place < tested.count && table[tested[place]].isFavoured }
    let adjusted = holmAdjusted(
      values,
      families: [
        (favoured, isFavoured), (other, { $0 < tested.count && !isFavoured($0) }),
        (other, { $0 >= tested.count }),
      ])
    let corrected = Dictionary(uniqueKeysWithValues: zip(tested, adjusted))
    let along = Dictionary(uniqueKeysWithValues: zip(trends, adjusted.dropFirst(tested.count)))
    return table.indices.map { place in
      Judgement(table[place], pHolm: corrected[place], along: along[place], among: tested.count)
    }
  }

  private init(_ row: Row, pHolm: Double?, along: Double?, among count: Int) {
    let isTrend = (along ?? 1) <= Self.level
    (self.pHolm, trendHolm) = (pHolm, along)
    guard let pHolm, let p = row.comparison.p else {
      (verdict, confidence) = (isTrend ? .trend : .untested, 1 - Self.level)
      return
    }
    if pHolm <= Self.level {
      (verdict, confidence) = (.changes, 1 - Self.level)
      return
    }
    // Two one-sided tests, each of the level over the number of rows.
    let (comparison, margin) = (row.comparison, row.margin)
    let range = comparison.interval(confidence: 1 - 2 * Self.level / Double(count))
    let isSlight =
      abs(comparison.estimate ?? .infinity) < margin
      && range.map { $0.lowerBound > -margin && $0.upperBound < margin } ?? false
    verdict = isSlight ? .hardly : isTrend ? .trend : .open
    confidence = 1 - (isSlight ? 2 * Self.level / Double(max(2, count)) : Self.level * p / pHolm)
  }
}
