/// Where the tables of a data set lie, with their sizes checked against each other and no number read.
enum DataLayout {
  struct Pair {
    var x: StoredTable
    var y: StoredTable
  }

  /// Inputs and targets are arrays of their own.
  case named(train: Pair, test: Pair?)
  /// One array whose last columns are targets.
  case array(StoredTable)
  /// One table in text whose last columns are targets.
  case text(ByteSource)

  /// What an .npz holds; the last two together or not at all.
  static let keys = ["x_train", "y_train", "x_test", "y_test"]

  init(_ source: ByteSource) throws(ArrayFileError) {
    if try FileKind.of(source) == .text {
      self = .text(source)
      return
    }
    let file = try ArrayFile(source)
    switch file.format {
    case .npz:
      let train = Pair(x: try .inputs(file, "x_train"), y: try .targets(file, "y_train"))
      let hasTest = file.names.contains("x_test") || file.names.contains("y_test")
      let test = hasTest ? Pair(x: try .inputs(file, "x_test"), y: try .targets(file, "y_test")) : nil
      self = try .checked(train, test)
    case .npy:
      let table = try StoredTable.table(file, ArrayFile.onlyName)
      _ = try table.rows(nil)
      self = .array(table)
    case .idx: self = try .images(source.file, file)
    }
  }

  /// MNIST's four files: `train-images-idx3-ubyte` leads to `train-labels-idx1-ubyte` and, where they exist, to the
  /// same two with `t10k` or `test` for `train`. Each may be packed or not.
  private static func images(_ path: String, _ images: ArrayFile) throws(ArrayFileError) -> DataLayout {
    // What is no IDX is told before its name is.
    _ = try images.member(ArrayFile.onlyName)
    guard let labels = labels(of: path) else {
      throw .file(
        path,
        "IDX data are given by their training images, such as 'train-images-idx3-ubyte', "
          + "with the labels beside them. Name that file.")
    }
    let name = ArrayFile.onlyName
    let train = Pair(x: try .inputs(images, name), y: try .targets(try .open(present(labels)), name))
    for candidate in testImages(path) {
      let images = present(candidate)
      guard let labels = Self.labels(of: candidate).map(present),
        ByteSource.exists(images) || ByteSource.exists(labels)
      else { continue }
      let test = Pair(x: try .inputs(try .open(images), name), y: try .targets(try .open(labels), name))
      return try checked(train, test)
    }
    return try checked(train, nil)
  }

  /// What is said of IDX images that have no test images beside them; `nil` of another file.
  static func withoutTest(_ path: String) -> String? {
    guard labels(of: path) != nil, !path.lowercased().hasSuffix(".npz") else { return nil }
    let names = testImages(path).map { quoted(fileName($0)) }
    let found =
      names.isEmpty ? "its name has no 'train'" : names.joined(separator: " and ") + " are not beside it"
    return "\(path.shown): no test images: \(found), so that test rows are drawn from its own"
  }

  private static func testImages(_ path: String) -> [String] {
    ["t10k", "test"].compactMap { renamed(path, "train", $0) }
  }

  /// The path, or the same packed with gzip or unpacked, whichever is there.
  private static func present(_ path: String) -> String {
    let other = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path + ".gz"
    return !ByteSource.exists(path) && ByteSource.exists(other) ? other : path
  }

  private static func fileName(_ path: String) -> String {
    String(path.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
  }

  private static func labels(of path: String) -> String? {
    renamed(path, "images", "labels").map { renamed($0, "idx3", "idx1") ?? $0 }
  }

  /// The path with `word` replaced where it occurs last in the file's own name.
  private static func renamed(_ path: String, _ word: String, _ other: String) -> String? {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let range = name.ranges(of: word).last else { return nil }
    return path[..<range.lowerBound] + other + path[range.upperBound...]
  }

  private static func checked(_ train: Pair, _ test: Pair?) throws(ArrayFileError) -> DataLayout {
    _ = try train.x.rows(nil)
    for pair in [train, test].compactMap(\.self) where pair.y.rows != pair.x.rows {
      throw .array(
        pair.y.place,
        "has \(count(pair.y.rows, "row")) and \(quoted(pair.x.label)) has \(pair.x.rows). "
          + "Save as many targets as samples.")
    }
    guard let test else { return .named(train: train, test: nil) }
    guard test.x.rows > 0 else { throw StoredTable.tooFewRows(test.x.place, 0, "1 is") }
    for (table, other) in [(test.x, train.x), (test.y, train.y)] where table.columns != other.columns {
      throw .array(
        table.place,
        "has \(count(table.columns, "column")) and \(quoted(other.label)) has \(other.columns). "
          + "Save both with the same columns.")
    }
    guard let image = train.x.imageShape, let other = test.x.imageShape, image != other else {
      return .named(train: train, test: test)
    }
    throw .array(
      test.x.place,
      "has samples of shape \(tuple(test.x.sampleShape)) and \(quoted(train.x.label)) of \(tuple(train.x.sampleShape)). "
        + "Save both with the same axes.")
  }
}
