import Coordination
import CoordinatorShell
import Foundation
import RunStore
import SweepLanguage
import SweepModel
import Testing

/// Sweeps whose method is asked again when their trials have ended.
@Suite struct GrowthTests {
  static let noop = "name: growing\nexperiment: noop\nmethod: two_rounds\n"

  @Test func `a sweep runs a second round and is then over`() throws {
    let lab = try LoopLab()
    let sweep = try lab.plan(Self.noop)
    #expect(try !lab.store.sweep(sweep).isOver)
    #expect(try lab.store.sweep(sweep).sweep.trials == 2)
    try lab.turn { lab.coordinator.isComplete }
    #expect(try lab.store.sweep(sweep).isOver)
    let rows = try lab.store.trials(of: sweep)
    #expect(rows.map(\.spec.seed) == [0, 1, 2, 3])
    #expect(rows.map(\.state) == Array(repeating: .finished, count: 4))
    #expect(rows.map(\.id) == lab.trials)
    #expect(lab.log.contains("Sweep \(sweep.short) asks for 2 more trials."))
    #expect(!lab.coordinator.isStuck)
  }

  @Test func `a coordinator that dies between two rounds is followed by one that goes on`() throws {
    let first = try LoopLab()
    let sweep = try first.plan(Self.noop)
    try first.turn { first.coordinator.counts.finished == 2 }
    try first.store.close()
    let second = try LoopLab(after: first.folder)
    for stored in try second.store.unfinishedSweeps() { try second.coordinator.plan(stored) }
    try second.turn { second.coordinator.isComplete }
    #expect(try second.store.sweep(sweep).isOver)
    #expect(try second.store.trials(of: sweep).map(\.id) == first.trials + second.trials)
    #expect(second.trials.count == 2)
  }

  @Test func `trials that another sweep has run are not run again`() throws {
    let lab = try LoopLab()
    _ = try lab.plan("name: grid\nexperiment: noop\nseeds: [2, 3]\n")
    let sweep = try lab.plan(Self.noop)
    try lab.turn { lab.coordinator.isComplete }
    #expect(lab.trials.count == 4)
    #expect(try lab.store.counts(of: sweep)[.finished] == 4)
    #expect(try lab.store.recentEnds(of: sweep, limit: 4).count == 2)
  }

  private static let trained = """
    name: trained
    method: two_rounds
    parameters:
      dataset: {value: data/x.csv}
      depth: {value: 2}
      width: {value: 4}
      epochs: {value: 1}
    """

  @Test func `its data is found where it lay, and a sweep whose data has changed says so and stops`() throws {
    for isChanged in [false, true] {
      let lab = try LoopLab()
      let file = lab.folder.path + "/data/x.csv"
      try FileManager.default.createDirectory(
        atPath: lab.folder.path + "/data", withIntermediateDirectories: false)
      try "1.25,2,3.5\n2,1,5\n4,4,1\n3,2,2\n".write(toFile: file, atomically: true, encoding: .utf8)
      let sweep = try lab.plan(Self.trained)
      if isChanged { try "1.25,2,3.5\n2,1,5\n".write(toFile: file, atomically: true, encoding: .utf8) }
      try lab.turn { isChanged ? lab.coordinator.isStuck : lab.coordinator.isComplete }
      #expect(lab.trials.count == (isChanged ? 2 : 4))
      #expect(try lab.store.sweep(sweep).isOver == !isChanged)
      let sentence = "'\(file)' has changed since it was planned"
      #expect(lab.log.contains { $0.contains(sentence) } == isChanged, "\(lab.log)")
    }
  }

  private static func random(_ cap: Int) -> String {
    "name: random\nexperiment: noop\nmethod: random\nparameters: {width: {min: 1, max: 500}}\nrun_cap: \(cap)\n"
  }

  @Test func `a raised cap adds trials to a random sweep that has ended, and keeps its results`() throws {
    let lab = try LoopLab()
    let sweep = try lab.plan(Self.random(3))
    try lab.turn { lab.coordinator.isComplete }
    let text = Self.random(8)
    let plan = try SweepPlan.plan(text: text, path: "random.yaml") { _, _ in throw CancellationError() }
    #expect(plan.id == sweep)
    let (stored, isNew) = try lab.store.submit(plan, text: text)
    #expect(!isNew && stored.sweep.trials == 8 && stored.sweep.file == text && stored.isOver)
    #expect(try lab.store.counts(of: sweep) == [.finished: 3, .waiting: 5])
    #expect(try lab.store.trials(of: sweep).map(\.id) == Array(plan.trials.ids))
    // A cap that was lowered takes nothing away.
    let (same, _) = try lab.store.submit(
      try SweepPlan.plan(text: Self.random(3), path: "random.yaml") { _, _ in throw CancellationError() },
      text: "x")
    #expect(same == stored)
  }
}
