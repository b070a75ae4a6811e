/// What the targets of a data file are as classes.
package enum LabelFacts: Hashable, Sendable {
  /// The class of each train row, and how many classes there are: the largest label of train and test rows, and one.
  case classes([Int32], count: Int)
  /// No labels: more than one number a sample.
  case severalColumns(Int)
  /// No label: the first number that is no whole number from 0 to `most`; rows count from 0.
  case notALabel(rows: String, row: Int, value: String)

  /// More classes than any label set has: a larger number is of another kind.
  package static let most = 99_999

  /// - Parameters:
  ///   - columns: targets of a sample.
  ///   - train, test: the targets, row by row.
  package init(columns: Int, train: [Float], test: [Float]) {
    guard columns == 1 else {
      self = .severalColumns(columns)
      return
    }
    for (rows, values) in [("train", train), ("test", test)] {
      if let row = values.firstIndex(where: { Self.label($0) == nil }) {
        self = .notALabel(rows: rows, row: row, value: ParameterValue.plain(Double(values[row])))
        return
      }
    }
    let labels = train.compactMap(Self.label)
    let most = test.compactMap(Self.label).max() ?? 0
    self = .classes(labels.map { Int32($0) }, count: max(labels.max() ?? 0, most) + 1)
  }

  /// The class that a number stands for.
  package static func label(_ value: Float) -> Int? {
    Int(exactly: value).flatMap { (0...most).contains($0) ? $0 : nil }
  }
}

/// Which rows of a file train and which test, where some are held out: both parts keep the order of the file.
package struct RowSplit {
  package let train: [Int]
  package let test: [Int]

  /// - Parameter held: of `rows`, those to test on, drawn with `seed`.
  package init(rows: Int, held: Int, seed: Int) {
    var order = (0..<Int32(rows)).map { $0 }
    var stream = RandomStream(seed: seed, for: .split)
    stream.shuffle(&order)
    train = order[held...].map(Int.init).sorted()
    test = order[..<held].map(Int.init).sorted()
  }
}
