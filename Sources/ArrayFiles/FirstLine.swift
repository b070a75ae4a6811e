/// The first line of a text table: the columns' names, or the first sample.
struct FirstLine {
  private let texts: [ArraySlice<UInt8>]
  /// Its fields as numbers, or `nil` where one is none.
  private let numbers: [Double]?

  init(_ fields: [Range<Int>], of bytes: [UInt8]) {
    texts = fields.map { bytes[$0] }
    let values = texts.compactMap { if case .value(let value) = DecimalNumber($0) { value } else { nil } }
    numbers = values.count == texts.count ? values : nil
  }

  /// Text that starts as a name does and stands for no number and no missing value.
  static func isWord(_ text: ArraySlice<UInt8>) -> Bool {
    guard case .invalid = DecimalNumber(text), let first = text.first else { return false }
    return first >= 0x80 || first == UInt8(ascii: "_")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
  }

  /// About a column of row numbers, and a line that is not parted where it should be.
  func fault(_ file: String, _ line: Int) -> ArrayFileError? {
    guard let first = texts.first else { return nil }
    let name = String(decoding: first.prefix(40), as: UTF8.self)
    if texts.count > 1, first.isEmpty || name.hasPrefix("Unnamed: ") {
      let found = first.isEmpty ? "has no name" : "is \(quoted(name))"
      return .line(
        file, line,
        "the first column \(found), as where pandas writes its row index. Save the file with index=False.")
    }
    if texts.count == 1, first.contains(UInt8(ascii: "|")) || first.contains(UInt8(ascii: ":")) {
      return .line(
        file, line,
        "the line is one field, \(quoted(name)). Part fields by commas, semicolons, tabs or spaces.")
    }
    return nil
  }

  /// Names have a word among them. pandas names the columns of a bare array 0, 1, 2, ….
  ///
  /// - Throws: a question where numbers may be names.
  func isHeader(before rest: CSVScanner, _ file: String, _ line: Int) throws(ArrayFileError) -> Bool {
    guard let numbers else {
      let found = texts.map { DecimalNumber($0) }
      let hasNumber = found.contains { if case .value = $0 { true } else { false } }
      let hasOther = found.contains { if case .invalid = $0 { true } else { false } }
      return texts.contains(where: Self.isWord) || hasOther && !hasNumber
    }
    if numbers.count > 2, texts.enumerated().allSatisfy({ $1.elementsEqual(String($0).utf8) }) { return true }
    let rows = Self.sample(of: rest, columns: numbers.count)
    guard let first = rows.first, looksLikeNames(numbers, first, rows) else { return false }
    let shown = texts.prefix(3).map { String(decoding: $0.prefix(20), as: UTF8.self) }.joined(separator: ", ")
    throw .line(
      file, line,
      "the numbers \(quoted(shown + (texts.count > 3 ? ", …" : ""))) may be names of columns or a sample. "
        + "Set 'header' to true for names or to false for a sample.")
  }

  /// Whether the line is evenly spaced and the next is not, ascends or descends in whole numbers where the columns have
  /// fractions, or is in each column more than ten times what follows.
  private func looksLikeNames(_ numbers: [Double], _ next: [Double], _ rows: [[Double]]) -> Bool {
    let columns = numbers.indices
    if numbers.count > 2 {
      if Self.isEvenlySpaced(numbers), !Self.isEvenlySpaced(next) { return true }
      let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
      let isOrdered = steps.allSatisfy { $0 > 0 } || steps.allSatisfy { $0 < 0 }
      let areDigits = texts.allSatisfy { $0.allSatisfy { (48...57).contains($0) } }
      if isOrdered, areDigits,
        columns.allSatisfy({ column in rows.contains { $0[column] != $0[column].rounded() } })
      {
        return true
      }
    }
    return numbers.count > 1 && rows.count > 2
      && columns.allSatisfy { column in
        let most = rows.map { abs($0[column]) }.max() ?? 0
        return most > 0 && abs(numbers[column]) > 10 * most
      }
  }

  private static func isEvenlySpaced(_ numbers: [Double]) -> Bool {
    guard numbers.count > 2 else { return false }
    let step = (numbers[numbers.count - 1] - numbers[0]) / Double(numbers.count - 1)
    guard step != 0 else { return false }
    return zip(numbers.dropFirst(), numbers).allSatisfy { abs($0 - $1 - step) <= 1e-9 * abs(step) }
  }

  /// The first lines that are numbers, up to 100.
  private static func sample(of rest: CSVScanner, columns: Int) -> [[Double]] {
    var (rest, fields, rows) = (rest, [Range<Int>](), [[Double]]())
    // A line that cannot be read is told when its turn comes.
    while rows.count < 100, let line = try? rest.next(&fields), line > 0 {
      let values = rest.numbers(fields)
      guard values.count == columns else { break }
      rows.append(values)
    }
    return rows
  }
}

extension CSVScanner {
  /// The fields that are numbers.
  fileprivate func numbers(_ fields: [Range<Int>]) -> [Double] {
    fields.compactMap { if case .value(let value) = DecimalNumber(bytes[$0]) { value } else { nil } }
  }
}
