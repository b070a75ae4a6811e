internal import SweepModel

/// The two parameters that span phase diagrams.
package struct PhaseAxes: Hashable, Sendable {
  package var x: String
  package var y: String

  /// Reads `a,b` as a person writes it.
  ///
  /// - Parameter varied: what varies in the sweep; nothing else can be an axis.
  /// - Throws: `FindingsError` when there are not two different ones among `varied`.
  package init(_ text: String, varied: [String]) throws(FindingsError) {
    let names = text.split(separator: ",").map { $0.trimmed }
    let choice =
      varied.isEmpty
      ? "Nothing varies but the seed." : "What varies: \(varied.map { "'\($0)'" }.joined(separator: ", "))."
    guard names.count == 2, names[0] != names[1] else {
      throw FindingsError(
        "'--axes' is '\(text)'. Give two different parameters with a comma between them. \(choice)")
    }
    for name in names where !varied.contains(name) {
      let guess = nearestName(to: name, among: varied).map { " Did you mean '\($0)'?" } ?? ""
      throw FindingsError("'--axes' names '\(name)', which does not vary in this sweep. \(choice)\(guess)")
    }
    (x, y) = (names[0], names[1])
  }

  /// Weight decay against target rank or, where one of them does not vary, what does; `nil` with less than two.
  package init?(of group: DataGroup) {
    let wanted = [Parameter.weightDecay.name, Parameter.targetRank.name].filter(group.varied.contains)
    let names = wanted + group.varied.filter { !wanted.contains($0) }
    guard names.count > 1 else { return nil }
    (x, y) = (names[0], names[1])
  }

  func isVaried(in group: DataGroup) -> Bool { group.varied.contains(x) && group.varied.contains(y) }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// Readings over two parameters: the mean over every counted trial of a square, whatever else varies.
package struct PhaseDiagram {
  package struct Square {
    package var x: FieldValue
    package var y: FieldValue
    package var trials: [FinishedTrial]
  }

  package var axes: PhaseAxes
  package var squares: [Square]
  package var readings: [TrialReading]

  /// `nil` where the axes do not vary or nothing counts.
  package init?(_ group: DataGroup, _ asked: PhaseAxes?) {
    guard let axes = asked ?? PhaseAxes(of: group), axes.isVaried(in: group) else { return nil }
    self.axes = axes
    readings = TrialReading.phases(atRank: group.hasRankBelowDimension)
    squares = group.byParameters([axes.y, axes.x]).compactMap { values, cells in
      let trials = cells.flatMap(\.trials)
      return trials.isEmpty ? nil : Square(x: values[1], y: values[0], trials: trials)
    }
    if squares.isEmpty { return nil }
  }

  package func mean(_ reading: TrialReading, _ square: Square) -> Double? {
    reading.estimate(square.trials)?.mean
  }

  /// One row a square.
  package var table: FindingTable {
    let shown = readings.filter { reading in squares.contains { mean(reading, $0) != nil } }
    var table = FindingTable()
    table.columns =
      [.init(axes.y, words(axes.y)), .init(axes.x, words(axes.x))]
      + shown.map { .init($0.key, $0.title) } + [.init("trials", "trials")]
    for square in squares {
      table.add(
        [.parameter(square.y), .parameter(square.x)] + shown.map { .init(mean($0, square)) }
          + [.count(square.trials.count)], trials: square.trials.map(\.id))
    }
    return table
  }
}
