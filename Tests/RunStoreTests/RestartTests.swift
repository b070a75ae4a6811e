import Foundation
import RunStore
import SweepModel
import Testing

@Suite struct RestartTests {
  let lab: StoreLab
  let store: Store
  let sweep: SweepID

  /// One trial in each situation that a coordinator can leave behind.
  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
    sweep = try lab.fill(store, trials: 8)
    try store.commit([
      lab.joined("w-2"), lab.leased(1), lab.leased(2), lab.accepted(2), lab.leased(3), lab.failed(3),
      lab.leased(3, 2, "w-2"), lab.leased(4), lab.failed(4), lab.leased(4, 2),
      lab.failed(4, 2, isFinal: true),
      lab.leased(5), .leaseExpired(StoreLab.trial(5), .first, at: lab.start), lab.leased(6),
      .handedBack(StoreLab.trial(6), .first, at: lab.start), lab.leased(7), lab.failed(7), lab.leased(7, 2),
      lab.accepted(7, 2, StoreLab.result(7, divergedEpoch: 3)),
    ])
  }

  private func row(
    _ number: Int, _ standing: DispatchedTrial.Standing, _ attempt: Int? = nil, failures: Int = 0
  ) -> DispatchedTrial {
    DispatchedTrial(
      StoreLab.trial(number), retries: 3, standing: standing, attempt: attempt.map { Attempt($0) },
      failures: failures)
  }

  @Test func `a restart finds each trial as it was left, in the sweep's order`() throws {
    let expected = [
      row(0, .waiting), row(1, .leased("w-1"), 1), row(2, .finished, 1),
      row(3, .leased("w-2"), 2, failures: 1), row(4, .failed(.crashed), 2, failures: 2),
      row(5, .lapsed("w-1", counted: false), 1), row(6, .waiting, 1), row(7, .finished, 2),
    ]
    #expect(try store.dispatchedTrials(of: sweep) == expected)
    try store.close()
    #expect(try lab.owner().dispatchedTrials(of: sweep) == expected)
  }

  @Test func `a lease that its worker takes up again is leased again, another worker's is not`() throws {
    try store.commit([
      .leaseGranted(StoreLab.trial(5), .first, "w-2", at: lab.start)
    ])
    #expect(try store.dispatchedTrials(of: sweep)[5].standing == .lapsed("w-1", counted: false))
    try store.commit([lab.leased(5)])
    #expect(try store.dispatchedTrials(of: sweep)[5] == row(5, .leased("w-1"), 1))
    try store.commit([lab.accepted(5, 1, StoreLab.result(5)), lab.leased(5)])
    #expect(try store.dispatchedTrials(of: sweep)[5] == row(5, .finished, 1))
  }

  @Test func `a trial lost with its worker waits as one that may come back`() throws {
    let lost = StoreRecord.attemptFailed(
      StoreLab.trial(1), .first, "w-1", .lostWorker, "silent", isFinal: false, at: lab.start)
    try store.commit([lost])
    #expect(try store.dispatchedTrials(of: sweep)[1].standing == .lapsed("w-1", counted: true))
  }

  @Test func `states, counts and rows agree`() throws {
    let counts: [TrialState: Int] = [.waiting: 3, .running: 2, .finished: 1, .diverged: 1, .failed: 1]
    #expect(try store.counts(of: sweep) == counts)
    let trials = try store.trials(of: sweep)
    let states: [TrialState] = [
      .waiting, .running, .finished, .running, .failed, .waiting, .waiting, .diverged,
    ]
    #expect(trials.map(\.state) == states)
    #expect(trials.map(\.attempt?.number) == [nil, 1, 1, 2, 2, 1, 1, 2])
    #expect(trials[3].worker == "w-2")
    #expect(trials[4].failure == .crashed)
    #expect(trials[4].failureText == "signal SIGSEGV")
    #expect(trials[3].failure == nil)
    #expect(trials[2].provenance != nil)
    #expect(trials[1].provenance == nil)
  }

  @Test func `a sweep is unfinished until each trial has a result or is given up`() throws {
    #expect(try store.unfinishedSweeps().map(\.sweep.id) == [sweep])
    let rest = [0, 1, 3, 5, 6].map { lab.accepted($0, 5) }
    try store.commit(rest.dropLast())
    #expect(try store.unfinishedSweeps().count == 1)
    try store.commit([rest[4]])
    #expect(try store.unfinishedSweeps().isEmpty)
    #expect(try store.counts(of: sweep) == [.finished: 6, .diverged: 1, .failed: 1])
  }

  @Test func `a proof names each trial without a result`() throws {
    let found = try store.verify(sweep)
    #expect(!found.isProven)
    #expect(found.missing == [0, 1, 3, 4, 5, 6].map(StoreLab.trial))
    #expect(found.planned == 8)
    #expect(found.accepted == 2)
    try store.commit([0, 1, 3, 4, 5, 6].map { lab.accepted($0, 5) })
    #expect(try store.verify(sweep).isProven)
  }

  @Test(arguments: [
    "DELETE FROM sweep_trials WHERE position = 7",
    "UPDATE sweep_trials SET position = 90 WHERE position = 0",
    "UPDATE attempts SET state = 'superseded' WHERE trial = 1 AND state = 'accepted'",
    "DROP INDEX one_accepted_attempt; UPDATE attempts SET state = 'accepted', failure = NULL, failure_text = NULL"
      + " WHERE trial = 4 AND attempt = 1",
    "PRAGMA foreign_keys = OFF; DELETE FROM trials WHERE number = 3",
    "PRAGMA foreign_keys = OFF; DELETE FROM results WHERE trial = 2",
  ])
  func `a proof fails on a store that was tampered with`(_ sql: String) throws {
    try store.commit([0, 1, 3, 4, 5, 6].map { lab.accepted($0, 5) })
    #expect(try store.verify(sweep).isProven)
    try store.close()
    try lab.tamper(sql)
    #expect(try !lab.reader().verify(sweep).isProven)
  }

  @Test func `layers are handed over by position, epoch and layer, whatever order results came in`() throws {
    try store.commit([5, 0].map { lab.accepted($0, 6) })
    var seen: [String] = []
    try store.forEachLayer(of: sweep) { trial, measure in
      seen.append("\(trial.low) \(measure.epoch) \(measure.layer)")
    }
    let expected = [0, 2, 5, 7].flatMap { trial in
      [150, 300].flatMap { epoch in (1...4).map { "\(trial) \(epoch) \($0)" } }
    }
    #expect(seen == expected)
  }
}
