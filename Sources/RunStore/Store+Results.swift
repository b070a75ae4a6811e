internal import GRDB
package import SweepModel

extension Store {
  /// The trials of a sweep that have an accepted result, by position.
  package func trialsWithResults(of sweep: SweepID) throws -> [TrialID] {
    try read { try Self.trialIDs(of: Self.sweep(sweep, $0), $0, where: "results.trial IS NOT NULL") }
  }

  /// A trial's accepted result, put together as its worker reported it; `nil` while there is none.
  package func result(of id: TrialID) throws -> TrialResult? {
    guard let row = try trial(id)?.row, let provenance = row.provenance else { return nil }
    return try read { database in
      TrialResult(
        divergedEpoch: row.divergedEpoch, metrics: row.metrics, layers: try layers.all(of: id, database),
        curve: try RowCodec.curves.all(of: id, database), spectra: try RowCodec.spectra.all(of: id, database),
        named: try RowCodec.metrics.all(of: id, database), provenance: provenance)
    }
  }

  /// Hands over each layer measure of a sweep, ascending by (position, epoch, layer, rows), one at a time.
  package func forEachLayer(of id: SweepID, _ take: (TrialID, LayerMeasure) throws -> Void) throws {
    try read { try layers.each(of: Self.sweep(id, $0).number, $0, take) }
  }

  /// Hands over each point of a sweep's curves, ascending by (position, epoch), one at a time.
  package func forEachPoint(of id: SweepID, _ take: (TrialID, CurvePoint) throws -> Void) throws {
    try read { try RowCodec.curves.each(of: Self.sweep(id, $0).number, $0, take) }
  }

  /// Hands over what programs named themselves, ascending by (position, epoch, layer, name), one at a time.
  package func forEachNamedValue(of id: SweepID, _ take: (TrialID, NamedValue) throws -> Void) throws {
    try read { try RowCodec.metrics.each(of: Self.sweep(id, $0).number, $0, take) }
  }

  /// Hands over the spectra of a sweep, ascending by (position, epoch, layer), one at a time.
  package func forEachSpectra(of id: SweepID, _ take: (TrialID, LayerSpectra) throws -> Void) throws {
    try read { try RowCodec.spectra.each(of: Self.sweep(id, $0).number, $0, take) }
  }
}
