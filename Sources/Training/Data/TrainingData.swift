package import LinearAlgebra

/// Rows with their targets: row i of `inputs` (N x d) belongs to row i of `targets` (N x t).
package struct Samples: Equatable, Sendable {
  package var inputs: Matrix<Float>
  package var targets: Matrix<Float>

  package init(inputs: Matrix<Float>, targets: Matrix<Float>) {
    (self.inputs, self.targets) = (inputs, targets)
  }

  package var rows: Int { inputs.rows }

  /// The rows that `indices` name, in that order.
  func picking(_ indices: [Int]) -> Samples {
    Samples(inputs: inputs.picking(indices), targets: targets.picking(indices))
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
      for (array, path) in [("inputs", \Samples.inputs), ("targets", \Samples.targets)]
      where train[keyPath: path].columns != test[keyPath: path].columns {
        throw .columnsDiffer(
          array: array, train: train[keyPath: path].columns, test: test[keyPath: path].columns)
      }
    }
    (self.train, self.test) = (train, test)
  }

  package var inputs: Int { train.inputs.columns }
  package var outputs: Int { train.targets.columns }

  private static func check(_ samples: Samples, _ part: String) throws(TrainingError) {
    guard samples.inputs.rows == samples.targets.rows else {
      throw .rowsDiffer(part: part, inputs: samples.inputs.rows, targets: samples.targets.rows)
    }
    guard samples.rows > 0 else { throw .tooFewRows(found: 0, needed: 1, purpose: "training") }
    for (array, matrix) in [("inputs", samples.inputs), ("targets", samples.targets)] {
      guard matrix.columns > 0 else { throw .noColumns(array: array) }
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
