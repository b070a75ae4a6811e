import Boundaries
import SweepLanguage
import SweepModel
import SweepText
import Testing

private let native = """
  name: r
  method: random
  experiment: regression
  seeds: 3
  parameters:
    dataset: {value: teacher}
    depth: {min: 2, max: 12}
    width: {values: [16, 32, 64]}
    weight_decay: {distribution: log_uniform_values, min: 1.0e-5, max: 1.0e-2}
    learning_rate: {value: 0.05}
  exclude: ["depth > 10 and width == 64"]

  """

private func capped(_ cap: Int, _ text: String = native) throws(SweepProblems) -> SweepPlan {
  try plan(text + "run_cap: \(cap)\n")
}

@Suite struct RandomSweepTests {
  @Test func `a cap counts trials, seeds included, and seeds apply to each cell`() throws {
    let plan = try capped(31)
    #expect(plan.trials.count == 31 && plan.cells == 11)
    #expect(plan.trials.map(\.spec.seed).prefix(6) == [0, 1, 2, 0, 1, 2])
    let cells = Set(
      plan.trials.map { "\($0.spec[.depth] ?? 0) \($0.spec[.width] ?? 0) \($0.spec[.weightDecay] ?? 0)" })
    #expect(cells.count == 11)
    for trial in plan.trials {
      let (depth, decay) = (trial.spec[.depth] ?? 0, trial.spec[.weightDecay] ?? 0)
      #expect((2...12).contains(depth) && (1e-5...1e-2).contains(decay))
      #expect(depth <= 10 || trial.spec[.width] != 64)
      #expect(try Specification(canonical: trial.canonical).id == trial.id)
    }
  }

  @Test func `a raised cap keeps every trial in its place and the sweep its id`() throws {
    let (small, large) = try (capped(30), capped(300))
    #expect(Array(large.trials.ids.prefix(30)) == small.trials.ids)
    let open = try plan(native)
    #expect(small.id == large.id && small.id == open.id)
    let rows = small.trials.enumerated().map { place, trial in
      TrialRow(id: trial.id, position: place, cell: trial.cell, spec: trial.spec, state: .finished)
    }
    let growth = large.grown(by: rows.shuffled().map { MeasuredTrial($0) })
    #expect(growth.firstPosition == 30 && growth.trials.count == 270 && growth.isOver)
    #expect(growth.trials.map(\.id) == Array(large.trials.ids.dropFirst(30)))
    #expect(growth.trials[0].cell == 10)
  }

  @Test func `draws are those of the seed and the names, whatever else the file says`() throws {
    let plain = try capped(30)
    func cells(_ plan: SweepPlan) -> [String] {
      plan.trials.map { "\($0.spec[.depth] ?? 0) \($0.spec[.weightDecay] ?? 0)" }
    }
    let renamed = try capped(30, native.replacing("name: r", with: "name: other"))
    #expect(cells(renamed) == cells(plain) && renamed.id != plain.id)
    let seeded = try capped(30, native + "search_seed: 1\n")
    #expect(cells(seeded) != cells(plain) && seeded.id != plain.id)
    #expect(try capped(30, native + "search_seed: 0\n").id == plain.id)
    // One more parameter leaves the others' draws alone.
    let more = try capped(30, native.replacing("{value: 0.05}", with: "{min: 0.01, max: 0.1}"))
    #expect(cells(more) == cells(plain) && more.id != plain.id)
    let bounds = try capped(30, native.replacing("1.0e-2}", with: "2.0e-2}"))
    #expect(bounds.id != plain.id)
    let limits = try capped(30, native + "retry: {max: 9}\nresources: {time: 1h}\n")
    #expect(limits.id == plain.id)
  }

  @Test func `where fewer cells exist than asked for, all are taken and it is told`() throws {
    let text = """
      method: random
      experiment: noop
      parameters: {depth: {values: [1, 2, 3]}, width: {min: 1, max: 30}}
      exclude: ["depth == 2"]
      run_cap: 1000

      """
    let plan = try plan(text)
    #expect(
      plan.trials.count == 60
        && plan.notes == ["There are 60 cells to draw, fewer than 'run_cap' has room for: all are taken."])
    #expect(try SweepLanguageTests.plan(text.replacing("1000", with: "60")).trials.ids == plan.trials.ids)
    #expect(
      try SweepLanguageTests.plan(text.replacing("1000", with: "59")).trials.ids
        == Array(plan.trials.ids.prefix(59)))
  }

  @Test func `not set can be drawn`() throws {
    let text =
      "method: random\nexperiment: regression\nparameters: {dataset: teacher, keep_rank: {values: [null, 2, 4]}, width: {min: 8, max: 400}}\nrun_cap: 60\n"
    let kept = try plan(text).trials.map { $0.spec[.keepRank] }
    let counts = [kept.count { $0 == nil }, kept.count { $0 == 2 }, kept.count { $0 == 4 }]
    #expect(counts.reduce(0, +) == 60 && counts.allSatisfy { (8...35).contains($0) }, "\(counts)")
    let alone = try plan(text.replacing("[null, 2, 4]", with: "[null]").replacing("60", with: "1")).trials[0]
    #expect(alone.spec[.keepRank] == nil)
  }

  @Test(arguments: [
    "target_rank: {values: [2, 3]}, teacher_width: {values: [null, 5]}",
    "learning_rate: {values: [null, 0.5]}, optimizer: {values: [sgd, adam]}, momentum: {values: [null, 0.3]}",
    "target_rank: {values: [null, 3]}, inputs: {values: [null, 12]}, samples: {values: [500, null]}",
    "keep_rank: {values: [null, 2]}, learning_rate: {values: [0.1, null]}, depth: {values: [2, 3]}",
  ])
  func `a random sweep that takes all has the trials of the grid, those that follow from others included`(
    parameters: String
  ) throws {
    func trials(_ method: String) throws -> Set<TrialID> {
      let head = "experiment: regression\nparameters: {dataset: teacher, width: 16, \(parameters)}\n"
      return Set(try plan(head + method).trials.ids)
    }
    let grid = try trials("method: grid\n")
    #expect(grid.count == 1 << (parameters.split(separator: "values").count - 1))
    #expect(try trials("method: random\nrun_cap: 1000\n") == grid)
  }

  @Test func `data sets can be drawn`() throws {
    let text =
      "method: random\nexperiment: regression\nparameters: {dataset: {values: [swimmer.npz, bare.npz]}, width: {min: 8, max: 400}}\nrun_cap: 40\n"
    let plan = try plan(text)
    let counts = Dictionary(grouping: plan.trials) { $0.spec.dataset }.mapValues(\.count)
    #expect(counts.count == 2 && counts.values.allSatisfy { $0 > 8 } && plan.trials.count == 40)
    #expect(plan.trials.allSatisfy { $0.spec.id == $0.id })
  }

  @Test func `derived defaults follow what is drawn`() throws {
    let text =
      "method: random\nexperiment: regression\nparameters: {dataset: teacher, epochs: {min: 30, max: 300}}\nrun_cap: 9\n"
    for trial in try plan(text).trials {
      let epochs = try #require(trial.spec[.epochs])
      var expected = Specification(blank: .regression, dataset: .teacher)
      expected[.epochs] = epochs
      expected.complete(ExperimentKind.regression.derived.filter { $0 != Parameter.epochs }, data: nil)
      #expect(trial.spec[.milestones] == expected[.milestones] && trial.spec[.milestones]?.isEmpty == false)
    }
  }

  @Test func `an expression is computed in native sweeps too`() throws {
    let text =
      "method: grid\nexperiment: regression\nparameters: {dataset: teacher, learning_rate: {values: [0.1, 0.2]}, weight_decay: {expression: \"1e-4 / learning_rate\"}}\n"
    let plan = try plan(text)
    #expect(plan.trials.map { $0.spec[.weightDecay] } == [0.001, 0.0005])
    #expect(plan.variedParameters == ["learning_rate", "weight_decay"])
    #expect(plan.trials.allSatisfy { $0.spec.id == $0.id })
  }

  @Test(arguments: [
    ("depth: {min: 0.5, max: 2}", "'depth' is drawn from"),
    ("depth: {distribution: normal}", "'depth' is drawn from"),
    ("depth: {min: 0, max: 20}", "'depth' is drawn from 0 to 20"),
    ("momentum: {distribution: normal, mu: 0.5, sigma: 9}", "'momentum' was drawn as"),
    ("activation: {min: 1, max: 2}", "'activation'"),
    ("weight_decay: {min: -1.0, max: 1}", "'weight_decay' is drawn from"),
    ("activation: {values: [relu, tahn]}", "Did you mean 'tanh'?"),
    ("width: {expression: \"depth / 3\"}", "comes to no value"),
    ("model: {values: [mlp, vgg11]}", "draws from one block"),
  ])
  func `a draw that a parameter cannot take is refused before anything runs`(
    _ parameter: String, _ part: String
  ) {
    let text =
      "method: random\nexperiment: regression\nrun_cap: 50\nparameters:\n  dataset: teacher\n  \(parameter)\n"
    #expect(throws: SweepProblems.self) { try plan(text) }
    do throws(SweepProblems) { _ = try plan(text) } catch {
      #expect(error.lines.contains { $0.contains(part) }, "\(error.lines)")
    }
  }

  @Test func `what other tools call a parameter is told, and all names at most once`() {
    let text =
      "experiment: regression\nparameters: {dataset: teacher, lr: 0.1, wd: 0, n_layers: 3, hidden_size: 4, batchnorm: true, foo: 1, zork: 2}\n"
    do throws(SweepProblems) { _ = try plan(text) } catch {
      let lines = error.lines
      for (name, ours) in [
        ("lr", "learning_rate"), ("wd", "weight_decay"), ("n_layers", "depth"), ("hidden_size", "width"),
        ("batchnorm", "normalization"),
      ] {
        #expect(
          lines.contains { $0.hasSuffix("'\(name)' is not known in 'parameters'. It is '\(ours)' here.") },
          "\(lines)")
      }
      #expect(lines.count { $0.contains("Expected 'dataset'") } == 1, "\(lines)")
      #expect(lines.count == 7)
      return
    }
    Issue.record("it was planned")
  }

  @Test func `every synonym is of a parameter that there is and is none itself`() {
    #expect(Set(Synonyms.parameters.values).isSubset(of: Declaration.named.keys))
    #expect(Synonyms.parameters.keys.allSatisfy { Declaration.named[$0] == nil })
  }
}
