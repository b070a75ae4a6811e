internal import Findings
internal import SweepModel

extension SweepDiff {
  /// - `width`: characters of a line at most; `nil` for tables of any width and sentences in lines of 100.
  package func text(width: Int? = nil) -> String {
    let tableWidth = width ?? .max
    let width = min(width ?? 100, 100)
    var lines = wrapped("A is '\(first.name)' \(first.id.short) (\(firstTally.sentence)).", width: width)
    lines += wrapped("B is '\(second.name)' \(second.id.short) (\(secondTally.sentence)).", width: width)
    lines += wrapped(overlap, width: width)
    if !differences.isEmpty {
      lines += ["", "What differs"] + differenceTable.lines(indent: 2, width: tableWidth)
    }
    if !changes.isEmpty {
      lines += ["", "Metrics over the pairs"] + changeTable.lines(indent: 2, width: tableWidth)
      lines += [""] + wrapped(verdict, width: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var overlap: String {
    let grids =
      pairs == 0
      ? "No cell of A has a counterpart in B."
      : "\(Numeral.grouped(pairs)) of \(Numeral.count(firstCells, "cell")) of A have a counterpart among the "
        + "\(Numeral.grouped(secondCells)) of B."
    return sharedTrials == 0
      ? grids
      : grids
        + " \(Numeral.count(sharedTrials, "trial")) \(sharedTrials == 1 ? "is" : "are") the same in both."
  }

  private var verdict: String {
    let moved = changes.filter { $0.rose + $0.fell > 0 }
    let open = "Only pairs with \(trialsForClaim) counted trials on either side are judged."
    if changes.allSatisfy({ $0.judged == 0 }) { return "Nothing can be said to have moved. \(open)" }
    if moved.isEmpty { return "No metric moved beyond its 95 % intervals. \(open)" }
    return "Beyond their 95 % intervals moved: \(enumerated(moved.map(\.title))). \(open)"
  }

  private var differenceTable: TextTable {
    var table = TextTable([
      ("parameter", .left), ("only in A", .left), ("only in B", .left), ("in both", .left),
    ])
    table.rows = differences.map { one in
      [words(one.parameter)]
        + [one.onlyInFirst, one.onlyInSecond, one.inBoth].map { $0.joined(separator: " ") }
    }
    return table
  }

  private var changeTable: TextTable {
    var table = TextTable([
      ("metric", .left), ("mean A", .right), ("mean B", .right), ("rose", .right), ("fell", .right),
      ("judged", .right), ("pairs", .right),
    ])
    table.rows = changes.map { change in
      [change.title, Numeral.measured(change.first), Numeral.measured(change.second)]
        + [change.rose, change.fell, change.judged, change.pairs].map(Numeral.grouped)
    }
    return table
  }

  /// One JSON value.
  package var json: String {
    func sweep(_ row: SweepRow, _ tally: Tally, _ cells: Int) -> JSONValue {
      [
        "name": .text(row.name), "id": .text(row.id.description), "cells": .integer(cells),
        "counts": tally.json,
      ]
    }
    return JSONValue.object([
      "a": sweep(first, firstTally, firstCells), "b": sweep(second, secondTally, secondCells),
      "pairs": .integer(pairs), "shared_trials": .integer(sharedTrials),
      "differences": .array(differences.map(\.json)), "figures": .array(changes.map(\.json)),
    ]).document
  }
}

extension SweepDiff.Difference {
  fileprivate var json: JSONValue {
    func list(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }
    return [
      "parameter": .text(parameter), "only_in_a": list(onlyInFirst), "only_in_b": list(onlyInSecond),
      "in_both": list(inBoth),
    ]
  }
}

extension SweepDiff.Change {
  fileprivate var json: JSONValue {
    [
      "figure": .text(metric), "title": .text(title), "mean_a": .number(first), "mean_b": .number(second),
      "rose": .integer(rose), "fell": .integer(fell), "judged": .integer(judged), "pairs": .integer(pairs),
      "trial_ids": .array(trials.map { .text($0.description) }),
    ]
  }
}
