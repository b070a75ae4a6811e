/// A table of numbers in text, one sample a line.
struct CSVTable {
  var rows = 0
  var columns = 0
  /// Row-major.
  var entries: [Float] = []
  /// Whether the first column counts the rows.
  private(set) var hasRowNumbers = false

  /// Reads the first rows that are asked for, or all; then checks that there are enough.
  ///
  /// - Parameter header: whether the first line is names; without it, what `FirstLine` says.
  init(_ source: ByteSource, samples: Int?, header: Bool?) throws(ArrayFileError) {
    let file = source.file
    let place = ArrayName(file: file, member: nil)
    // The text, and at most one float32 for each two characters of it.
    try Limits.check(place, count: source.count, width: 3)
    let limit = samples.map { $0 < 2 ? .max : $0 } ?? .max
    let bytes = try source.bytes(at: 0, upTo: source.count)
    var scanner = CSVScanner(bytes, file: file)
    var fields: [Range<Int>] = []
    var isFirst = true
    while rows < limit, let line = try scanner.next(&fields) {
      defer { isFirst = false }
      if isFirst {
        columns = fields.count
        let first = FirstLine(fields, of: bytes)
        if let fault = first.fault(file, line) { throw fault }
        let isHeader = if let header { header } else { try first.isHeader(before: scanner, file, line) }
        if isHeader { continue }
      }
      guard fields.count == columns else {
        throw .line(
          file, line,
          "the line has \(count(fields.count, "field")), and the lines before have \(columns). Give each line as many."
        )
      }
      for (column, field) in fields.enumerated() {
        entries.append(try Self.number(bytes[field], file, line, column: column + 1, of: columns))
      }
      rows += 1
    }
    guard rows > 0 else {
      throw .file(file, "the file holds no row of numbers. Write one sample a line.")
    }
    _ = try StoredTable.trainRows(of: rows, samples, place)
    hasRowNumbers = countsRows()
  }

  /// From 0 or 1 on, as pandas and R number the rows of a table.
  private func countsRows() -> Bool {
    guard columns > 1, rows > 2, entries[0] == 0 || entries[0] == 1 else { return false }
    return (0..<rows).allSatisfy { entries[$0 * columns] == entries[0] + Float($0) }
  }

  private static func number(
    _ text: ArraySlice<UInt8>, _ file: String, _ line: Int, column: Int, of columns: Int
  ) throws(ArrayFileError) -> Float {
    let number = DecimalNumber(text)
    if case .value(let value) = number, Float(value).isFinite { return Float(value) }
    let found = quoted(String(decoding: text.prefix(40), as: UTF8.self))
    let fault =
      switch number {
      case .value, .notFinite:
        "is \(found), which is not finite in float32. Drop the row or fill the value in."
      case .empty: "is empty. Drop the row or fill the value in."
      case .invalid where column == columns && FirstLine.isWord(text):
        "is \(found), and a number is expected. Number classes from 0."
      case .invalid: "is \(found), and a number is expected. Write it as 1, -2.5 or 1e-5."
      }
    throw .line(file, line, "column \(column) \(fault)")
  }
}
