/// One quantity over the cells of an experiment in which several factors vary.
///
/// Comparisons are between cells that are equal but for the factors compared. The other factors' levels make a *setting*.
package struct Factorial: Sendable {
  /// What single values are.
  package enum Scale: Hashable, Sendable {
    case real
    /// Whole numbers.
    case count
    /// 1 for yes and 0 for no.
    case share
  }

  package struct Value: Hashable, Sendable {
    package var value: Double
    /// Which trial gave it.
    package var trial: Int
    /// Which data set it was made on.
    package var dataSet: Int

    package init(_ value: Double, trial: Int, dataSet: Int = 0) {
      (self.value, self.trial, self.dataSet) = (value, trial, dataSet)
    }
  }

  package struct Cell: Sendable {
    /// A number for the level of each factor.
    package var levels: [Int]
    package var values: [Value]

    package init(levels: [Int], values: [Value]) { (self.levels, self.values) = (levels, values) }
  }

  package let scale: Scale
  package let cells: [Cell]

  package init(_ scale: Scale, _ cells: [Cell]) {
    // Without values there is nothing to compare, and a number that is no whole one is no count.
    let isWhole = cells.allSatisfy { $0.values.allSatisfy { Int(exactly: $0.value) != nil } }
    self.scale = scale == .real || isWhole ? scale : .real
    self.cells = cells.filter { !$0.values.isEmpty }
  }

  /// A factor's levels at which there are values, ascending.
  package func levels(of factor: Int) -> [Int] { Set(cells.map { $0.levels[factor] }).sorted() }

  /// What a factor changes between its levels, all else equal.
  ///
  /// - Parameter isOrdered: each level is compared with the first and with the last one, which also shows what rises and falls
  ///   again; else any two levels are.
  /// - Returns: each with whether it is between ordered levels that are as far apart as any that some setting compares.
  package func comparisons(
    of factor: Int, isOrdered: Bool
  ) -> [(from: Int, to: Int, isWidest: Bool, comparison: Comparison)] {
    let levels = levels(of: factor)
    let settings = settings([factor])
    let found = levels.flatMap { from in
      levels.filter { $0 > from && (!isOrdered || from == levels.first || $0 == levels.last) }.map { to in
        (from: from, to: to, comparison: compared([[from], [to]], settings))
      }
    }
    let widest = found.filter { $0.comparison.settings > 0 }.map { $0.to - $0.from }.max()
    return found.map { from, to, comparison in
      (from, to, isOrdered && to - from == widest && comparison.settings > 0, comparison)
    }
  }

  /// How much more a factor changes between two levels at one level of another factor than at another level of it, all else equal.
  package func interactions(
    of factor: Int, _ pairs: [(from: Int, to: Int)], with other: Int, _ others: [(from: Int, to: Int)]
  ) -> [(pair: (from: Int, to: Int), other: (from: Int, to: Int), comparison: Comparison)] {
    let settings = settings([factor, other])
    return pairs.flatMap { pair in
      others.map { other in
        let corners = [
          [pair.from, other.from], [pair.to, other.from], [pair.from, other.to], [pair.to, other.to],
        ]
        return (pair, other, Comparison(scale, sides(corners, settings), signs: [1, -1, -1, 1]))
      }
    }
  }

  /// A setting of all factors but some, and the values at each combination of levels of those.
  private typealias Setting = [[Int]: [Value]]

  private func settings(_ factors: [Int]) -> [Setting] {
    var places: [[Int]: Int] = [:]
    var found: [Setting] = []
    for cell in cells {
      var rest = cell.levels
      for factor in factors { rest[factor] = -1 }
      let place = places[rest] ?? found.count
      if place == found.count {
        places[rest] = place
        found.append([:])
      }
      found[place][factors.map { cell.levels[$0] }, default: []] += cell.values
    }
    return found
  }

  /// Each setting's values at the corners, where there are some at all.
  private func sides(_ corners: [[Int]], _ settings: [Setting]) -> [[[Value]]] {
    settings.compactMap { setting in
      let sides = corners.compactMap { setting[$0] }
      return sides.count == corners.count ? sides : nil
    }
  }

  /// In one setting alone the spread at all of its levels counts.
  private func compared(_ corners: [[Int]], _ settings: [Setting]) -> Comparison {
    let compared = Comparison(scale, sides(corners, settings), signs: [-1, 1])
    guard !compared.isExact, compared.settings == 1, compared.dataSets == 1 else { return compared }
    let shared = settings.filter { setting in corners.allSatisfy { setting[$0] != nil } }
    return compared.guarded(by: shared.flatMap(\.values).compactMap { Sample($0.map(\.value)) })
  }
}
