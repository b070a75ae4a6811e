internal import Findings
package import SweepModel

/// Writes a table row by row: one of a million rows needs the memory of one.
///
/// Give `opening`, then `row` for each row, then `closing`. CSV follows RFC 4180 with `\n` as line end,
/// missing as an empty field; JSON is an array with an object a line, missing as `null`, in the same order.
/// Numbers are the shortest text that reads back to the same bits.
package struct Export: Sendable {
  package enum Table: String, Hashable, Sendable, CaseIterable {
    case trials, layers, curves, spectra, metrics
  }
  /// What a column holds besides missing values; lists are texts.
  package enum ColumnType: String, Hashable, Sendable { case integer, number, flag, text }
  package enum Format: String, Hashable, Sendable, CaseIterable { case csv, json }

  package let table: Table
  package let format: Format
  private let described: [ExportColumn]
  /// Each column's name as a JSON key with its colon.
  private let keys: [String]
  private let dataNames: [DataID: String]
  private var isEmpty = true

  /// - `specs`: those of all trials, whose columns that none of them can have are left out; without any there are all.
  /// - `dataNames`: what to call data files, for the column `dataset_name`.
  /// - `own`: columns of a sweep of programs.
  package init(
    _ table: Table, of specs: [Specification] = [], as format: Format, dataNames: [DataID: String] = [:],
    own: OwnColumns = .none
  ) {
    (self.table, self.dataNames, self.format) = (table, dataNames, format)
    described = ExportColumn.of(table, own, in: specs)
    keys = described.map { quotedJSON($0.name) + ":" }
  }

  package var columns: [String] { described.map(\.name) }
  package var types: [ColumnType] { described.map(\.type) }

  package var opening: String {
    switch format {
    case .csv: columns.joined(separator: ",") + "\n"
    case .json: "["
    }
  }

  /// One trial's row of the `trials` table.
  package mutating func row(_ trial: TrialRow) -> String { line(ExportedRow(trial, dataNames), of: .trials) }

  /// One row of the `layers` table.
  package mutating func row(_ trial: TrialRow, _ measure: LayerMeasure) -> String {
    var row = ExportedRow(trial, dataNames)
    row.measure = measure
    return line(row, of: .layers)
  }

  /// One row of the `curves` table.
  package mutating func row(_ trial: TrialRow, _ point: CurvePoint) -> String {
    var row = ExportedRow(trial, dataNames)
    row.point = point
    return line(row, of: .curves)
  }

  /// One row of the `metrics` table.
  package mutating func row(_ trial: TrialRow, _ value: NamedValue) -> String {
    var row = ExportedRow(trial, dataNames)
    row.named = value
    return line(row, of: .metrics)
  }

  /// The rows of the `spectra` table that one layer gives.
  package mutating func rows(_ trial: TrialRow, _ spectra: LayerSpectra) -> String {
    var row = ExportedRow(trial, dataNames)
    return LayerSpectra.Kind.allCases.reduce(into: "") { text, kind in
      for (place, value) in spectra[kind].enumerated() {
        row.singular = (spectra.epoch, spectra.layer, kind, place + 1, value)
        text += line(row, of: .spectra)
      }
    }
  }

  package var closing: String {
    switch format {
    case .csv: ""
    case .json: isEmpty ? "]\n" : "\n]\n"
    }
  }

  private mutating func line(_ row: ExportedRow, of table: Table) -> String {
    precondition(table == self.table, "a row of \(table) belongs into the table \(table)")
    let fields = described.map { $0.value(row) }
    defer { isEmpty = false }
    switch format {
    case .csv: return fields.map(\.csv).joined(separator: ",") + "\n"
    case .json:
      let members = zip(keys, fields).map { $0 + $1.jsonText }
      return (isEmpty ? "\n{" : ",\n{") + members.joined(separator: ",") + "}"
    }
  }
}

extension FieldValue {
  /// A CSV field, quoted only where it must be: comma, quote, line break, or a blank at an end.
  fileprivate var csv: String {
    switch value {
    case .real(let number): return Numeral.exact(number)
    case .word, .words, .integers, .lists, .list, .map: break
    case nil, .null, .flag, .integer: return text
    }
    let field = text.unicodeScalars
    let special = field.contains { ["\"", ",", "\n", "\r"].contains($0) }
    guard special || field.first == " " || field.last == " " else { return text }
    // By scalar: a quote with a combining mark behind it is one character, and a quote all the same.
    return "\"" + field.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
  }

  fileprivate var jsonText: String {
    switch value {
    case nil, .null: "null"
    case .real(let number): number.isFinite ? Numeral.exact(number) : "null"
    case .flag, .integer: text
    case .word(let text): quotedJSON(text)
    case .integers, .lists, .words, .list, .map: json.line
    }
  }
}
