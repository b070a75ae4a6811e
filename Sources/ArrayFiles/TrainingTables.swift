internal import CodeBundles
internal import SweepModel

/// Samples and their targets as a data file holds them: checked, in float32, not standardised and not split.
package struct TrainingTables: Hashable, Sendable {
  /// Numbers of `rows` samples.
  package struct Table: Hashable, Sendable {
    package var rows: Int
    package var columns: Int
    /// Row-major, all finite; none where there are `bytes`.
    package var entries: [Float]
    /// Row-major, of a table that is stored as uint8 and read as it is.
    package var bytes: [UInt8]?

    package init(rows: Int, columns: Int, entries: [Float]) {
      precondition(entries.count == rows * columns, "a table has rows x columns entries")
      (self.rows, self.columns, self.entries) = (rows, columns, entries)
    }

    init(rows: Int, columns: Int, bytes: [UInt8]) {
      precondition(bytes.count == rows * columns, "a table has rows x columns entries")
      (self.rows, self.columns, entries, self.bytes) = (rows, columns, [], bytes)
    }
  }

  package var xTrain: Table
  package var yTrain: Table
  /// Given together or not at all.
  package var xTest: Table?
  package var yTest: Table?
  /// [height, width, channels] of an input; `nil` where inputs are no images.
  package var imageShape: [Int]?
  /// What a person should know of how the file was read, a sentence each.
  package var notes: [String] = []

  /// Reads the tables of an .npz (`x_train`, `y_train`, optional `x_test`, `y_test`), of MNIST-like IDX files, or of
  /// a CSV or .npy file that holds inputs and then `targetColumns` targets.
  ///
  /// - Shapes: x is samples x inputs (IDX images are flattened); y is samples x targets, or samples alone.
  /// - `samples` takes the first rows of the train tables; other rows are neither converted nor checked.
  /// - `header`: whether the first line of a text table is names; what the line looks like without it.
  /// - `keepsBytes`: inputs that are stored as uint8, in arrays of their own, stay bytes: a quarter of the memory.
  /// - Throws: a sentence for whatever is wrong with the file, NaN and infinities in the rows that are taken included.
  package static func load(
    path: String, samples: Int? = nil, targetColumns: Int? = nil, header: Bool? = nil,
    keepsBytes: Bool = false
  ) throws(ArrayFileError) -> TrainingTables {
    switch try DataLayout(try ByteSource(path: path)) {
    case .named(let train, let test):
      guard targetColumns == nil else {
        throw .file(
          path,
          "'target_columns' splits the one table of a .csv or .npy, and this file names its targets. Remove it."
        )
      }
      let rows = try train.x.rows(samples)
      var tables = TrainingTables(
        xTrain: try train.x.read(rows, keepsBytes: keepsBytes), yTrain: try train.y.read(rows),
        xTest: try test?.x.read(nil, keepsBytes: keepsBytes), yTest: try test?.y.read(nil),
        imageShape: train.x.imageShape)
      if test == nil, let note = DataLayout.withoutTest(path) { tables.notes = [note] }
      return tables
    case .array(let stored):
      let targets = try targetCount(targetColumns, of: stored.columns, path)
      return split(try stored.read(try stored.rows(samples)), targets)
    case .text(let source):
      let table = try CSVTable(source, samples: samples, header: header)
      let targets = try targetCount(targetColumns, of: table.columns, path)
      var tables = split(Table(rows: table.rows, columns: table.columns, entries: table.entries), targets)
      if table.hasRowNumbers {
        tables.notes = ["\(path.shown): the first column counts the rows and is taken as an input"]
      }
      return tables
    }
  }

  /// Every file that `load` reads for `path`, in a fixed order: the content of a data set is the content of these.
  ///
  /// A program's files are one archive, which travels as data does.
  package static func files(path: String) throws(ArrayFileError) -> [String] {
    if path.hasSuffix(CodeBundle.ending) { return [path] }
    guard case .named(let train, let test) = try DataLayout(try ByteSource(path: path)) else { return [path] }
    let tables = [train.x, train.y] + (test.map { [$0.x, $0.y] } ?? [])
    return tables.map(\.place.file).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func targetCount(_ asked: Int?, of columns: Int, _ file: String) throws(ArrayFileError)
    -> Int
  {
    guard let asked else {
      throw .file(
        file,
        "nothing says which of the \(count(columns, "column")) are targets. "
          + "Set 'target_columns' to the number of last columns that are.")
    }
    guard asked >= 1, asked < columns else {
      throw .file(
        file,
        "'target_columns' is \(asked) and the table has \(count(columns, "column")). "
          + "Choose at least 1 and leave at least 1 for the inputs.")
    }
    return asked
  }

  private static func split(_ table: Table, _ targets: Int) -> TrainingTables {
    let inputs = table.columns - targets
    var (x, y): ([Float], [Float]) = ([], [])
    x.reserveCapacity(table.rows * inputs)
    y.reserveCapacity(table.rows * targets)
    for start in stride(from: 0, to: table.entries.count, by: table.columns) {
      x += table.entries[start..<start + inputs]
      y += table.entries[start + inputs..<start + table.columns]
    }
    return TrainingTables(
      xTrain: Table(rows: table.rows, columns: inputs, entries: x),
      yTrain: Table(rows: table.rows, columns: targets, entries: y))
  }
}
