internal import Findings
internal import Foundation
internal import SweepModel

/// The grid of one data set as squares that fill while its trials end.
struct GridMap {
  /// A square's trials, whatever varies besides the two axes.
  private struct Square {
    var planned = 0
    var counted = 0
    var trivial = 0
    var lost = 0
    var running = 0

    mutating func add(_ tally: Tally) {
      planned += tally.planned
      counted += tally[.counted]
      trivial += tally[.trivial]
      lost += tally[.diverged] + tally[.failed]
      running += tally[.running]
    }

    var ended: Int { counted + trivial + lost }
  }

  private let name: String
  private let x: String
  private let y: String?
  private let columns: [FieldValue]
  private let rows: [FieldValue]
  private let squares: [[FieldValue]: Square]

  static func html(of aggregate: Aggregate) -> String {
    let maps = aggregate.groups.compactMap { GridMap($0)?.html }
    return maps.isEmpty ? "" : "<div class=\"maps\">\n\(maps.joined(separator: "\n"))\n</div>"
  }

  /// `nil` where nothing but the seed varies.
  init?(_ group: DataGroup) {
    guard let first = group.varied.first else { return nil }
    let axes = PhaseAxes(of: group)
    (name, x, y) = (group.name, axes?.x ?? first, axes?.y)
    let names = [x] + [y].compactMap { $0 }
    var squares: [[FieldValue]: Square] = [:]
    for cell in group.cells {
      squares[names.map { parameter($0, of: cell.spec) }, default: Square()].add(cell.tally)
    }
    self.squares = squares
    columns = Set(squares.keys.map { $0[0] }).sorted()
    rows = Array(Set(squares.keys.compactMap { $0.dropFirst().first }).sorted().reversed())
  }

  /// Labels of all columns where they have room, else of the first and the last.
  private static let labelledColumns = 12

  private var html: String {
    let shownRows: [FieldValue?] = rows.isEmpty ? [nil] : rows
    let isWide = columns.count <= Self.labelledColumns
    let head = columns.indices.map { column in
      "<th scope=\"col\">\(isWide || column == 0 || column == columns.count - 1 ? escaped(columns[column].text) : "")</th>"
    }
    let body = shownRows.map { row in
      let cells = columns.map { column in cell(squares[[column] + [row].compactMap { $0 }]) }
      return "<tr><th scope=\"row\">\(escaped(row?.text ?? ""))</th>\(cells.joined())</tr>"
    }
    let axes = words(x) + (y.map { " across, \(words($0)) down" } ?? "")
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Grid of \(escaped(name))">
      <table class="map\(isWide ? "" : " many")"><caption>\(escaped(name)): \(escaped(axes))</caption>
      <thead><tr><td></td>\(head.joined())</tr></thead><tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private func cell(_ square: Square?) -> String {
    guard let square, square.planned > 0 else { return "<td></td>" }
    let parts = [("counted", square.counted), ("trivial", square.trivial), ("failed", square.lost)]
    let fills = parts.filter { $0.1 > 0 }.map { "<i class=\"\($0)\" style=\"flex:\($1)\"></i>" }
    let left = square.planned - square.ended
    let rest = left > 0 ? "<i style=\"flex:\(left)\"></i>" : ""
    let told = "\(square.ended) of \(square.planned) ended"
    return """
      <td title="\(told)"><span class="bar\(square.running > 0 ? " live" : "")" role="img" aria-label="\(told)">\
      \(fills.joined())\(rest)</span></td>
      """
  }
}
