import Boundaries
import Coordination
import CoordinatorShell
import Foundation
import Refinement
import RunStore
import SweepLanguage
import SweepModel
import Testing

/// Sweeps that look for boundaries, on a coordinator with its store.
@Suite struct RefineTests {
  private static func text(cap: Int = 60) -> String {
    """
    name: edges
    method: refine
    refine: {parameter: weight_decay, question: pca99 <= target_rank + 1, cap: \(cap)}
    parameters:
      dataset: teacher
      target_rank: [1, 2, 3]
      depth: 2
      width: 8
      epochs: 1
      weight_decay: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 25}

    """
  }

  /// Beyond a threshold of its own, blurred by its seed, a net has collapsed; some of those beyond -2.3 are trivial.
  private static func result(of spec: Specification) -> TrialResult {
    let decades = BoundaryRequest.decades(spec[.weightDecay] ?? 1)
    var random = RandomStream(seed: spec.seed * 7919 + Int(decades * 1000), for: .test)
    let rank = Double(spec[.targetRank] ?? 0)
    let isBeyond = decades > -4.2 + 0.5 * rank + 0.1 * random.normal()
    return LoopLab.result(
      metrics: [.trivial: decades > -2.3 ? 1 : 0],
      layers: [LayerMeasure(epoch: 1, layer: 2, metrics: [.pca99: isBeyond ? rank + 1 : rank + 3])])
  }

  private static func lab(
    after folder: PrivateFolder? = nil, room: Int = 1, seed: Int = 0
  ) throws -> LoopLab {
    try LoopLab(after: folder, room: room, seed: seed, result: result)
  }

  /// Every trial of the sweep, once it is over.
  private static func ids(_ lab: LoopLab, _ sweep: SweepID) throws -> Set<TrialID> {
    #expect(try lab.store.sweep(sweep).isOver)
    let verification = try lab.store.verify(sweep)
    #expect(verification.isProven, "\(verification)")
    return Set(try lab.store.trials(of: sweep).map(\.id))
  }

  private static func undisturbed(room: Int = 1, seed: Int = 0) throws -> (ids: Set<TrialID>, sweep: SweepID)
  {
    let lab = try lab(room: room, seed: seed)
    let sweep = try lab.plan(text())
    try lab.turn(within: .seconds(100)) { lab.coordinator.isComplete }
    let request = try #require(BoundaryRequest(sweepFile: text()))
    let trials = try lab.store.measuredTrials(of: sweep)
    let settings = (1...3).map { rank in
      [ParameterValue.integer(rank)] as [ParameterValue?]
    }
    for (rank, boundary) in zip(1..., request.boundaries(settings, trials)) {
      #expect(boundary.outcome == .placed, "\(boundary)")
      #expect(boundary.interval.contains(-4.2 + 0.5 * Double(rank)), "\(boundary)")
    }
    return (try ids(lab, sweep), sweep)
  }

  @Test func `a coordinator that dies after any of the first forty results comes to the same trials`() throws
  {
    let (expected, sweep) = try Self.undisturbed()
    #expect(expected.count >= 40, "\(expected.count) trials")
    for kill in 1...40 {
      let first = try Self.lab()
      #expect(try first.plan(Self.text()) == sweep)
      try first.turn(within: .seconds(100)) { first.coordinator.counts.finished >= kill }
      try first.store.close()
      let second = try Self.lab(after: first.folder, room: 8, seed: kill)
      for stored in try second.store.unfinishedSweeps() {
        try second.coordinator.plan(stored, workersAreGone: true)
      }
      try second.turn(within: .seconds(100)) { second.coordinator.isComplete }
      #expect(try Self.ids(second, sweep) == expected, "killed after \(kill) results")
    }
  }

  @Test(arguments: [(2, 5), (8, 6), (8, 7), (64, 8)])
  func `many slots that end in any order propose the same trials as one`(
    room: Int, seed: Int
  ) throws {
    #expect(try Self.undisturbed(room: room, seed: seed).ids == Self.undisturbed().ids)
  }

  @Test func `a greater cap goes on with a sweep that was over, and a smaller one takes nothing away`() throws
  {
    let lab = try Self.lab()
    let sweep = try lab.plan(Self.text(cap: 8))
    try lab.turn(within: .seconds(100)) { lab.coordinator.isComplete }
    #expect(try lab.store.trials(of: sweep).count == 24)
    try lab.store.close()
    let second = try Self.lab(after: lab.folder)
    #expect(try second.plan(Self.text(cap: 60)) == sweep)
    #expect(try second.store.sweep(sweep).sweep.file == Self.text(cap: 60))
    try second.turn(within: .seconds(100)) { second.coordinator.isComplete }
    let ids = try Self.ids(second, sweep)
    #expect(ids == (try Self.undisturbed().ids))
    #expect(try second.plan(Self.text(cap: 8)) == sweep)
    #expect(try second.store.trials(of: sweep).count == ids.count)
  }

  @Test func `a cap that is raised while the sweep runs holds from then on`() throws {
    let lab = try Self.lab()
    let sweep = try lab.plan(Self.text(cap: 8))
    try lab.turn(within: .seconds(100)) { lab.coordinator.counts.finished == 5 }
    let plan = try SweepPlan.plan(text: Self.text(cap: 60), path: "a.yaml") { _, _ in
      throw CancellationError()
    }
    #expect(plan.id == sweep)
    #expect(try !lab.store.submit(plan, text: Self.text(cap: 60)).isNew)
    try lab.turn(within: .seconds(100)) { lab.coordinator.isComplete }
    #expect(try Self.ids(lab, sweep) == Self.undisturbed().ids)
  }

  @Test func `trials that another sweep has run are taken and not run again`() throws {
    let lab = try Self.lab()
    let grid = Self.text().split(separator: "\n").filter { !$0.contains("refine") } + ["seeds: 1", ""]
    _ = try lab.plan(grid.joined(separator: "\n").replacing("edges", with: "grid"))
    let sweep = try lab.plan(Self.text())
    try lab.turn(within: .seconds(100)) { lab.coordinator.isComplete }
    #expect(try Self.ids(lab, sweep) == Self.undisturbed().ids)
    #expect(Set(lab.trials).count == lab.trials.count)
  }
}
