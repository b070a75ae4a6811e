package import LinearAlgebra
package import SweepModel

extension LabelCoding {
  /// What stands for each label, N x K.
  package func targets(_ labels: [Int], classes: Int) -> Matrix<Float> {
    let other: Float = self == .oneHot ? 0 : -1
    var targets = Matrix<Float>(rows: labels.count, columns: classes, repeating: other)
    for (row, label) in labels.enumerated() { targets[row, label] = 1 }
    return targets
  }
}

extension Samples {
  /// Rows with labels (N x 1, whole numbers) in place of targets, coded as `spec` says.
  ///
  /// - Throws: `.label` for a number that is none of the classes.
  package init(table: InputTable, labels: Matrix<Float>, for spec: Specification) throws(TrainingError) {
    let classes = try spec.required(.classes)
    guard labels.columns == 1 else { throw .severalLabels(columns: labels.columns) }
    var classOfRow: [Int] = []
    classOfRow.reserveCapacity(labels.rows)
    for (row, value) in labels.entries.enumerated() {
      guard let label = LabelFacts.label(value), label < classes else {
        throw .label(row: row, value: "\(value)", classes: classes)
      }
      classOfRow.append(label)
    }
    self.init(table: table, targets: (spec[.labelCoding] ?? .oneHot).targets(classOfRow, classes: classes))
  }

  /// The class of each row, from targets that stand for classes.
  package var labels: [Int] { (0..<rows).map { targets.largestColumn($0) } }
}

extension Matrix where Scalar == Float {
  /// Where the row's largest entry is, the first among equals.
  package func largestColumn(_ row: Int) -> Int {
    var best = row * columns
    for place in best..<best + columns where entries[place] > entries[best] { best = place }
    return best - row * columns
  }
}
