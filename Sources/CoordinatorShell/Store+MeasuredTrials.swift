package import Boundaries
package import RunStore
package import SweepModel

extension Store {
  /// A sweep's trials with what a method may ask of them, by position.
  package func measuredTrials(of sweep: SweepID) throws -> [MeasuredTrial] {
    // Read first: a trial that ends meanwhile waits here and has layers, never the other way round.
    let rows = try trials(of: sweep)
    var layers: [TrialID: [LayerMeasure]] = [:]
    // Ascending by epoch: those of the last one stay.
    try forEachLayer(of: sweep) { trial, layer in
      if layer.epoch != layers[trial]?.last?.epoch { layers[trial] = [] }
      layers[trial]?.append(layer)
    }
    var told: [TrialID: [String: Double]] = [:]
    if rows.contains(where: { $0.spec.kind.takesArguments }) {
      try forEachNamedValue(of: sweep) { trial, value in
        if value.layer == nil { told[trial, default: [:]][value.name] = value.value }
      }
    }
    return rows.map { MeasuredTrial($0, layers: layers[$0.id] ?? [], told: told[$0.id] ?? [:]) }
  }
}
