/// What a command found, in words and as data.
package protocol Answer {
  /// - `width`: characters of a line at most; `Int.max` where lines may have any width.
  func text(width: Int) -> String
  /// One JSON value and the end of its line.
  var json: String { get throws }
}

extension Answer {
  /// The one place that chooses between words and data.
  package func written(as format: Format, width: Int = .max) throws -> String {
    switch format {
    case .table: text(width: width)
    case .json: try json
    }
  }
}

/// Prints what a command found, in lines that fit the terminal.
package func show(_ answer: any Answer, as format: Format) throws {
  Output.write(try answer.written(as: format, width: Output.tableWidth))
}

extension Answer where Self: Encodable {
  package var json: String { get throws { try Output.jsonText(self) } }
}

extension Array: Answer where Element: Answer & Encodable {
  package func text(width: Int) -> String { map { $0.text(width: width) }.joined() }

  /// All of them where a person wrote a list, however many that are; else the one that was meant.
  package func asAnswer(isList: Bool) -> any Answer { isList || isEmpty ? self : self[0] }
}

/// Answers that come one after the other: words as soon as each is there, data as one value at the end.
package struct AnswerSeries {
  private let format: Format
  private let isList: Bool
  private var count = 0
  private var values: [String] = []

  /// - `isList`: whether the value is an array, however many answers come.
  package init(as format: Format, isList: Bool) { (self.format, self.isList) = (format, isList) }

  package mutating func show(_ answer: any Answer) throws {
    let text = try answer.written(as: format, width: Output.tableWidth)
    if format == .json { values.append(text) } else { Output.write((count > 0 ? "\n" : "") + text) }
    count += 1
  }

  package func end() {
    if format == .json {
      Output.write(isList ? "[\n\(values.joined(separator: ",\n"))]\n" : values.joined())
    }
  }
}
