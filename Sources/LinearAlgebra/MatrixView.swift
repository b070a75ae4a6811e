/// Somebody's row-major matrix of floats or doubles, read in place. Valid as long as its memory is.
package struct MatrixView {
  package enum Entries {
    case single(UnsafePointer<Float>)
    case double(UnsafePointer<Double>)
  }

  package let rows: Int
  package let columns: Int
  package let entries: Entries

  /// `rows * columns` numbers at `entries`; entry (i, j) is at `i * columns + j`.
  package init(_ entries: Entries, rows: Int, columns: Int) {
    (self.entries, self.rows, self.columns) = (entries, rows, columns)
  }

  package init(_ entries: UnsafePointer<Float>, rows: Int, columns: Int) {
    self.init(.single(entries), rows: rows, columns: columns)
  }

  package init(_ entries: UnsafePointer<Double>, rows: Int, columns: Int) {
    self.init(.double(entries), rows: rows, columns: columns)
  }

  package subscript(row: Int, column: Int) -> Double {
    switch entries {
    case .single(let pointer): Double(pointer[row * columns + column])
    case .double(let pointer): pointer[row * columns + column]
    }
  }

  /// The mean of each column, summed in double over chunks of rows. Zeros when there is no row.
  package func columnMeans() -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    forEachRowChunk { _, count, chunk in
      for row in 0..<count {
        let line = chunk + row * columns
        for column in 0..<columns { sums[column] += line[column] }
      }
    }
    return rows == 0 ? sums : sums.map { $0 / Double(rows) }
  }

  /// Calls `body` with (first row, number of rows, those rows as doubles less `offsets`), top to bottom.
  ///
  /// A chunk is rows x columns and takes about 2 MB, so that a large matrix is never copied as a whole.
  package func forEachRowChunk(
    minus offsets: [Double]? = nil, _ body: (Int, Int, UnsafeMutablePointer<Double>) throws -> Void
  ) rethrows {
    guard rows > 0, columns > 0 else { return }
    let height = min(rows, max(1, Self.chunkEntries / columns))
    let chunk = UnsafeMutablePointer<Double>.allocate(capacity: height * columns)
    defer { chunk.deallocate() }
    for start in stride(from: 0, to: rows, by: height) {
      let count = min(height, rows - start)
      copy(start..<start + count, 0..<columns, minus: offsets, into: chunk)
      try body(start, count, chunk)
    }
  }

  /// Calls `body` with (first column, number of columns, those columns less `offsets` as rows x count), left to right.
  package func forEachColumnChunk(
    minus offsets: [Double]? = nil, _ body: (Int, Int, UnsafeMutablePointer<Double>) throws -> Void
  ) rethrows {
    guard rows > 0, columns > 0 else { return }
    let width = min(columns, max(1, Self.chunkEntries / rows))
    let chunk = UnsafeMutablePointer<Double>.allocate(capacity: width * rows)
    defer { chunk.deallocate() }
    for start in stride(from: 0, to: columns, by: width) {
      let count = min(width, columns - start)
      copy(0..<rows, start..<start + count, minus: offsets, into: chunk)
      try body(start, count, chunk)
    }
  }

  /// Writes a block, less the offsets of its columns, as `rows.count` x `columns.count` doubles to `target`.
  package func copy(
    _ rows: Range<Int>, _ columns: Range<Int>, minus offsets: [Double]? = nil,
    into target: UnsafeMutablePointer<Double>
  ) {
    let offsets = offsets ?? [Double](repeating: 0, count: self.columns)
    precondition(offsets.count == self.columns, "there is one offset a column")
    offsets.withUnsafeBufferPointer { offsets in
      switch entries {
      case .single(let source):
        for (line, row) in rows.enumerated() {
          let (from, to) = (source + row * self.columns, target + line * columns.count)
          for (place, column) in columns.enumerated() { to[place] = Double(from[column]) - offsets[column] }
        }
      case .double(let source):
        for (line, row) in rows.enumerated() {
          let (from, to) = (source + row * self.columns, target + line * columns.count)
          for (place, column) in columns.enumerated() { to[place] = from[column] - offsets[column] }
        }
      }
    }
  }

  /// Those rows, or all, as doubles; of `columns` so many first ones, or all, less their offsets.
  package func copied(
    _ some: Range<Int>? = nil, columns: Int? = nil, minus offsets: [Double]? = nil
  ) -> Matrix<Double> {
    let (some, columns) = (some ?? 0..<rows, columns ?? self.columns)
    var copy = Matrix<Double>(rows: some.count, columns: columns, repeating: 0)
    self.copy(some, 0..<columns, minus: offsets, into: &copy.entries)
    return copy
  }

  private static let chunkEntries = 1 << 18
}

extension Matrix where Scalar == Float {
  /// Calls `body` with this matrix read in place.
  package func withView<Result>(_ body: (MatrixView) throws -> Result) rethrows -> Result {
    try entries.withUnsafeBufferPointer { buffer in
      try body(MatrixView(buffer.baseAddress ?? .nothing, rows: rows, columns: columns))
    }
  }
}

extension Matrix where Scalar == Double {
  /// Calls `body` with this matrix read in place.
  package func withView<Result>(_ body: (MatrixView) throws -> Result) rethrows -> Result {
    try entries.withUnsafeBufferPointer { buffer in
      try body(MatrixView(buffer.baseAddress ?? .nothing, rows: rows, columns: columns))
    }
  }
}

extension UnsafePointer {
  /// Of a matrix without entries.
  fileprivate static var nothing: Self { Self(bitPattern: MemoryLayout<Pointee>.alignment)! }
}
