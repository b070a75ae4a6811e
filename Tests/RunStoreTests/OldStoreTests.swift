import Foundation
import GRDB
import RunStore
import SweepModel
import Testing

/// `Fixtures/store-VERSION.sql` is the dump of a store of each schema version, made by the build of its day.
@Suite struct OldStoreTests {
  private func lab(_ version: Int) throws -> StoreLab {
    let file = try #require(Bundle.module.url(forResource: "Fixtures/store-\(version)", withExtension: "sql"))
    let lab = try StoreLab()
    try FileManager.default.createDirectory(atPath: lab.folder, withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: lab.database)
    let dump = try String(contentsOf: file, encoding: .utf8)
    try queue.writeWithoutTransaction { try $0.execute(sql: dump) }
    try queue.close()
    return lab
  }

  @Test(arguments: [1])
  func `an old store becomes one of today with all its results`(version: Int) throws {
    let lab = try lab(version)
    #expect(throws: StoreError.olderVersion(lab.database, found: version)) { try lab.reader() }
    #expect(try lab.rawRows("PRAGMA user_version") == [["\(version)"]])
    try lab.owner().close()
    let after = try rows(lab.reader())
    #expect(after.trials.count == 2 && after.trials.allSatisfy { $0.state == .finished })
    for trial in after.trials {
      // What was not measured then is missing, not 0.
      #expect(trial.figures[.trainLoss] != nil && trial.figures[.targetPca99] == nil)
      let layers = try #require(after.layers[trial.id])
      #expect(
        layers.count == 6 && layers.allSatisfy { $0.figures[.nrc1Start] == nil && $0.figures[.nrc1] != nil })
      #expect(after.curves[trial.id]?.map(\.epoch) == [2, 4])
    }
  }

  private func rows(_ store: Store) throws -> SweepRows {
    try store.rows(of: store.sweep(matching: "kept").id)
  }
}
