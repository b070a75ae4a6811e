import Foundation
import RunStore
import SweepModel
import Testing

@Suite struct SubmitTests {
  let lab: StoreLab
  let store: Store
  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
  }

  @Test func `a sweep comes back as it was submitted`() throws {
    let row = lab.row(3, trials: 5)
    let limits = AttemptLimits(time: .seconds(1200), residentBytes: 2_000_000_000)
    #expect(try store.submit(row, retryMax: 2, limits: limits, trials: StoreLab.planned(0..<5)))
    let stored = try store.sweep(row.id)
    #expect((stored.number, stored.sweep, stored.retryMax, stored.limits) == (1, row, 2, limits))
    #expect((stored.state, stored.priority, stored.isOver) == (.active, 0, true))
    #expect(try store.storedSweeps().map(\.sweep) == [row])
    #expect(try store.trials(of: row.id).map(\.id) == (0..<5).map(StoreLab.trial))
  }

  @Test func `submitting the same sweep again adds nothing, but data files may have moved`() throws {
    let data = DataID(high: 7, low: 7)
    let row = lab.row(1, trials: 4)
    let trials = StoreLab.planned(0..<4, data: data)
    func submit(_ path: String) throws -> Bool {
      try store.submit(row, retryMax: 3, trials: trials, dataPaths: [data: path])
    }
    #expect(try submit("/old/x.npz"))
    #expect(try !submit("/new/x.npz"))
    #expect(try lab.rawRows("SELECT count(*) FROM sweep_trials") == [["4"]])
    let found = try store.specifications(of: [StoreLab.trial(2), StoreLab.trial(0)])
    #expect(found.map(\.specification) == [2, 0].map { Array(StoreLab.specification($0).utf8) })
    #expect(found.map(\.dataPath) == ["/new/x.npz", "/new/x.npz"])
  }

  @Test func `a trial without a data file has an empty path, an unknown trial is refused`() throws {
    try lab.fill(store, trials: 1)
    #expect(try store.specifications(of: [StoreLab.trial(0)]).map(\.dataPath) == [""])
    #expect(throws: StoreError.unknownTrial(StoreLab.trial(9))) {
      try store.specifications(of: [StoreLab.trial(9)])
    }
  }

  @Test func `sweeps share trials, and results that were there count as reused`() throws {
    let first = try lab.fill(store, 1, trials: 4)
    try store.commit([0, 1].flatMap { [lab.leased($0), lab.accepted($0)] })
    let second = lab.row(2, trials: 6)
    try store.submit(second, retryMax: 3, trials: StoreLab.planned(0..<6))
    try store.commit([lab.leased(2), lab.accepted(2)])
    #expect(try store.counts(of: second.id) == [.waiting: 3, .finished: 3])
    #expect(try lab.rawRows("SELECT sum(reused) FROM sweep_trials WHERE sweep = 2") == [["2"]])
    #expect(try store.counts(of: first) == [.waiting: 1, .finished: 3])
    #expect(try lab.rawRows("SELECT count(*) FROM trials") == [["6"]])
    #expect(try store.trial(StoreLab.trial(1))?.sweep.sweep.id == second.id)
  }

  @Test(arguments: [
    (StoreError.trialCount(StoreLab.sweep(1), found: 3, expected: 4), 4, StoreLab.planned(0..<3)),
    (
      .unknownData(DataID(high: 1, low: 1), StoreLab.trial(0)), 1,
      StoreLab.planned(0..<1, data: .init(high: 1, low: 1))
    ),
    (
      .conflictingTrial(StoreLab.trial(1)), 2,
      StoreLab.planned(0..<1) + [SubmittedTrial(id: StoreLab.trial(1), cell: 0, specification: "{}")]
    ),
  ])
  func `a plan that contradicts itself or the store leaves no trace`(
    _ error: StoreError, _ count: Int, _ trials: [SubmittedTrial]
  ) throws {
    let seed = lab.row(8, trials: 1)
    try store.submit(seed, retryMax: 3, trials: StoreLab.planned(1..<2))
    #expect(throws: error) {
      try store.submit(lab.row(1, trials: count), retryMax: 3, trials: trials)
    }
    #expect(try store.storedSweeps().map(\.sweep) == [seed])
    #expect(try lab.rawRows("SELECT count(*) FROM trials") == [["1"]])
  }

  @Test func `a trial twice in one sweep is refused`() throws {
    let trials = StoreLab.planned([0, 1, 0])
    let error = #expect(throws: StoreError.self) {
      try store.submit(lab.row(1, trials: 3), retryMax: 3, trials: trials)
    }
    #expect(error?.description.contains("sweep_trials.trial, sweep_trials.sweep") == true)
  }
}
