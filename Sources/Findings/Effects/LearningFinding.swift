internal import Extents
internal import Statistics
internal import SweepModel

extension Question {
  package static let learning = Question("learning", "Which nets learn?", of: trained) { $0.learningFinding }
}

extension DataGroup {
  /// How many trials learn, where none does, and the share along each parameter; `nil` where all do.
  fileprivate var learningFinding: Finding? {
    let (learning, aim) = (Learning(cells), Aim(cells))
    let weak = CellShare(self, cells, { $0.learnt.compactMap { $0.metrics[.r2] } }) { $0 < Self.halfOfTest }
    guard learning.others > 0 || weak.part > 0 else { return nil }
    let share = CellShare(self, cells) { cell in
      let learning = Learning([cell])
      return (learning.learnt, learning.ended)
    }
    let ended = cells.flatMap { $0.trials + $0.lost }
    let lost = [(learning.trivial, "trivial"), (learning.diverged, "diverged")].filter { $0.0 > 0 }.map {
      "\(Numeral.grouped($0.0)) \($0.1)"
    }
    let parts = [
      learning.partial == 0
        ? nil
        : "\(Numeral.grouped(learning.partial)) partial, \(aim.missed), are left out of claims on collapse",
      lost.isEmpty ? nil : "\(enumerated(lost)) are in no other number",
    ].compactMap { $0 }
    return .claim(
      .learning, self,
      "\(capitalized(share.words("trial"))) \(aim.past)"
        + "\(parts.isEmpty ? "" : "; ")\(parts.joined(separator: "; ")).\(namedCells { $0 == 0 })\(namedCells { $0 > 0 })"
        + Self.weakness(weak),
      learningTable, trials: ended.map(\.id),
      headline: "\(share.words("trial")) \(aim.present)"
        + (weak.isNone ? "" : ", \(weak.part) of them tell less than half of test rows (r2 < 0.5)"))
  }

  /// Below this r2 a net that learnt its training rows tells less than half of what varies on test rows.
  private static let halfOfTest = 0.5

  /// Collapse is of training rows, so that learning is; a net that fits these alone is named for what it is.
  private static func weakness(_ weak: CellShare) -> String {
    weak.isNone
      ? ""
      : " Of those that learnt, \(weak.words())\(weak.placesInBrackets) tell less than half of the variance of test rows (r2 < "
        + "0.5): learnt is said of training rows, on which collapse is measured."
  }

  /// Cells of which so many seeds learn and others do not.
  private func namedCells(where isNamed: (Int) -> Bool) -> String {
    let ended = cells.map { ($0, Learning([$0])) }.filter { $1.ended > 0 }
    let isFound = ended.map { $1.others > 0 && isNamed($1.learnt) }
    let found = zip(ended, isFound).filter(\.1).map(\.0)
    if found.isEmpty { return "" }
    let isNone = isNamed(0)
    if isNone, let all = emptyPart(ended.map(\.0), isFound) { return all }
    let names = found.prefix(3).map { cell, learning in
      let name = varied.isEmpty ? "the one cell" : title(of: cell)
      return isNone ? name : "\(name) (\(learning.learnt) of \(learning.ended))"
    }
    let more = found.count > 3 ? ["\(found.count - 3) more of \(cells.count) cells"] : []
    let list = (names + more).joined(separator: "; ")
    return isNone
      ? " No seed does at \(list)."
      : " Some seeds do and others do not at \(list): numbers there are of those that did, a choice by outcome."
  }

  /// Cells in which no net learns by what they have in common, where they are all that have it; `nil` for one cell and for others.
  private func emptyPart(_ cells: [Cell], _ isFound: [Bool]) -> String? {
    let extent = Extent(varied, cells.map { cell in varied.map { parameter($0, of: cell.spec) } }, isFound)
    guard extent.count > 1, extent.isExact else { return nil }
    let isPart = !extent.isAll && !extent.box.isEmpty
    return " No net does"
      + (isPart
        ? " at \(extent.box) (\(extent.count) of \(extent.total) cells)."
        : " in any of \(extent.total) cells.")
  }

  /// A row for each value of each parameter, over all else.
  private var learningTable: FindingTable {
    var table = FindingTable()
    table.columns = [
      .init("parameter", "parameter"), .init("value", "value"), .init("learnt", "learnt"),
      .init("interval", "95 % interval"),
    ]
    for name in varied {
      for (values, cells) in byParameters([name]) {
        let learning = Learning(cells)
        guard let share = Share(learning.learnt, of: learning.ended) else { continue }
        let range = share.interval()
        table.add(
          [
            .text(words(name)), .value(values[0]), .share(share.part, of: share.whole),
            .range(range.lowerBound, range.upperBound),
          ], trials: cells.flatMap { $0.trials + $0.lost }.map(\.id))
      }
    }
    return table
  }
}
