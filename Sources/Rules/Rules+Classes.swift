internal import SweepModel

/// Rules about classes.
extension [Rule] {
  static let classes = [
    Rule([Parameter.dataset]) { cell in
      switch cell.data?.labels {
      case .classes(_, count: 1):
        "every label of 'dataset' is 0, and a classification needs two classes. Number the classes from 0, or choose "
          + "another file."
      case .classes, nil: nil
      case .severalColumns(let columns):
        "'dataset' has \(columns) targets a row, and a classification needs one label. "
          + "Save the numbers of the classes, such as onehot.argmax(1)."
      case .notALabel(let rows, let row, let value):
        "'dataset' has the label \(value) in \(rows) row \(row) (from 0). Expected a whole number from 0 to "
          + "\(LabelFacts.most). Number the classes from 0."
      }
    },
    Rule([Parameter.classes, Parameter.dataset]) { cell in
      guard case .classes(_, let count)? = cell.data?.labels, count > 1, count > cell[.classes] ?? 0 else {
        return nil
      }
      return
        "'classes' is \(cell[.classes] ?? 0), and the file has labels up to \(count - 1). Give \(count), or remove it."
    },
    Rule([Parameter.classes, Parameter.samples, Parameter.testFraction, Parameter.dataset]) { cell in
      guard let classes = cell[.classes], let shape = cell.shape, shape.trainRows > 0,
        let missing = cell.census.missingClass(cell, classes, shape)
      else { return nil }
      if missing == 0, case .classes(let labels, _)? = cell.data?.labels, let least = labels.min(), least > 0
      {
        return
          "the labels of the training rows start at \(least), and classes are counted from 0 without a gap. "
          + "Save them as numpy.unique(labels, return_inverse=True)[1]."
      }
      return
        "none of \(shape.trainRows) training rows is of class \(missing), and there are \(classes) classes. "
        + "Raise 'samples', lower 'test_fraction', or number the classes without a gap."
    },
  ]
}

/// Which classes the training rows lack, remembered by what decides the data.
///
/// One planner owns it; it never leaves the planner's thread.
final class LabelCensus {
  private var missing: [DataOrigin: Int?] = [:]

  /// The first class without a training row. Generated clusters take turns, so that the first rows have one of each.
  func missingClass(_ cell: Cell, _ classes: Int, _ shape: TrialShape) -> Int? {
    guard let facts = cell.data?.labels else {
      return cell.spec.source == .gaussianClusters && shape.trainRows < classes ? shape.trainRows : nil
    }
    guard case .classes(let labels, let count) = facts, count > 1, count <= classes else { return nil }
    // `nil` where the file has test rows of its own.
    let held = cell[.testFraction].map { _ in shape.testRows }
    let all = shape.trainRows + (held ?? 0)
    guard all <= labels.count else { return nil }
    let origin = DataOrigin(cell.spec)
    if let known = missing[origin] { return known }
    let rows = held.map { RowSplit(rows: all, held: $0, seed: cell[.dataSeed] ?? 0).train } ?? Array(0..<all)
    var isThere = [Bool](repeating: false, count: classes)
    for row in rows { isThere[Int(labels[row])] = true }
    let found = isThere.firstIndex(of: false)
    missing[origin] = .some(found)
    return found
  }
}
