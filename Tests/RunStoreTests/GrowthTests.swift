import Foundation
import RunStore
import SweepModel
import Testing

/// Sweeps that are stored before anybody knows all of their trials.
@Suite struct GrowthTests {
  let lab: StoreLab
  let store: Store
  let sweep = StoreLab.sweep(1)

  /// A sweep of two trials that is not over.
  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
    try store.submit(
      lab.row(1, trials: 2), retryMax: 3, trials: StoreLab.planned(0..<2), isOver: false)
    try store.commit([lab.joined("w-1")])
  }

  private func finish(_ trials: some Sequence<Int>, in store: Store) throws {
    for trial in trials { try store.commit([lab.leased(trial), lab.accepted(trial)]) }
  }

  @Test func `a sweep that is not over is unfinished when all its trials are done`() throws {
    try finish(0..<2, in: store)
    #expect(try store.unfinishedSweeps().map(\.sweep.id) == [sweep])
    #expect(try !store.sweep(sweep).isOver)
    #expect(try !store.verify(sweep).isProven)
    #expect(try store.grow(sweep, after: 2, by: [], isOver: true))
    #expect(try store.unfinishedSweeps().isEmpty)
    #expect(try store.verify(sweep).isProven)
  }

  @Test func `a sweep grows twice, its owner dies in between, and all is found again`() throws {
    try finish(0..<2, in: store)
    #expect(try store.grow(sweep, after: 2, by: StoreLab.planned(2..<5), isOver: false))
    try finish([3], in: store)
    try store.close()
    let next = try lab.owner()
    #expect(try !next.sweep(sweep).isOver)
    #expect(try next.sweep(sweep).sweep.trials == 5)
    let rows = try next.dispatchedTrials(of: sweep)
    #expect(rows.map(\.trial) == (0..<5).map(StoreLab.trial))
    #expect(try next.trials(of: sweep).map(\.cell) == [0, 0, 0, 1, 1])
    #expect(rows.map { $0.attempt != nil } == [true, true, false, true, false])
    try finish([2, 4], in: next)
    #expect(try next.grow(sweep, after: 5, by: StoreLab.planned(5..<6), isOver: true))
    #expect(try next.unfinishedSweeps().map(\.sweep.trials) == [6])
    try finish([5], in: next)
    #expect(try next.unfinishedSweeps().isEmpty)
    #expect(try next.verify(sweep).isProven)
    #expect(try next.counts(of: sweep) == [.finished: 6])
  }

  @Test func `an answer that is given twice, or after the end, changes nothing`() throws {
    #expect(try store.grow(sweep, after: 2, by: StoreLab.planned(2..<4), isOver: false))
    #expect(try !store.grow(sweep, after: 2, by: StoreLab.planned(2..<4), isOver: false))
    #expect(try store.grow(sweep, after: 4, by: [], isOver: true))
    #expect(try !store.grow(sweep, after: 4, by: StoreLab.planned(4..<5), isOver: false))
    #expect(try store.dispatchedTrials(of: sweep).count == 4)
  }

  @Test func `an answer that cannot be stored leaves the sweep as it was`() throws {
    let data = DataID(high: 1, low: 2)
    #expect(throws: StoreError.unknownData(data, StoreLab.trial(3))) {
      try store.grow(
        sweep, after: 2, by: StoreLab.planned(2..<3) + StoreLab.planned(3..<4, data: data), isOver: true)
    }
    #expect(throws: StoreError.self) {
      try store.grow(sweep, after: 2, by: StoreLab.planned([2, 0]), isOver: true)
    }
    #expect(try store.dispatchedTrials(of: sweep).count == 2)
    #expect(try !store.sweep(sweep).isOver)
  }

  @Test func `a sweep that is submitted with all its trials is over`() throws {
    try store.submit(lab.row(2, trials: 1), retryMax: 0, trials: StoreLab.planned(8..<9))
    #expect(try store.sweep(StoreLab.sweep(2)).isOver)
    #expect(try !store.grow(StoreLab.sweep(2), after: 1, by: StoreLab.planned(9..<10), isOver: true))
  }

  @Test func `a sweep that is over is opened again by a file that asks for more`() throws {
    try finish(0..<2, in: store)
    #expect(try store.grow(sweep, after: 2, by: [], isOver: true))
    #expect(
      try store.grow(sweep, after: 2, by: StoreLab.planned(2..<4), isOver: true, reopening: "run_cap: 4\n"))
    let stored = try store.sweep(sweep)
    #expect(stored.isOver && stored.sweep.trials == 4 && stored.sweep.file == "run_cap: 4\n")
    #expect(try store.unfinishedSweeps().map(\.sweep.id) == [sweep])
    #expect(try !store.grow(sweep, after: 2, by: StoreLab.planned(4..<5), isOver: true, reopening: "x"))
    #expect(try store.grow(sweep, after: 4, by: StoreLab.planned(4..<5), isOver: false, reopening: "x"))
    #expect(try !store.sweep(sweep).isOver)
  }

  @Test func `the manner of a sweep's programs comes back, and a damaged one is told`() throws {
    var manner = CommandManner()
    (manner.gpus, manner.metric) = (2, .init("acc", isMaximized: true))
    let limits = AttemptLimits(time: .seconds(9), manner: manner)
    try store.submit(lab.row(3, trials: 1), retryMax: 0, limits: limits, trials: StoreLab.planned(8..<9))
    #expect(try store.sweep(StoreLab.sweep(3)).limits == limits)
    #expect(try store.sweep(sweep).limits.manner == nil)
    try store.close()
    try lab.raw("UPDATE manners SET text = '{}'")
    #expect(throws: StoreError.self) { try lab.reader().sweep(StoreLab.sweep(3)) }
  }
}
