import RunStore
import SweepModel
import Testing

/// What people decide about sweeps, on disk.
@Suite struct ControlTests {
  let lab: StoreLab
  let store: Store
  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
  }

  @Test func `state and priority of a sweep outlive its coordinator`() throws {
    let sweep = try lab.fill(store, trials: 2)
    #expect(try store.sweep(sweep).state == .active)
    try store.commit([.sweepChanged(sweep, .paused), .sweepPrioritised(sweep, -7)])
    try store.close()
    let stored = try #require(try lab.owner().unfinishedSweeps().first)
    #expect(stored.state == .paused)
    #expect(stored.priority == -7)
  }

  @Test(arguments: [SweepState.cancelled, .replaced])
  func `a sweep that asks for nothing any more is not started again`(state: SweepState) throws {
    let sweep = try lab.fill(store, trials: 2)
    try store.commit([.sweepChanged(sweep, state)])
    #expect(try store.unfinishedSweeps().isEmpty)
    #expect(try store.storedSweeps().map(\.state) == [state])
  }

  @Test func `a retried trial waits, its failures do not count, and its history stays`() throws {
    let sweep = try lab.fill(store, trials: 1)
    try store.commit([lab.leased(0), lab.failed(0), lab.leased(0, 2), lab.failed(0, 2, isFinal: true)])
    #expect(try store.counts(of: sweep)[.failed] == 1)
    try store.commit([.retried(StoreLab.trial(0))])
    #expect(try store.counts(of: sweep) == [.waiting: 1])
    let row = try #require(try store.dispatchedTrials(of: sweep).first)
    #expect(row.standing == .waiting)
    #expect(row.failures == 0)
    #expect(row.attempt == Attempt(2))
    #expect(try store.attempts(of: StoreLab.trial(0)).map(\.state) == [.failed, .failed])
    try store.commit([lab.leased(0, 3), lab.failed(0, 3)])
    #expect(try store.dispatchedTrials(of: sweep).first?.failures == 1)
  }

  @Test func `a grown sweep takes over priority and pause, and the old one is replaced, at once`() throws {
    let old = try lab.fill(store, trials: 2)
    try store.commit([.sweepChanged(old, .paused), .sweepPrioritised(old, 4)])
    let grown = lab.row(2, trials: 3, minutes: 1)
    try store.submit(
      grown, retryMax: 3, trials: StoreLab.planned(0..<3), replacing: old)
    #expect(try store.sweep(grown.id).state == .paused)
    #expect(try store.sweep(grown.id).priority == 4)
    #expect(try store.sweep(old).state == .replaced)
    #expect(try store.sweep(matching: "depth").id == grown.id)
    let third = lab.row(3, trials: 4)
    #expect(throws: StoreError.self) {
      try store.submit(
        third, retryMax: 3, trials: StoreLab.planned(0..<3), replacing: grown.id)
    }
    #expect(try store.sweep(grown.id).state == .paused)
  }

  @Test func `trials that a grown plan lacks are found`() throws {
    let sweep = try lab.fill(store, trials: 4)
    let plan = Set([0, 2, 3, 9].map(StoreLab.trial))
    #expect(try store.trials(of: sweep, missingIn: plan) == [StoreLab.trial(1)])
  }

  @Test func `a trial is found with the latest sweep that asks for it`() throws {
    try lab.fill(store, trials: 3)
    let second = lab.row(2, trials: 2)
    try store.submit(second, retryMax: 3, trials: StoreLab.planned([2, 1]))
    let found = try #require(try store.trial(StoreLab.trial(1)))
    #expect(found.sweep.sweep.id == second.id)
    #expect(found.row.position == 1)
    #expect(try store.trial(StoreLab.trial(0))?.sweep.sweep.id == StoreLab.sweep(1))
    #expect(try store.trial(StoreLab.trial(9)) == nil)
  }

  @Test func `a store tells whether somebody owns it, and asking keeps no owner out`() throws {
    let reader = try lab.reader()
    #expect(reader.isOwned)
    try store.close()
    #expect(!reader.isOwned)
    let next = try lab.owner()
    #expect(next.isOwned && reader.isOwned)
  }

  @Test func `a store of the version before sweeps were steered is brought up to this one`() throws {
    let sweep = try lab.fill(store, trials: 2)
    try store.close()
    try lab.tamper(
      """
      ALTER TABLE sweeps DROP COLUMN state; ALTER TABLE sweeps DROP COLUMN priority;
      ALTER TABLE attempts DROP COLUMN pardoned; DROP TABLE spectra; DROP TABLE logs;
      DROP TABLE growing_sweeps; DROP TABLE layers;
      CREATE TABLE layers (
        trial INTEGER NOT NULL REFERENCES results (trial), epoch INTEGER NOT NULL, layer INTEGER NOT NULL,
        PRIMARY KEY (trial, epoch, layer)
      ) STRICT, WITHOUT ROWID;
      PRAGMA user_version = 1
      """)
    #expect(try lab.reader().sweep(sweep).priority == 0)
    let migrated = try lab.owner()
    #expect(try migrated.sweep(sweep).state == .active)
    #expect(try migrated.counts(of: sweep)[.waiting] == 2)
  }
}
