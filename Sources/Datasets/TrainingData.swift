package import LinearAlgebra

/// Rows with their targets: row i of `inputs` (N x d) belongs to row i of `targets` (N x t).
package struct Samples: Equatable, Sendable {
  package var table: InputTable
  package var targets: Matrix<Float>
  /// The row of the file that each row is, ascending; `nil` where row i is the i-th of those that it was read with.
  package private(set) var places: [Int]?

  package init(table: InputTable, targets: Matrix<Float>) { (self.table, self.targets) = (table, targets) }

  package init(inputs: Matrix<Float>, targets: Matrix<Float>) {
    self.init(table: .numbers(inputs), targets: targets)
  }

  package init(pixels: PixelTable, targets: Matrix<Float>) {
    self.init(table: .pixels(pixels), targets: targets)
  }

  package var rows: Int { table.rows }

  /// As numbers; pixels are copied.
  package var inputs: Matrix<Float> {
    get { table.matrix }
    _modify {
      var matrix = table.matrix
      table = .numbers(Matrix(rows: 0, columns: 0, entries: []))
      yield &matrix
      table = .numbers(matrix)
    }
  }

  /// The rows that `indices` name, in that order.
  func picking(_ indices: [Int]) -> Samples {
    var picked = self
    (picked.table, picked.targets) = (table.picking(indices), targets.picking(indices))
    let kept = indices.map { places?[$0] ?? $0 }
    picked.places = kept.elementsEqual(kept.indices) ? nil : kept
    return picked
  }
}

/// What a trial trains on and is tested on, ready for the network: split and, where asked for, standardised.
package struct TrainingData: Equatable, Sendable {
  package var train: Samples
  /// `nil` where nothing is held out.
  package var test: Samples?

  /// - Throws: when rows or columns do not match, nothing is left to train on, or an entry is not finite.
  package init(train: Samples, test: Samples? = nil) throws(TrainingError) {
    let test = test.flatMap { $0.rows > 0 ? $0 : nil }
    try Self.check(train, "train")
    if let test {
      try Self.check(test, "test")
      for (array, path) in [("inputs", \Samples.table.columns), ("targets", \Samples.targets.columns)]
      where train[keyPath: path] != test[keyPath: path] {
        throw .columnsDiffer(array: array, train: train[keyPath: path], test: test[keyPath: path])
      }
    }
    (self.train, self.test) = (train, test)
  }

  package var inputs: Int { train.table.columns }
  package var outputs: Int { train.targets.columns }

  private static func check(_ samples: Samples, _ part: String) throws(TrainingError) {
    guard samples.rows == samples.targets.rows else {
      throw .rowsDiffer(part: part, inputs: samples.rows, targets: samples.targets.rows)
    }
    guard samples.rows > 0 else { throw .tooFewRows(found: 0, needed: 1, purpose: "training") }
    for (array, table) in [("inputs", samples.table), ("targets", .numbers(samples.targets))] {
      guard table.columns > 0 else { throw .noColumns(array: array) }
      // Bytes are finite.
      guard case .numbers(let matrix) = table else { continue }
      if let place = matrix.entries.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(
          array: "\(part) \(array)", row: place / matrix.columns, column: place % matrix.columns)
      }
    }
  }
}

extension Matrix {
  /// The rows that `indices` name, in that order.
  func picking(_ indices: [Int]) -> Matrix {
    var picked: [Scalar] = []
    picked.reserveCapacity(indices.count * columns)
    for row in indices { picked.append(contentsOf: entries[row * columns..<(row + 1) * columns]) }
    return Matrix(rows: indices.count, columns: columns, entries: picked)
  }
}
