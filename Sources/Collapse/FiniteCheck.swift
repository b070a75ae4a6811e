internal import LinearAlgebra

extension MatrixView {
  /// - Throws: `CollapseError.notFinite` with the first entry that is NaN, infinite or beyond single precision's range.
  ///
  /// - Parameter limit: the largest magnitude that an entry of doubles may have.
  func requireFinite(_ name: MeasuredArray, limit: Double = Double(Float.greatestFiniteMagnitude)) throws {
    for row in 0..<rows {
      var unfit = 0
      switch entries {
      case .single(let pointer):
        let line = pointer + row * columns
        for column in 0..<columns { unfit &+= line[column].isFinite ? 0 : 1 }
      case .double(let pointer):
        let line = pointer + row * columns
        for column in 0..<columns { unfit &+= line[column].magnitude <= limit ? 0 : 1 }
      }
      if unfit == 0 { continue }
      let column = (0..<columns).first { !(self[row, $0].magnitude <= limit) } ?? 0
      throw CollapseError.notFinite(name, row: row, column: column, value: "\(self[row, column])")
    }
  }
}
