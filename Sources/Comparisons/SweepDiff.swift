package import Findings
package import SweepModel

/// Two sweeps beside each other: what their grids share, what differs, and which metrics moved beyond their intervals.
package struct SweepDiff: Sendable {
  /// A parameter that does not take the same values in both sweeps.
  package struct Difference: Hashable, Sendable {
    package var parameter: String
    package var onlyInFirst: [String]
    package var onlyInSecond: [String]
    package var inBoth: [String]
  }

  /// One metric over all pairs of cells that have it on both sides.
  package struct Change: Hashable, Sendable {
    package var metric: String
    package var title: String
    /// Means over cells.
    package var first: Double
    package var second: Double
    /// Pairs with two trials or more on either side, which alone can be judged.
    package var judged: Int
    /// Pairs whose 95 % intervals have no point in common.
    package var rose: Int
    package var fell: Int
    package var pairs: Int
    package var trials: [TrialID]
  }

  package let first: SweepRow
  package let second: SweepRow
  package let firstTally: Tally
  package let secondTally: Tally
  /// Trials that both sweeps have; their results are the same rows.
  package let sharedTrials: Int
  package let differences: [Difference]
  /// Cells that are equal but for what differs as a whole, as pairs.
  package let pairs: Int
  package let firstCells: Int
  package let secondCells: Int
  package let changes: [Change]

  package init(_ first: SweepRows, _ second: SweepRows, dataNames: [DataID: String] = [:]) {
    let sides = (Aggregate(first, dataNames: dataNames), Aggregate(second, dataNames: dataNames))
    let cells = (sides.0.groups.flatMap(\.cells), sides.1.groups.flatMap(\.cells))
    (self.first, self.second) = (first.sweep, second.sweep)
    (firstTally, secondTally) = (sides.0.tally, sides.1.tally)
    sharedTrials = Set(first.trials.map(\.id)).intersection(second.trials.map(\.id)).count
    (firstCells, secondCells) = (cells.0.count, cells.1.count)
    func values(of parameter: Declaration, _ cells: [Cell]) -> [FieldValue] {
      let found = cells.map { cell -> FieldValue in
        parameter == Parameter.dataset
          ? .text(cell.spec.dataset.title(dataNames)) : cell.spec.reported(parameter)
      }
      return Set(found).sorted()
    }
    let own = Set((cells.0 + cells.1).flatMap(\.spec.ownParameters)).sorted { $0.name < $1.name }
    let parameters = Declaration.reported.filter { $0 != Parameter.seed } + own
    differences = parameters.compactMap { one in
      Difference(one.name, values(of: one, cells.0), values(of: one, cells.1))
    }
    // What has one value on each side, and another one, is what was changed: cells are paired across it, never
    // across data.
    let changed = Set(
      differences.filter {
        $0.parameter != Parameter.dataset.name && $0.inBoth.isEmpty && $0.onlyInFirst.count == 1
          && $0.onlyInSecond.count == 1
      }.map(\.parameter))
    let kept = parameters.filter { !changed.contains($0.name) }
    func key(_ cell: Cell) -> [FieldValue] { kept.map(cell.spec.reported) }
    let others = Dictionary(cells.1.map { (key($0), $0) }, uniquingKeysWith: { one, _ in one })
    let matched = cells.0.compactMap { cell in others[key(cell)].map { (cell, $0) } }
    pairs = matched.count
    let atRank = (sides.0.groups + sides.1.groups).contains(where: \.hasRankBelowDimension)
    changes = TrialReading.compared(atRank: atRank).compactMap { Change($0, matched) }
  }
}

extension SweepDiff.Difference {
  fileprivate init?(_ name: String, _ first: [FieldValue], _ second: [FieldValue]) {
    if first == second { return nil }
    func text(_ value: FieldValue) -> String { value == .missing ? "–" : value.text }
    parameter = name
    onlyInFirst = first.filter { !second.contains($0) }.map(text)
    onlyInSecond = second.filter { !first.contains($0) }.map(text)
    inBoth = first.filter(second.contains).map(text)
  }
}

extension SweepDiff.Change {
  /// `nil` where no pair has the reading on both sides.
  fileprivate init?(_ reading: TrialReading, _ cells: [(Cell, Cell)]) {
    let read = cells.compactMap { first, second in
      reading.estimate(first.trials).flatMap { one in reading.estimate(second.trials).map { (one, $0) } }
    }
    guard let first = mean(read.map(\.0.mean)), let second = mean(read.map(\.1.mean)) else { return nil }
    (self.metric, title, self.first, self.second) = (reading.key, reading.title, first, second)
    pairs = read.count
    judged = read.count { min($0.count, $1.count) >= trialsForClaim }
    rose = read.count { $0.isApart(from: $1) && $1.mean > $0.mean }
    fell = read.count { $0.isApart(from: $1) && $1.mean < $0.mean }
    trials = inOrder(read.flatMap { $0.trials + $1.trials }) { $0 }.map(\.0)
  }
}
