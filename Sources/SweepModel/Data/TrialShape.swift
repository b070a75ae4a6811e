/// What a sweep needs to know of a data file: who it is, where it lies and how large it is.
package struct DataFacts: Hashable, Sendable {
  package var id: DataID
  /// Absolute.
  package var path: String
  package var trainRows: Int
  /// `nil` when the file has no test rows of its own.
  package var testRows: Int?
  package var inputs: Int
  package var targets: Int
  /// What the targets are as classes; `nil` where nobody looked.
  package var labels: LabelFacts?
  /// [height, width, channels] of an input; `nil` where inputs are no images.
  package var imageShape: [Int]?
  /// What a person should know of how the file was read, a sentence each.
  package var notes: [String] = []

  package init(
    id: DataID, path: String, trainRows: Int, testRows: Int?, inputs: Int, targets: Int,
    labels: LabelFacts? = nil, imageShape: [Int]? = nil
  ) {
    (self.id, self.path, self.trainRows, self.testRows) = (id, path, trainRows, testRows)
    (self.inputs, self.targets, self.labels) = (inputs, targets, labels)
    self.imageShape = imageShape
  }

  /// A text table or .npy file: its columns are inputs and then targets, and only the sweep knows how many are which.
  package var isTable: Bool { Self.isTable(path) }

  package static func isTable(_ path: String) -> Bool {
    isText(path) || path.lowercased().hasSuffix(".npy")
  }

  /// A table in text, by its name.
  package static func isText(_ path: String) -> Bool {
    let endings = [".csv", ".tsv", ".txt", ".dat", ".data"]
    return endings.contains { path.lowercased().hasSuffix($0) || path.lowercased().hasSuffix($0 + ".gz") }
  }
}

/// The sizes of a trial's arrays.
package struct TrialShape: Hashable, Sendable {
  package var inputs: Int
  package var targets: Int
  package var trainRows: Int
  package var testRows: Int

  package init(inputs: Int, targets: Int, trainRows: Int, testRows: Int) {
    (self.inputs, self.targets, self.trainRows, self.testRows) = (inputs, targets, trainRows, testRows)
  }
}

extension Specification {
  /// The sizes that the specification gives on this data; `nil` without data, as for most noop trials.
  ///
  /// Of n rows, `test_fraction` holds out n x fraction, rounded to the nearest (half up).
  package func shape(_ data: DataFacts?) -> TrialShape? {
    let columns: (inputs: Int, targets: Int)
    let available: Int
    switch source {
    case .none: return nil
    case .teacher, .gaussianClusters:
      columns = (self[.inputs] ?? 0, (source == .teacher ? self[.targetDim] : self[.classes]) ?? 0)
      available = self[.samples] ?? 0
    case .scenes:
      let side = self[.imageSize] ?? 0
      columns = (3 * side * side, self[.targetDim] ?? 0)
      available = self[.samples] ?? 0
    case .file:
      guard let data else { return nil }
      let all = data.inputs + data.targets
      let targets = self[.targetColumns] ?? data.targets
      columns = (all - targets, kind.targets == .classes ? self[.classes] ?? 0 : targets)
      available = min(self[.samples] ?? .max, data.trainRows)
    }
    let held = self[.testFraction].map { Int((Double(available) * $0).rounded()) }
    return TrialShape(
      inputs: columns.inputs, targets: columns.targets, trainRows: available - (held ?? 0),
      testRows: held ?? data?.testRows ?? 0)
  }
}
