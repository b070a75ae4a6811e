internal import Extents
internal import Statistics
package import SweepModel

/// So many of so many trials, and in which cells all of them are, some and none.
///
/// A share over cells that differ is no property of nets but of the grid, so that it is a count, without an interval; where it says
/// something of the cells is in `places`. One cell's share is of its seeds, and has Wilson's interval.
struct CellShare {
  let part: Int
  let whole: Int
  /// Cells with trials to count.
  let cells: Int
  private let full: Extent
  private let mixed: Extent
  private let empty: Extent

  init(_ group: DataGroup, _ cells: [Cell], _ count: (Cell) -> (part: Int, whole: Int)) {
    let counts = cells.map { ($0, count($0)) }.filter { $0.1.whole > 0 }
    part = counts.reduce(0) { $0 + $1.1.part }
    whole = counts.reduce(0) { $0 + $1.1.whole }
    self.cells = counts.count
    let rows = counts.map { cell, _ in group.varied.map { parameter($0, of: cell.spec) } }
    func extent(_ isMember: ((part: Int, whole: Int)) -> Bool) -> Extent {
      Extent(group.varied, rows, counts.map { isMember($0.1) })
    }
    full = extent { $0.part == $0.whole }
    mixed = extent { $0.part > 0 && $0.part < $0.whole }
    empty = extent { $0.part == 0 }
  }

  /// Of values of trials.
  init<Value>(
    _ group: DataGroup, _ cells: [Cell], _ values: (Cell) -> [Value], where holds: (Value) -> Bool
  ) {
    self.init(group, cells) { cell in
      let values = values(cell)
      return (values.count(where: holds), values.count)
    }
  }

  var isAll: Bool { part == whole && whole > 0 }
  var isNone: Bool { part == 0 }

  /// Such as `all 27 trials`, `none of 12 trials`, `44 of 69 trials`, or of one cell `3 of 4 trials (30 to 95 %)`.
  func words(_ noun: String? = nil) -> String {
    let all = noun.map { Numeral.count(whole, $0) } ?? Numeral.grouped(whole)
    if cells == 1, let range = Share(part, of: whole)?.interval() {
      let ends = [range.lowerBound, range.upperBound].map { String(Int((100 * $0).rounded())) }
      return "\(Numeral.grouped(part)) of \(all) (\(ends.joined(separator: " to ")) %)"
    }
    return isAll ? "all \(all)" : isNone ? "none of \(all)" : "\(Numeral.grouped(part)) of \(all)"
  }

  /// Such as `all at activation relu; some in 2 of 9 cells; none at activation tanh`; empty where one word says it. Where all kinds
  /// but one are named by their values, that one has the other cells; where all are, the one with the most words.
  var places: String {
    let kinds = [("all", full), ("some", mixed), ("none", empty)].filter { $0.1.count > 0 }
    if kinds.count < 2 && mixed.count == 0 || cells < 2 { return "" }
    if kinds.count == 1 { return "some in each of \(cells) cells" }
    let unnamed = kinds.indices.filter { !kinds[$0].1.isNamed }
    let longest = kinds.indices.max { kinds[$0].1.box.count <= kinds[$1].1.box.count }
    let other = unnamed.isEmpty ? longest : unnamed.count == 1 ? unnamed[0] : nil
    return kinds.indices.sorted { $0 != other && $1 == other }.map { place in
      let (word, part) = kinds[place]
      return place == other
        ? "\(word) in the other\(part.count == 1 ? " cell" : " \(Numeral.grouped(part.count)) cells")"
        : "\(word) \(part.words("cell"))"
    }.joined(separator: "; ")
  }

  /// How many cells have all of theirs.
  var fullCells: Int { full.count }

  /// Such as ` (all at activation relu)`, for a headline; empty where no cell has all of its trials, and where all have.
  var fullInBrackets: String { full.count == 0 || isAll || cells < 2 ? "" : " (all \(full.words("cell")))" }

  var placesInBrackets: String { places.isEmpty ? "" : " (\(places))" }

  /// Such as `pca95 30, pca999 0 and gap_rank 2 of 35`.
  static func counts(_ shares: [(name: String, share: CellShare)]) -> String {
    let wholes = shares.map { " of \(Numeral.grouped($0.share.whole))" }
    let isOne = Set(wholes).count == 1
    return enumerated(
      zip(shares, wholes).map { "\($0.name) \(Numeral.grouped($0.share.part))\(isOne ? "" : $1)" })
      + (isOne ? wholes[0] : "")
  }

  /// `Yes`, `No`, or nothing where trials differ: how many of a grid's cells hold hangs on the grid.
  var verdict: String? { isAll ? "Yes" : isNone ? "No" : nil }
}

extension Extent {
  /// Parameters whose numbers are names: one is no more than another.
  static let labels: Set = [Parameter.dataSeed.name, Parameter.numerics.name, Parameter.measureEvery.name]

  /// Of points with a value for each name; values that are all numbers have an order, other than labels.
  init(_ names: [String], _ rows: [[FieldValue]], _ isMember: [Bool]) {
    let values = names.indices.map { column in Set(rows.map { $0[column] }).sorted() }
    let axes = zip(names, values).map { name, values in
      let title = Findings.words(name)
      let isOrdered = !Self.labels.contains(name) && values.allSatisfy { $0.value?.number != nil }
      return Axis(title, values.map(\.shown), isOrdered: isOrdered)
    }
    let places = values.map { Dictionary(uniqueKeysWithValues: zip($0, $0.indices)) }
    let points = rows.map { row in zip(places, row).map { places, value in places[value] ?? 0 } }
    self.init(axes, points, isMember)
  }
}
