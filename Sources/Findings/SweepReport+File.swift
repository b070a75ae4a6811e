internal import SweepModel

extension SweepReport {
  /// `findings.json`: the findings and every average behind them. Keys sorted; undefined is `null` or absent.
  package var json: String { json(adding: [:]) }

  /// - Parameter others: members that are not of findings.
  package func json(adding others: [String: JSONValue]) -> String {
    let members: [String: JSONValue] = [
      "sweep": [
        "name": .text(aggregate.sweep.name), "id": .text(aggregate.sweep.id.description),
        "trials": .integer(aggregate.sweep.trials),
      ],
      "counts": aggregate.tally.json,
      "confidence": .number(Estimate.confidence),
      "failures": .array(aggregate.failures.map(\.json)),
      "findings": .array(findings.map(\.json)),
      "provenance": aggregate.provenance,
      "groups": .array(aggregate.groups.map { $0.json(axes) }),
    ]
    return JSONValue.object(members.merging(others) { own, _ in own }).document
  }
}

extension Aggregate {
  fileprivate var provenance: JSONValue {
    [
      "numerics": .array(numerics.map { .integer($0) }),
      "train_seconds": .number(trainSeconds), "measure_seconds": .number(measureSeconds),
      "set_ups": .array(
        setUps.map {
          [
            "version": .text($0.version), "libraries": .text($0.libraries), "core_type": .text($0.coreType),
            "processor": .text($0.processor), "trials": .integer($0.trials),
          ]
        }),
    ]
  }

  /// Versions of the arithmetic that the sweep asks for, ascending.
  package var numerics: [Int] { Set(groups.flatMap { $0.cells.compactMap(\.spec[.numerics]) }).sorted() }
}

extension TrialRow {
  fileprivate var json: JSONValue {
    [
      "trial": .text(id.description), "state": .text(state.rawValue), "cell": .integer(cell),
      "seed": .integer(spec.seed), "attempt": attempt.map { .integer($0.number) } ?? .null,
      "what": .text(note),
    ]
  }
}

extension Finding {
  fileprivate var json: JSONValue {
    [
      "question": .text(question.key), "asks": .text(question.text), "data": .text(data),
      "claim": .flag(isClaim), "sentence": .text(sentence), "trials": .integer(trials.count),
      "headline": .text(headline), "trial_ids": trials.json, "numbers": numbers.json,
    ]
  }
}

extension FindingTable {
  fileprivate var json: JSONValue { .array(zip(rows, trials).map { object($0, trials: $1) }) }

  private func object(_ row: [Entry], trials: [TrialID]) -> JSONValue {
    var members = Dictionary(
      zip(columns.map(\.key), row.map(\.json)), uniquingKeysWith: { first, _ in first })
    members["trial_ids"] = trials.json
    return .object(members)
  }
}

extension [TrialID] {
  fileprivate var json: JSONValue { .array(map { .text($0.description) }) }
}

extension DataGroup {
  fileprivate func json(_ axes: PhaseAxes?) -> JSONValue {
    let phases = PhaseDiagram(self, axes)
    return [
      "data": .text(name), "dataset": .text(dataset.text), "standing": .text(standing),
      "varied": .array(varied.map { .text($0) }),
      "effects": EffectDesign(self).json, "counts": tally.json,
      "cells": .array(cells.map { $0.json(varied) }),
      "phase_diagram": phases.map { phases in
        [
          "x": .text(phases.axes.x), "y": .text(phases.axes.y), "squares": phases.table.json,
        ]
      } ?? .null,
    ]
  }
}

extension Cell {
  fileprivate func json(_ varied: [String]) -> JSONValue {
    let ids = trials.map(\.id)
    var members: [String: JSONValue] = [
      "cell": .integer(number), "counts": tally.json,
      "trials": ids.json,
      "parameters": .object(
        Dictionary(uniqueKeysWithValues: varied.map { ($0, parameter($0, of: spec).json) })),
      "figures": metrics.json(of: ids),
      "layers": .array(
        layers.map { layer in
          var row: [String: JSONValue] = [
            "layer": .integer(layer.layer), "figures": layer.metrics.json(of: ids),
          ]
          if let name = layer.name { row["name"] = .text(name) }
          return .object(row)
        }),
    ]
    if let train = layers.last, let test = testLayers.last {
      members["last_layer"] = [
        "layer": .integer(test.layer), "train": train.metrics.json(of: ids),
        "test": test.metrics.json(of: ids),
      ]
    }
    return .object(members)
  }
}

extension [Metric: Estimate] {
  fileprivate func json(of cell: [TrialID]) -> JSONValue {
    .object(Dictionary<_, _>(uniqueKeysWithValues: map { ($0.key.name, $0.value.json(of: cell)) }))
  }
}

extension Estimate {
  /// The trials behind it are named where they are not all of the cell's.
  fileprivate func json(of cell: [TrialID]) -> JSONValue {
    var members: [String: JSONValue] = [
      "mean": .number(mean), "deviation": JSONValue(deviation), "half_width": JSONValue(halfWidth),
      "minimum": .number(minimum), "maximum": .number(maximum), "n": .integer(count),
    ]
    if trials != cell { members["trials"] = trials.json }
    return .object(members)
  }
}
