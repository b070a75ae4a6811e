internal import GRDB
package import SweepModel

extension Store {
  /// The trials of a sweep that have an accepted result, by position.
  package func trialsWithResults(of sweep: SweepID) throws -> [TrialID] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT trials.id FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
          JOIN results ON results.trial = sweep_trials.trial WHERE sweep = ? ORDER BY position
          """, arguments: [try Self.sweep(sweep, database).number])
      var found: [TrialID] = []
      while let row = try rows.next() { found.append(try row.identifier(0)) }
      return found
    }
  }

  /// A trial's accepted result, put together as its worker reported it; `nil` while there is none.
  package func result(of id: TrialID) throws -> TrialResult? {
    guard let row = try trial(id)?.row, let provenance = row.provenance else { return nil }
    return try read { database in
      let arguments: StatementArguments = [id.bytes]
      let own = "WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY epoch"
      let names = layerFigures.map { ", \($0.rawValue)" }.joined()
      let layers = try Row.fetchAll(
        database, sql: "SELECT epoch, layer\(names) FROM layers \(own), layer", arguments: arguments)
      let curve = try Row.fetchAll(
        database, sql: "SELECT epoch, train_loss, test_loss FROM curves \(own)", arguments: arguments)
      return TrialResult(
        divergedEpoch: row.divergedEpoch, figures: row.figures,
        layers: layers.map {
          LayerMeasure(epoch: $0[0], layer: $0[1], figures: Self.figures(layerFigures, $0, from: 2))
        },
        curve: curve.map { CurvePoint(epoch: $0[0], trainLoss: $0[1], testLoss: $0[2]) },
        spectra: try Self.spectra(of: id, database),
        provenance: provenance)
    }
  }
}
