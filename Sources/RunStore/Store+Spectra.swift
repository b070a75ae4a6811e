internal import Foundation
internal import GRDB
package import SweepModel

extension Store {
  /// Hands over the spectra of a sweep, ascending by (position, epoch, layer), one at a time.
  package func forEachSpectra(of id: SweepID, _ take: (TrialID, LayerSpectra) throws -> Void) throws {
    try read { try eachSpectra(of: Self.sweep(id, $0).number, $0, take) }
  }

  func eachSpectra(
    of sweep: Int64, _ database: Database, _ take: (TrialID, LayerSpectra) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT trials.id, epoch, layer, features, weights
        FROM sweep_trials CROSS JOIN trials ON trials.number = sweep_trials.trial
        CROSS JOIN spectra ON spectra.trial = sweep_trials.trial
        WHERE sweep = ? ORDER BY position, epoch, layer
        """, arguments: [sweep])
    while let row = try rows.next() { try take(try row.identifier(0), try Self.spectra(row, from: 1)) }
  }

  /// Those of one trial, ascending by (epoch, layer).
  static func spectra(of trial: TrialID, _ database: Database) throws -> [LayerSpectra] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT epoch, layer, features, weights FROM spectra
        WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY epoch, layer
        """, arguments: [trial.bytes])
    return try rows.map { try spectra($0, from: 0) }
  }

  private static func spectra(_ row: Row, from first: Int) throws -> LayerSpectra {
    func values(_ column: Int) throws -> [Float] {
      let found = try row.withUnsafeData(atIndex: column) { data in
        data.map { data in data.withUnsafeBytes { LayerSpectra.values(of: $0) } } ?? []
      }
      guard let found else { throw RowError(column: column, expected: "numbers of 4 bytes each") }
      return found
    }
    return LayerSpectra(
      epoch: row[first], layer: row[first + 1], features: try values(first + 2),
      weights: try values(first + 3))
  }
}
