/// An array that is read as a table of samples.
struct StoredTable {
  private let file: ArrayFile
  private let name: String
  let rows: Int
  let columns: Int
  /// A sample's extents.
  let sampleShape: [Int]

  /// [height, width, channels] of a sample that is an image. With two dimensions of its own it has one channel, with three
  /// channels are innermost.
  var imageShape: [Int]? {
    (2...3).contains(sampleShape.count) ? Array((sampleShape + [1]).prefix(3)) : nil
  }

  var place: ArrayName { file.place(name) }
  /// The array's name beside another one in a message.
  var label: String { place.member ?? place.file }

  /// samples x columns.
  static func table(_ file: ArrayFile, _ name: String) throws(ArrayFileError) -> StoredTable {
    let shape = try file.member(name).shape
    guard shape.count == 2 else { throw notATable(file.place(name), shape) }
    return try StoredTable(file, name, shape)
  }

  /// Samples of any number of dimensions, each flattened to a row.
  static func inputs(_ file: ArrayFile, _ name: String) throws(ArrayFileError) -> StoredTable {
    let shape = try file.member(name).shape
    guard shape.count > 1 else { throw notATable(file.place(name), shape) }
    return try StoredTable(file, name, shape)
  }

  /// samples x targets, or one target a sample.
  static func targets(_ file: ArrayFile, _ name: String) throws(ArrayFileError) -> StoredTable {
    let shape = try file.member(name).shape
    guard shape.count == 1 || shape.count == 2 else {
      throw .array(
        file.place(name),
        "has shape \(tuple(shape)); samples, or samples x targets, is expected. "
          + "Save it with .reshape(samples, -1).")
    }
    return try StoredTable(file, name, shape)
  }

  private static func notATable(_ name: ArrayName, _ shape: [Int]) -> ArrayFileError {
    .array(
      name,
      "has shape \(tuple(shape)); samples x inputs is expected. Save it with .reshape(samples, -1).")
  }

  private init(_ file: ArrayFile, _ name: String, _ shape: [Int]) throws(ArrayFileError) {
    (self.file, self.name, rows, sampleShape) = (file, name, shape[0], Array(shape.dropFirst()))
    columns = sampleShape.reduce(1, *)
    guard columns > 0 else {
      throw .array(place, "has no columns. Save at least one number for each sample.")
    }
  }

  /// The number of train rows to take when `samples` are asked for.
  func rows(_ samples: Int?) throws(ArrayFileError) -> Int { try Self.trainRows(of: rows, samples, place) }

  static func trainRows(of rows: Int, _ samples: Int?, _ place: ArrayName) throws(ArrayFileError) -> Int {
    guard rows >= 2 else { throw tooFewRows(place, rows, "2 are") }
    guard let samples else { return rows }
    guard samples >= 2, samples <= rows else {
      throw .array(
        place,
        "has \(count(rows, "row")) and 'samples' is \(samples). Set 'samples' to a value from 2 to \(rows).")
    }
    return samples
  }

  /// - `needed`: such as `2 are`.
  static func tooFewRows(_ place: ArrayName, _ rows: Int, _ needed: String) -> ArrayFileError {
    .array(place, "has \(count(rows, "row")), and at least \(needed) expected. Save more samples.")
  }

  /// The first rows, or all; every number in them is finite.
  func read(_ taken: Int?, keepsBytes: Bool = false) throws(ArrayFileError) -> TrainingTables.Table {
    if keepsBytes, try file.member(name).element == .uint8 {
      let bytes = try file.bytes(name, rows: taken)
      return TrainingTables.Table(rows: taken ?? rows, columns: columns, bytes: bytes)
    }
    let entries = try file.floats(name, rows: taken)
    if let index = firstNotFinite(entries) {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      throw .array(
        place,
        "is \(entries[index]) at row \(row), column \(column) (from 0), and finite numbers are expected. "
          + "Drop the row or fill the value in.")
    }
    return TrainingTables.Table(rows: taken ?? rows, columns: columns, entries: entries)
  }
}

/// Place of the first NaN or infinity.
private func firstNotFinite(_ entries: [Float]) -> Int? {
  let exponent: UInt32 = 0x7f80_0000
  // One pass that the compiler turns into vector instructions: adding one to a full exponent sets the sign bit.
  var marks: UInt32 = 0
  for entry in entries { marks |= (entry.bitPattern & exponent) &+ 0x0080_0000 }
  guard marks & 0x8000_0000 != 0 else { return nil }
  return entries.firstIndex { !$0.isFinite }
}
