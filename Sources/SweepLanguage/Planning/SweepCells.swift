internal import Expressions
package import SweepModel

/// The cells of a sweep that `exclude` leaves, each with its number and its specification with seed 0, in the order of the
/// grid.
package struct SweepCells: Sequence, Sendable {
  let grid: Grid
  let exclude: [SweepFile.Condition]
  /// Of each cell, where a method does not choose them.
  package let seeds: Seeds

  package func makeIterator() -> AnyIterator<(number: Int, spec: Specification)> {
    var number = 0
    return AnyIterator {
      while number < grid.count {
        defer { number += 1 }
        if let spec = spec(number) { return (number, spec) }
      }
      return nil
    }
  }

  /// The specification of the cell of this number; `nil` where it is left out.
  func spec(_ number: Int) -> Specification? {
    let block = grid.block(of: number)
    let spec = block.spec(number - block.start)
    return isLeftOut(spec, block.dataset(number - block.start)) ? nil : spec
  }

  func isLeftOut(_ spec: Specification, _ dataset: Grid.DatasetChoice) -> Bool {
    exclude.contains { condition in
      condition.expression.holds { name in
        if name == Parameter.dataset.name { return dataset.written.isEmpty ? nil : .word(dataset.written) }
        return spec.declaration(named: name).flatMap { spec.value(of: $0) }
      }
    }
  }
}
