package import Exports
package import Findings
package import SweepModel

extension Export {
  /// A whole table in memory, for small sweeps. Trials by position, what is of one by epoch and layer.
  package static func text(
    _ rows: SweepRows, _ table: Table, as format: Format, dataNames: [DataID: String] = [:],
    own: OwnColumns = .none, named: [TrialID: [NamedValue]] = [:]
  ) -> String {
    var export = Export(table, as: format, dataNames: dataNames, own: own)
    var text = export.opening
    for trial in rows.trials.sorted(by: { $0.position < $1.position }) {
      switch table {
      case .trials: text += export.row(trial)
      case .layers: for measure in rows.layers[trial.id] ?? [] { text += export.row(trial, measure) }
      case .curves: for point in rows.curves[trial.id] ?? [] { text += export.row(trial, point) }
      case .metrics: for value in named[trial.id] ?? [] { text += export.row(trial, value) }
      case .spectra: for spectra in rows.spectra[trial.id] ?? [] { text += export.rows(trial, spectra) }
      }
    }
    return text + export.closing
  }
}
