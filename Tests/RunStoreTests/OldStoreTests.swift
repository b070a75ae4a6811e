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

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a store of each version is read as it is, copied and without a write`(version: Int) throws {
    let lab = try lab(version)
    let before = try FileManager.default.contents(atPath: lab.database)
    try expectResults(try lab.reader(), version)
    #expect(FileManager.default.contents(atPath: lab.database) == before)
    #expect(try lab.rawRows("PRAGMA user_version") == [["\(version)"]])
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a store of each version becomes one of today with all its results`(version: Int) throws {
    let lab = try lab(version)
    try lab.owner().close()
    #expect(try lab.rawRows("PRAGMA user_version") == [["5"]])
    try expectResults(try lab.reader(), version)
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a trial of each version keeps its id and the bytes of its text`(version: Int) throws {
    let lab = try lab(version)
    let stored = try lab.rawRows("SELECT lower(hex(id)), spec FROM trials ORDER BY number")
    #expect(stored.count == 2)
    let store = try lab.reader()
    let read = try store.rows(of: store.sweep(matching: "kept").id).trials
    #expect(read.map { [$0.id.description, $0.spec.canonical] } == stored)
    #expect(read.allSatisfy { $0.spec.id == $0.id })
  }

  private func expectResults(_ store: Store, _ version: Int) throws {
    let sweep = try store.sweep(matching: "kept").id
    let after = try store.rows(of: sweep)
    #expect(try store.sweep(sweep).isOver)
    #expect(try store.sweep(sweep).state == .active && store.sweep(sweep).priority == 0)
    #expect(after.trials.count == 2 && after.trials.allSatisfy { $0.state == .finished })
    for trial in after.trials {
      // What was not measured then is missing, not 0.
      #expect(trial.metrics[.trainLoss] != nil && (trial.metrics[.targetPca99] != nil) == (version > 1))
      let layers = try #require(after.layers[trial.id])
      #expect(layers.count == 6 && layers.allSatisfy { $0.metrics[.nrc1] != nil })
      #expect(layers.allSatisfy { $0.rows == .train })
      #expect(
        layers.map { [$0.epoch, $0.layer] } == [2, 4].flatMap { epoch in (1...3).map { [epoch, $0] } })
      #expect(layers.allSatisfy { ($0.metrics[.nrc1Start] != nil) == (version > 1) })
      #expect(after.curves[trial.id]?.map(\.epoch) == [2, 4])
      let spectra = after.spectra[trial.id] ?? []
      #expect(spectra.map(\.layer) == (version > 2 ? [1, 2, 3] : []))
      #expect(spectra.allSatisfy { $0.epoch == 4 && !$0.features.isEmpty && !$0.weights.isEmpty })
      #expect(try store.logs(of: trial.id).isEmpty == (version < 3))
    }
  }
}
