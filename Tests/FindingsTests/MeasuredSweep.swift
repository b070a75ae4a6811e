import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

/// Rows of a sweep that was really run, `Fixtures/measured/NAME.json`; `run_sweeps.py` beside them made them.
struct MeasuredSweep {
  var lab = ReportLab()

  init(_ name: String) throws {
    let file = try #require(
      Bundle.module.url(forResource: "Fixtures/measured/\(name)", withExtension: "json"))
    lab.name = name
    let metrics = Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0.name, $0) })
    func read(_ members: ReadJSON?) throws -> [Metric: Double] {
      guard case .object(let members)? = members else { return [:] }
      return try members.reduce(into: [:]) { $0[try #require(metrics[$1.key])] = $1.value.number }
    }
    for (position, row) in try ReadJSON(String(contentsOf: file, encoding: .utf8)).items.enumerated() {
      let spec = try Specification(canonical: try #require(row["spec"]?.text))
      var trial = TrialRow(
        id: spec.id, position: position, cell: Int(try #require(row["cell"]?.number)), spec: spec,
        state: try #require(TrialState(rawValue: row["state"]?.text ?? "")), attempt: .first)
      trial.metrics = try read(row["metrics"])
      lab.layers[trial.id] = try (row["layers"]?.items ?? []).enumerated().map { place, layer in
        LayerMeasure(epoch: spec[.epochs] ?? 1, layer: place + 1, metrics: try read(layer))
      }
      lab.trials.append(trial)
    }
  }

  var report: SweepReport { SweepReport(lab.rows) }

  /// The findings of `findings.json`, by question.
  func findings(_ report: SweepReport? = nil) throws -> [String: ReadJSON] {
    let found = try ReadJSON((report ?? self.report).json)["findings"]?.items ?? []
    return Dictionary(found.map { ($0["question"]?.text ?? "", $0) }) { first, _ in first }
  }
}
