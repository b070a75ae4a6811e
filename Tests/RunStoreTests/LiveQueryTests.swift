import Foundation
import RunStore
import SweepModel
import Testing

@Suite struct LiveQueryTests {
  @Test func `the last ends come latest first, with failures and without what was found finished`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 5)
    try store.commit([
      lab.leased(0), lab.leased(1), lab.leased(2), lab.failed(1, isFinal: true), lab.accepted(0),
    ])
    let ends = try store.recentEnds(of: sweep, limit: 10)
    #expect(ends.map { $0.ended.timeIntervalSince(lab.start) } == [5, 3])
    #expect(ends.allSatisfy { $0.started == lab.start })
    #expect(try store.recentEnds(of: sweep, limit: 1).count == 1)
    let again = try lab.fill(store, 2, trials: 6)
    #expect(try store.recentEnds(of: again, limit: 10).count == 1, "the accepted one was reused")
  }

  @Test func `what is out is told with its worker and parameters, by sweep and by trial`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 4)
    try store.commit([
      lab.joined("w-0"), lab.leased(0), lab.leased(2, 1, "w-0"), lab.leased(3), lab.accepted(3),
    ])
    let out = try store.trialsOut(of: sweep, limit: 10)
    #expect(out.map(\.attempt.worker) == ["w-0", "w-1"])
    #expect(out.map(\.trial) == [StoreLab.trial(2), StoreLab.trial(0)])
    #expect(out.map(\.spec.seed) == [2, 0] && out.map(\.attempt.started) == [lab.start, lab.start])
    #expect(try store.trialsOut(of: sweep, limit: 1).count == 1)
    #expect(
      try store.trialsOut(among: [StoreLab.trial(0), StoreLab.trial(3)]).map(\.trial) == [StoreLab.trial(0)])
  }

  @Test func `failures are told with their reasons, given up or not`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 3)
    try store.commit([lab.leased(0), lab.failed(0), lab.leased(0, 2), lab.failed(0, 2, isFinal: true)])
    let failures = try store.recentFailures(of: sweep, limit: 10)
    #expect(
      Set(failures.map(\.attempt.attempt.number)) == [1, 2]
        && failures.allSatisfy { $0.attempt.failureText == "signal SIGSEGV" })
    #expect(failures.first { $0.attempt.attempt.number == 2 }?.attempt.isFinal == true)
    #expect(try store.recentFailures(of: sweep, limit: 1).count == 1)
  }

  @Test func `a page of trials is what the whole listing has there`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 9)
    try store.commit([lab.leased(1), lab.leased(4), lab.accepted(4), lab.leased(7), lab.accepted(7)])
    let all = try store.trials(of: sweep)
    #expect(try store.trials(of: sweep, in: nil, from: 2, limit: 3) == Array(all[2..<5]))
    #expect(try store.trials(of: sweep, in: .finished, from: 1, limit: 3) == [all[7]])
    #expect(try store.trials(of: sweep, in: nil, from: 9, limit: 3).isEmpty)
  }

  @Test func `one trial's measures are those of the sweep's rows`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 3)
    try store.commit([lab.leased(1), lab.accepted(1)])
    let rows = try store.rows(of: sweep)
    let result = try #require(try store.result(of: StoreLab.trial(1)))
    #expect(result.layers == rows.layers[StoreLab.trial(1)] && result.curve == rows.curves[StoreLab.trial(1)])
    #expect(try store.result(of: StoreLab.trial(0)) == nil)
  }

  @Test func `a reader's number of changes moves with an owner's commits and only then`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    try lab.fill(store, trials: 3)
    let reader = try lab.reader()
    let before = try reader.changes()
    #expect(try reader.changes() == before)
    try store.commit([lab.leased(1)])
    #expect(try reader.changes() != before)
  }
}
