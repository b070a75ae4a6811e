package import SweepModel

/// A sweep's rows, averaged over seeds: the one source of every number in table, page and findings.
package struct Aggregate: Hashable, Sendable {
  package var sweep: SweepRow
  package var tally: Tally
  /// By data, in the order in which the sweep names it. Cells of different data are never mixed.
  package var groups: [DataGroup]
  /// Trials that diverged or failed, in sweep order.
  package var failures: [TrialRow]
  /// What computed the results; one entry for each different set-up.
  package var setUps: [SetUp]
  package var trainSeconds: Double
  package var measureSeconds: Double

  /// Names of the parameters that vary in a group, in table order.
  package var varied: [String] { inReportedOrder(groups.flatMap(\.varied)) }
}

/// The cells on one dataset.
package struct DataGroup: Hashable, Sendable {
  package var dataset: Dataset
  /// What people call the data: `teacher`, or a file's name where it is known.
  package var name: String
  package var tally: Tally
  /// Names of the parameters that differ between the group's cells, in sweep-file order, without the seed.
  package var varied: [String]
  /// In sweep order.
  package var cells: [Cell]

  /// What means and intervals are of.
  package var overSeeds: String { dataFollowSeeds ? "over seeds, each with data of its own" : "over seeds" }

  /// Whether a cell's trials differ in their data.
  var dataFollowSeeds: Bool {
    cells.contains { cell in Set(cell.trials.map { $0.spec[.dataSeed] }).count > 1 }
  }

  /// The cells by the values of the named parameters, ascending.
  package func byParameters(_ names: [String]) -> [([FieldValue], [Cell])] {
    let groups = inOrder(cells) { cell in names.map { parameter($0, of: cell.spec) } }
    return groups.sorted { $0.0.lexicographicallyPrecedes($1.0) }
  }
}

/// One grid cell: a trial's specification without its seed, and what its seeds gave.
package struct Cell: Hashable, Sendable {
  package var number: Int
  /// The first trial's specification; its seed means nothing here.
  package var spec: Specification
  package var tally: Tally
  package var metrics: [Metric: Estimate]
  /// Of each trial's last measured epoch, ascending by layer.
  package var layers: [LayerEstimates]
  /// The same on the test rows; empty where they were not asked for.
  package var testLayers: [LayerEstimates]
  package var curve: [CurveEstimate]
  /// Of the layers of each trial's last measured epoch, ascending by layer.
  package var spectra: [SpectrumEstimate]
  /// The counted trials, each with its last layers, for findings that need single trials.
  package var trials: [FinishedTrial]
  /// The trials whose training ended without having learnt: trivial and diverged ones.
  package var lost: [FinishedTrial]

  /// Text of one parameter's value.
  package func text(_ name: String) -> String { parameter(name, of: spec).text }
}

package struct LayerEstimates: Hashable, Sendable {
  package var layer: Int
  /// What the layer is called, where its number does not say it all and its trials agree.
  package var name: String?
  package var metrics: [Metric: Estimate]
}

package struct CurveEstimate: Hashable, Sendable {
  package var epoch: Int
  package var trainLoss: Estimate?
  package var testLoss: Estimate?
}

/// A trial with a result, and the layers of its last measured epoch.
package struct FinishedTrial: Hashable, Sendable {
  package var id: TrialID
  package var spec: Specification
  package var metrics: [Metric: Double]
  /// On the train rows, ascending by layer.
  package var layers: [LayerMeasure]
  /// On the test rows; empty where they were not asked for.
  package var testLayers: [LayerMeasure]

  package init(_ trial: TrialRow, of sweep: SweepRows) {
    let all = sweep.layers[trial.id] ?? []
    let last = all.map(\.epoch).max()
    (id, spec, metrics) = (trial.id, trial.spec, trial.metrics)
    let measures = all.filter { $0.epoch == last }.sorted { $0.layer < $1.layer }
    (layers, testLayers) = (measures.on(.train), measures.on(.test))
  }
}

/// What computed some of the results.
package struct SetUp: Hashable, Sendable {
  package var coreType: String
  package var processor: String
  package var libraries: String
  package var version: String
  package var trials: Int
}
