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
      return
        "none of \(shape.trainRows) training rows is of class \(missing), and there are \(classes) classes. "
        + "Raise 'samples', lower 'test_fraction', or number the classes without a gap."
    },
  ]
}

/// Which classes the training rows lack, remembered by what decides which rows these are.
///
/// One planner owns it; it never leaves the planner's thread.
final class LabelCensus {
  private var missing: [TrainingRows: Int?] = [:]

  /// The first class without a training row. Generated clusters take turns, so that the first rows have one of each.
  func missingClass(_ cell: Cell, _ classes: Int, _ shape: TrialShape) -> Int? {
    guard let facts = cell.data?.labels else {
      return cell.spec.source == .gaussianClusters && shape.trainRows < classes ? shape.trainRows : nil
    }
    guard case .classes(let labels, let count) = facts, count > 1, count <= classes else { return nil }
    let rows = TrainingRows(cell.spec, shape)
    guard rows.all <= labels.count else { return nil }
    if let known = missing[rows] { return known }
    let found = rows.missingClass(labels)
    missing[rows] = .some(found)
    return found
  }
}

/// What decides which of a file's rows train, and on how many classes.
private struct TrainingRows: Hashable {
  private let dataset: Dataset
  private let classes: Int
  /// Rows before the split.
  let all: Int
  /// Rows that are held out of these; `nil` where the file has test rows of its own.
  private let held: Int?
  private let dataSeed: Int

  init(_ spec: Specification, _ shape: TrialShape) {
    (dataset, classes, dataSeed) = (spec.dataset, spec[.classes] ?? 0, spec[.dataSeed] ?? 0)
    held = spec[.testFraction] == nil ? nil : shape.testRows
    all = shape.trainRows + (held ?? 0)
  }

  /// The first class without a training row.
  func missingClass(_ labels: [Int32]) -> Int? {
    let rows = held.map { RowSplit(rows: all, held: $0, seed: dataSeed).train } ?? Array(0..<all)
    var isThere = [Bool](repeating: false, count: classes)
    for row in rows { isThere[Int(labels[row])] = true }
    return isThere.firstIndex(of: false)
  }
}
