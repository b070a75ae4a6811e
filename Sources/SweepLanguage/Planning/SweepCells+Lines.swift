internal import SweepModel

/// Cells that differ in one parameter.
struct CellLine {
  /// The specification at the parameter's first value.
  let spec: Specification
  private let first: Int
  private let stride: Int

  init(_ spec: Specification, first: Int, stride: Int) {
    (self.spec, self.first, self.stride) = (spec, first, stride)
  }

  /// The cell's number at a value, by the value's place in the file.
  func number(_ place: Int) -> Int { first + place * stride }
}

extension SweepCells {
  /// Cells that conditions leave, in lines along a parameter that varies; conditions do not name it.
  func lines(along parameter: Declaration) -> [CellLine] {
    grid.blocks.flatMap { block -> [CellLine] in
      guard let axis = block.axes.first(where: { $0.parameter == parameter }) else { return [] }
      return (0..<block.count).filter { $0 / axis.stride % axis.values.count == 0 }.compactMap { place in
        spec(block.start + place).map { CellLine($0, first: block.start + place, stride: axis.stride) }
      }
    }
  }
}
