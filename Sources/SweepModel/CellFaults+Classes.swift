/// Settings of classes that do not go together.
extension CellFaults {
  mutating func checkClasses(_ spec: TrialSpec, _ data: DataFacts?) {
    if spec.normalization != .none, spec.depth > 1, spec.metrics.contains(.agop) {
      add(.agopWithNormalization(spec.normalization.rawValue))
    }
    guard spec.experiment.hasLabels else {
      if spec.experiment != .noop, spec.loss == .crossEntropy {
        add(.crossEntropyWithoutClasses(spec.experiment))
      }
      return
    }
    if spec.experiment == .classification, spec.loss == .crossEntropy, spec.labelCoding != .oneHot {
      add(.codingWithCrossEntropy(spec.labelCoding.rawValue))
    }
    guard let labels = data?.labels else { return checkMissing(spec, data, labels: nil) }
    guard case .classes(let train, let count) = labels else { return add(.noLabels(labels)) }
    guard count > 1 else { return add(.oneClass) }
    guard let classes = spec.classes, count <= classes else {
      return add(.labelsBeyond(classes: spec.classes ?? 0, largest: count - 1))
    }
    checkMissing(spec, data, labels: train)
  }

  /// Every class has a training row. Generated clusters take turns, so that the first rows have one of each.
  private mutating func checkMissing(_ spec: TrialSpec, _ data: DataFacts?, labels: [Int32]?) {
    guard let classes = spec.classes, let shape = spec.shape(data), shape.trainRows > 0 else { return }
    let missing: Int?
    if let labels {
      let rows = TrainingRows(spec, shape)
      guard rows.all <= labels.count else { return }
      missing = missingClasses[rows] ?? rows.missingClass(labels)
      missingClasses[rows] = .some(missing)
    } else {
      missing = spec.dataset == .gaussianClusters && shape.trainRows < classes ? shape.trainRows : nil
    }
    if let missing { add(.missingClass(missing, classes: classes, trainRows: shape.trainRows)) }
  }
}

/// What decides which of a file's rows train, and on how many classes.
struct TrainingRows: Hashable {
  private let dataset: Dataset
  private let classes: Int
  /// Rows before the split.
  let all: Int
  /// Rows that are held out of these; `nil` where the file has test rows of its own.
  private let held: Int?
  private let dataSeed: Int

  init(_ spec: TrialSpec, _ shape: TrialShape) {
    (dataset, classes, dataSeed) = (spec.dataset, spec.classes ?? 0, spec.dataSeed)
    held = spec.testFraction == nil ? nil : shape.testRows
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
