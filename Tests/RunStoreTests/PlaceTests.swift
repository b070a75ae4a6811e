import Foundation
import Glibc
import RunStore
import SweepModel
import Testing

/// Stores whose files go while they are open.
@Suite struct PlaceTests {
  enum Way: CaseIterable { case removed, moved, replaced, databaseRemoved, logRemoved, linkedElsewhere }

  @Test(arguments: Way.allCases) func `nothing is kept in files that nobody can find`(way: Way) throws {
    let lab = try StoreLab()
    let path = lab.folder + "/inner"
    let store = try Store.open(path, as: .owner)
    try lab.fill(store, trials: 3)
    try store.commit([lab.leased(0), lab.accepted(0)])
    try store.checkPlace()
    switch way {
    case .removed: try FileManager.default.removeItem(atPath: path)
    case .moved: #expect(rename(path, path + ".old") == 0)
    case .replaced:
      #expect(rename(path, path + ".old") == 0)
      try Store.open(path, as: .owner).close()
    case .databaseRemoved: #expect(unlink(path + "/fathom.db") == 0)
    case .logRemoved: #expect(unlink(path + "/fathom.db-wal") == 0)
    case .linkedElsewhere:
      #expect(rename(path, path + ".old") == 0)
      try FileManager.default.createDirectory(atPath: path + ".new", withIntermediateDirectories: false)
      #expect(symlink(path + ".new", path) == 0)
    }
    #expect(throws: StoreError.gone(path)) { try store.commit([lab.leased(1), lab.accepted(1)]) }
    #expect(throws: StoreError.gone(path)) { try store.checkPlace() }
  }

  @Test func `a store that lies where it was goes on, however often its log is written back`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    try lab.fill(store, trials: 200)
    for trial in 0..<200 { try store.commit([lab.leased(trial), lab.accepted(trial)]) }
    let reader = try lab.reader()
    _ = try reader.storedSweeps()
    try store.checkPlace()
    // A reader minds nothing: it acknowledges nothing.
    try reader.checkPlace()
  }

  @Test func `a name and its key are found again, and the newest key counts`() throws {
    let lab = try StoreLab()
    var store = try lab.owner()
    try store.commit([lab.joined("w-1"), lab.joined("w-2")])
    let keys = ["a", "b"].map { String(repeating: $0, count: 64) }
    try store.commit([.nameTaken("w-1", key: keys[0])])
    try store.commit([.nameTaken("w-1", key: keys[1])])
    #expect(try store.nameOwners() == [WorkerID("w-1"): keys[1]])
    try store.close()
    store = try lab.owner()
    #expect(try store.nameOwners() == [WorkerID("w-1"): keys[1]])
  }

  @Test func `all sweeps are counted in one walk as each is counted alone`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    for number in 1...3 { try lab.fill(store, number, trials: number * 2) }
    try store.commit([
      lab.leased(0), lab.accepted(0), lab.leased(1), lab.leased(2), lab.failed(2, isFinal: true),
    ])
    let all = try store.countsOfSweeps()
    for sweep in try store.storedSweeps() {
      #expect(try all[sweep.number] == store.counts(of: sweep.sweep.id))
    }
    #expect(all.count == 3)
  }
}
