import Foundation
import Glibc
import RunStore
import SweepModel
import Testing

/// The calls whose cost grows with a sweep. `FATHOM_STORE_TRIALS=1000000` measures a million by hand.
@Suite struct ScaleTests {
  @Test func `a large sweep is stored, loaded for a restart and counted in linear time`() throws {
    let count = ProcessInfo.processInfo.environment["FATHOM_STORE_TRIALS"].flatMap { Int($0) } ?? 20_000
    let lab = try StoreLab()
    var store = try lab.owner()
    let sweep = lab.row(1, trials: count)
    let clock = ContinuousClock()
    let style = Duration.UnitsFormatStyle.units(allowed: [.seconds, .milliseconds])
    var seconds: [(String, Duration)] = []
    @discardableResult
    func time<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
      let (start, processor) = (clock.now, Glibc.clock())
      defer {
        let busy = Duration.microseconds(Glibc.clock() - processor)
        seconds.append(("\(name), processor \(busy.formatted(style)), wall", clock.now - start))
      }
      return try body()
    }

    let trials = (0..<count).lazy.map { number in
      SubmittedTrial(
        id: StoreLab.trial(number), cell: number / 3, specification: StoreLab.specification(number))
    }
    try time("submit") { try store.submit(sweep, retryMax: 3, trials: trials) }
    try store.commit([lab.joined("w-1")])
    try time("close") { try store.close() }
    store = try time("open") { try lab.owner() }
    let restartAllWaiting = try time("restart, all waiting") { try store.dispatchedTrials(of: sweep.id) }
    #expect(restartAllWaiting.count == count)
    let countsAllWaiting = try time("counts, all waiting") { try store.counts(of: sweep.id) }
    #expect(countsAllWaiting[.waiting] == count)
    try time("commit leases by the thousand") {
      for first in stride(from: 0, to: count, by: 1000) {
        try store.commit((first..<min(first + 1000, count)).map { lab.leased($0) })
      }
    }
    let small = TrialResult(metrics: [.trainLoss: 0.5], provenance: StoreLab.result(0).provenance)
    try time("commit results by the thousand") {
      for first in stride(from: 0, to: count, by: 1000) {
        try store.commit((first..<min(first + 1000, count)).map { lab.accepted($0, 1, small) })
      }
    }
    let restartAllAccepted = try time("restart, all accepted") { try store.dispatchedTrials(of: sweep.id) }
    #expect(restartAllAccepted.count == count)
    let countsAllAccepted = try time("counts, all accepted") { try store.counts(of: sweep.id) }
    #expect(countsAllAccepted[.finished] == count)
    let verify = try time("verify") { try store.verify(sweep.id) }
    #expect(verify.isProven)
    let rows = try time("trials") { try store.trials(of: sweep.id) }
    #expect(rows.count == count)
    let total = seconds.reduce(Duration.zero) { $0 + $1.1 }
    let told = seconds.map { "\($0.0) \($0.1.formatted(style))" }
    #expect(total < .seconds(Double(count) * 1e-3), "\(told)")
    if count > 20_000 { print(told.joined(separator: "\n")) }
  }
}
