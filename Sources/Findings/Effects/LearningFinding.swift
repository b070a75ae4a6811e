internal import Statistics
internal import SweepModel

extension Question {
  package static let learning = Question("learning", "Which nets learn?", of: trained) { $0.learningFinding }
}

extension DataGroup {
  /// How many trials learn, where none does, and the share along each parameter; `nil` where all do.
  fileprivate var learningFinding: Finding? {
    let ended = cells.flatMap { $0.trials + $0.lost }
    let learnt = cells.reduce(0) { $0 + $1.trials.count }
    guard let share = Share(learnt, of: ended.count), learnt < ended.count else { return nil }
    let range = share.interval()
    let percent = [range.lowerBound, range.upperBound].map { Numeral.measured(100 * $0) }
    return .claim(
      .learning, self,
      "\(learnt) of \(Numeral.count(ended.count, "trial")) learn (\(percent.joined(separator: " to ")) %); the others are "
        + "trivial or diverged and in no other number.\(namedCells(0..<1))\(namedCells(1..<Int.max))",
      learningTable, trials: ended.map(\.id))
  }

  /// Cells of which so many seeds learn and others do not.
  private func namedCells(_ learning: Range<Int>) -> String {
    let found = cells.filter { learning.contains($0.trials.count) && !$0.lost.isEmpty }
    if found.isEmpty { return "" }
    let isNone = learning.contains(0)
    let names = found.prefix(4).map { cell in
      let name =
        varied.isEmpty
        ? "the one cell" : varied.map { "\(words($0)) \(cell.text($0))" }.joined(separator: ", ")
      return isNone ? name : "\(cell.trials.count) of \(cell.trials.count + cell.lost.count) at \(name)"
    }
    let more = found.count > 4 ? [Numeral.count(found.count - 4, "more cell")] : []
    let list = (names + more).joined(separator: "; ")
    return isNone
      ? " No seed learns at \(list)." : " Some seeds learn and others do not: \(list)."
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
        let (learnt, lost) = (cells.flatMap(\.trials), cells.flatMap(\.lost))
        guard let share = Share(learnt.count, of: learnt.count + lost.count) else { continue }
        let range = share.interval()
        table.add(
          [
            .text(words(name)), .value(values[0]), .share(share.part, of: share.whole),
            .range(range.lowerBound, range.upperBound),
          ], trials: (learnt + lost).map(\.id))
      }
    }
    return table
  }
}
