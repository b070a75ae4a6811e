internal import SweepModel

extension Report {
  /// `findings.json`: the findings and every average behind them. Keys sorted; undefined is `null` or absent.
  package var json: String {
    JSONValue.object([
      "sweep": [
        "name": .text(aggregate.sweep.name), "id": .text(aggregate.sweep.id.description),
        "trials": .integer(aggregate.sweep.trials),
      ],
      "counts": aggregate.tally.json,
      "confidence": .number(Estimate.confidence),
      "findings": .array(findings.map(\.json)),
      "groups": .array(aggregate.groups.map(\.json)),
    ]).document
  }
}

extension Tally {
  var json: JSONValue {
    [
      "planned": .integer(planned), "counted": .integer(counted), "trivial": .integer(trivial),
      "diverged": .integer(diverged), "failed": .integer(failed), "running": .integer(running),
      "waiting": .integer(waiting),
    ]
  }
}

extension Finding {
  fileprivate var json: JSONValue {
    [
      "question": .text(question.rawValue), "asks": .text(question.text), "data": .text(data),
      "claim": .flag(isClaim), "sentence": .text(sentence), "trials": .integer(trials.count),
      "numbers": .array(numbers.rows.map { numbers.object($0) }),
    ]
  }
}

extension FindingTable {
  fileprivate func object(_ row: [Entry]) -> JSONValue {
    .object(Dictionary(zip(columns.map(\.key), row.map(\.json)), uniquingKeysWith: { first, _ in first }))
  }
}

extension DataGroup {
  fileprivate var json: JSONValue {
    [
      "data": .text(name), "dataset": .text(dataset.text), "varied": .array(varied.map { .text($0) }),
      "counts": tally.json, "cells": .array(cells.map { $0.json(varied) }),
    ]
  }
}

extension Cell {
  fileprivate func json(_ varied: [String]) -> JSONValue {
    let ids = trials.map(\.id)
    return [
      "cell": .integer(number), "counts": tally.json,
      "trials": .array(ids.map { .text($0.description) }),
      "parameters": .object(
        Dictionary(uniqueKeysWithValues: varied.map { ($0, parameter($0, of: spec).json) })),
      "figures": figures.json(of: ids),
      "layers": .array(layers.map { ["layer": .integer($0.layer), "figures": $0.figures.json(of: ids)] }),
    ]
  }
}

extension [TrialFigure: Estimate] {
  fileprivate func json(of cell: [TrialID]) -> JSONValue {
    .object(Dictionary<_, _>(uniqueKeysWithValues: map { ($0.key.rawValue, $0.value.json(of: cell)) }))
  }
}

extension [LayerFigure: Estimate] {
  fileprivate func json(of cell: [TrialID]) -> JSONValue {
    .object(Dictionary<_, _>(uniqueKeysWithValues: map { ($0.key.rawValue, $0.value.json(of: cell)) }))
  }
}

extension Estimate {
  /// The trials behind it are named where they are not all of the cell's.
  fileprivate func json(of cell: [TrialID]) -> JSONValue {
    var members: [String: JSONValue] = [
      "mean": .number(mean), "deviation": JSONValue(deviation), "half_width": JSONValue(halfWidth),
      "minimum": .number(minimum), "maximum": .number(maximum), "n": .integer(count),
    ]
    if trials != cell { members["trials"] = .array(trials.map { .text($0.description) }) }
    return .object(members)
  }
}
