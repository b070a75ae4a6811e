package import LinearAlgebra

/// What enters a network, N x d: numbers, or pixels that are bytes until a batch is gathered.
package enum InputTable: Equatable, Sendable {
  case numbers(Matrix<Float>)
  case pixels(PixelTable)

  package var rows: Int {
    switch self {
    case .numbers(let matrix): matrix.rows
    case .pixels(let table): table.rows
    }
  }

  package var columns: Int {
    switch self {
    case .numbers(let matrix): matrix.columns
    case .pixels(let table): table.columns
    }
  }

  /// All of it; of pixels four times as large as they are.
  var matrix: Matrix<Float> {
    switch self {
    case .numbers(let matrix): matrix
    case .pixels(let table): table.matrix
    }
  }

  /// The rows that `indices` name, in that order.
  func picking(_ indices: [Int]) -> InputTable {
    switch self {
    case .numbers(let matrix): .numbers(matrix.picking(indices))
    case .pixels(let table): .pixels(table.picking(indices))
    }
  }
}

/// Images, a row each, channels innermost.
package struct PixelTable: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  package let bytes: [UInt8]
  /// What a byte stands for: 256 numbers for the first column, 256 for the next, and from the start again where there are
  /// fewer than columns.
  package private(set) var values: [Float]

  /// Each byte is its number.
  package init(rows: Int, columns: Int, bytes: [UInt8]) {
    self.init(rows: rows, columns: columns, bytes: bytes, values: (0..<256).map { Float($0) })
  }

  private init(rows: Int, columns: Int, bytes: [UInt8], values: [Float]) {
    precondition(bytes.count == rows * columns, "a table has rows x columns entries")
    (self.rows, self.columns, self.bytes, self.values) = (rows, columns, bytes, values)
  }

  /// Columns with values of their own.
  package var groups: Int { values.count / 256 }

  mutating func apply(_ map: PixelMap) {
    values = map.shifts.indices.flatMap { group in (0..<256).map { map(Float($0), group) } }
  }

  fileprivate var matrix: Matrix<Float> {
    let entries = bytes.indices.map { values[$0 % columns % groups * 256 + Int(bytes[$0])] }
    return Matrix(rows: rows, columns: columns, entries: entries)
  }

  fileprivate func picking(_ indices: [Int]) -> PixelTable {
    var picked: [UInt8] = []
    picked.reserveCapacity(indices.count * columns)
    for row in indices { picked += bytes[row * columns..<(row + 1) * columns] }
    return PixelTable(rows: indices.count, columns: columns, bytes: picked, values: values)
  }
}
