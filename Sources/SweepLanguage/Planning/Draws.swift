internal import Distributions
internal import Expressions
internal import SweepModel

/// The drawn cells of a random sweep: a block whose cells are rows, in the order in which they were drawn.
struct Draws {
  /// Without rows where nothing is drawn.
  private(set) var block: SweepFile.Block
  /// Set where there are no more cells than these.
  private(set) var exhausted: Int?

  private let source: SweepFile.Block
  private let searchSeed: Int

  /// - Parameters:
  ///   - count: how many cells are wanted.
  ///   - cells: a grid of a block of rows, with the file's conditions.
  init(
    _ source: SweepFile.Block, count: Int, searchSeed: Int, cells: (SweepFile.Block) -> SweepCells
  ) {
    (self.source, self.searchSeed) = (source, searchSeed)
    block = source
    let space = source.drawnSpace
    let wanted = space.map { min(Double(count), $0) }.map { Int($0) } ?? count
    var seen: Set<Specification> = []
    var rows: [[ParameterValue]] = []
    var (number, last) = (0, 0)
    // A finite space of M cells is met in about M ln M draws; a hundred in a row without a new one per cell are enough.
    while rows.count < wanted, number - last < 1000 + 100 * min(wanted, 10_000) {
      let size = min(max(64, wanted - rows.count), 10_000)
      let candidates = (number..<number + size).map(row)
      keep(candidates, upTo: wanted, cells, &seen, &rows) { last = number + $0 }
      number += size
    }
    if let space, rows.count < wanted, space <= 1_000_000 {
      keep(source.allRows, upTo: wanted, cells, &seen, &rows) { _ in }
    }
    if rows.count < count { exhausted = rows.count }
    block = source.with(rows: rows)
  }

  private func row(_ number: Int) -> [ParameterValue] {
    source.drawnAxes.map { axis in
      axis.distribution.value(
        at: Draw.share(
          searchSeed: searchSeed,
          parameter: axis.axis.parameter.path.isEmpty
            ? axis.axis.parameter.name : axis.axis.parameter.path.joined(separator: "/"), number: number))
    }
  }

  /// Adds those that are new and that no condition leaves out.
  private func keep(
    _ candidates: [[ParameterValue]], upTo wanted: Int, _ cells: (SweepFile.Block) -> SweepCells,
    _ seen: inout Set<Specification>, _ rows: inout [[ParameterValue]], note: (Int) -> Void
  ) {
    for (number, spec) in cells(source.with(rows: candidates)) where rows.count < wanted {
      guard seen.insert(spec).inserted else { continue }
      rows.append(candidates[number])
      note(number)
    }
  }
}

extension SweepFile.Block {
  fileprivate var drawnAxes: [(axis: SweepFile.Axis, distribution: Distribution)] {
    axes.compactMap { axis in axis.drawn.map { (axis, $0) } }
  }

  /// How many cells there are to draw; `nil` where there is no end of them.
  fileprivate var drawnSpace: Double? {
    drawnAxes.reduce(1.0) { all, axis in
      all.flatMap { all in axis.distribution.choices.map { all * Double($0.count) } }
    }
  }

  /// Every row, the last axis varying fastest; of a space with an end.
  fileprivate var allRows: [[ParameterValue]] {
    drawnAxes.compactMap(\.distribution.choices).reduce([[]]) { rows, values in
      rows.flatMap { row in values.map { row + [$0] } }
    }
  }

  fileprivate func with(rows: [[ParameterValue]]) -> SweepFile.Block {
    var place = 0
    let axes = axes.map { axis -> SweepFile.Axis in
      guard axis.drawn != nil else { return axis }
      defer { place += 1 }
      var drawn = axis
      drawn.values = rows.map { axis.parameter.domain.drawn($0[place]) }
      return drawn
    }
    return SweepFile.Block(line: line, axes: axes, isSound: isSound, rows: rows.count)
  }
}

extension ParameterDomain {
  /// A drawn number as the domain holds it; one that it does not hold stays as it is.
  func drawn(_ value: ParameterValue) -> ParameterValue {
    switch (self, value) {
    case (.real, .integer(let number)): .real(Double(number))
    case (.integer, .real(let number)), (.batchSize, .real(let number)):
      Int(exactly: number).map { .integer($0) } ?? value
    default: value
    }
  }
}
