import SweepLanguage
import SweepModel
import SweepText
import Testing

private func file(_ parameters: String, _ rest: String = "seeds: 3") -> String {
  "parameters:\n  dataset: teacher\n  depth: [2, 3]\n  \(parameters)\n\(rest)\n"
}

private func refusal(_ text: String) -> [String] {
  do {
    _ = try plan(text)
    return []
  } catch { return error.lines }
}

struct FollowingDataTests {
  @Test(arguments: [
    "data_seed: seed", "data_seed: 'seed'", "data_seed: {value: seed}", "data_seed: {values: [seed]}",
  ])
  func `each trial is the one written out with the number`(written: String) throws {
    let sweep = try plan(file(written, "seeds: [4, 0, 9]"))
    #expect(sweep.trials.map { $0.spec[.dataSeed] } == [4, 0, 9, 4, 0, 9])
    #expect(sweep.trials.map(\.cell) == [0, 0, 0, 1, 1, 1] && sweep.variedParameters == ["depth"])
    for trial in sweep.trials {
      let (depth, seed) = (try #require(trial.spec[.depth]), trial.spec.seed)
      let alone = try plan(
        "parameters: {dataset: teacher, depth: \(depth), data_seed: \(seed)}\nseeds: [\(seed)]\n")
      #expect(alone.trials.map(\.id) == [trial.id] && trial.spec.id == trial.id)
    }
    let flat = try SweepPlan.trial(
      text: "dataset: teacher\ndepth: 2\ndata_seed: seed\nseed: 9\n", path: "t.yaml"
    ) {
      try laboratoryData($0, header: $1)
    }
    #expect(flat.trials[0].id == sweep.trials[2].id)
  }

  @Test func `a seed of a number's own data is the same trial`() throws {
    let (following, fixed) = (try plan(file("data_seed: seed")), try plan(file("data_seed: 0")))
    #expect(following.trials[0].id == fixed.trials[0].id)
    #expect(Set(following.trials.map(\.id)).intersection(fixed.trials.map(\.id)).count == 2)
    #expect(following.id != fixed.id)
  }

  @Test(arguments: [
    (
      "seeds",
      "'data_seed' is 'seeds'. Expected a whole number from 0 to 9007199254740992, or 'seed' for the seed of "
        + "each trial. Did you mean 'seed'?"
    ),
    (
      "Seed",
      "'data_seed' is 'Seed'. Expected a whole number from 0 to 9007199254740992, or 'seed' for the seed of each "
        + "trial. Did you mean 'seed'?"
    ),
    ("-1", "'data_seed' is '-1'. Expected a whole number from 0 to 9007199254740992."),
    ("[seed, 3]", "'data_seed' is 'seed' beside other values. Give it alone, or give whole numbers."),
    ("[seed, seed]", "'data_seed' has the value 'seed' twice. Keep one of them."),
    (
      "data_seed",
      "'data_seed' is 'data_seed'. Expected a whole number from 0 to 9007199254740992, or 'seed' for the "
        + "seed of each trial."
    ),
  ])
  func `other spellings are refused`(written: String, sentence: String) {
    #expect(refusal(file("data_seed: \(written)")) == ["sweeps/a.yaml:4: \(sentence)"])
  }

  @Test func `only data_seed follows the seed`() {
    #expect(refusal(file("epochs: seed")).count == 1)
  }

  @Test func `a condition cannot name what differs within a cell`() {
    #expect(
      refusal(file("data_seed: seed", "seeds: 3\nexclude: data_seed > 1")) == [
        "sweeps/a.yaml:6: 'exclude' names 'data_seed', which is the seed of each trial, and a condition is about cells. "
          + "Leave seeds out of 'seeds'."
      ])
  }

  @Test func `blocks follow the seed each for itself`() throws {
    let text = """
      parameters:
        - {dataset: teacher, depth: 2, data_seed: seed}
        - {dataset: teacher, depth: 3, data_seed: 7}
      seeds: 2
      """
    #expect(try plan(text).trials.map { $0.spec[.dataSeed] } == [0, 1, 7, 7])
    // Copies of a whole cell are one cell.
    let twice = text.replacing("depth: 3, data_seed: 7", with: "depth: 2, data_seed: seed")
    #expect(try plan(twice).trials.map { $0.spec[.dataSeed] } == [0, 1])
    for number in [0, 1] {
      let mixed = text.replacing("depth: 3, data_seed: 7", with: "depth: 2, data_seed: \(number)")
      #expect(
        refusal(mixed) == [
          "sweeps/a.yaml:3: 'data_seed' makes some trials of this block those of another block, and others not. Give "
            + "the two blocks other values of it, or other seeds in a sweep of its own."
        ])
    }
  }

  @Test func `whether a class is held out whole is found out for each seed`() {
    let split = (0..<20).map { RowSplit(rows: 100, held: 50, seed: $0).train.contains(99) }
    func sweep(_ seeds: [Int]) -> String {
      "experiment: classification\nparameters: {dataset: labels.npz, test_fraction: 0.5, data_seed: seed}\n"
        + "seeds: \(seeds)\n"
    }
    let (whole, broken) = (split.indices.filter { split[$0] }, split.indices.filter { !split[$0] })
    #expect(refusal(sweep(whole)).isEmpty && !broken.isEmpty)
    #expect(refusal(sweep(whole + broken)).first?.contains("none of 50 training rows is of class 3") == true)
  }

  @Test func `a cap keeps the first trials`() throws {
    let capped = try plan(file("data_seed: seed", "seeds: 3\nrun_cap: 4"))
    #expect(capped.trials.map { $0.spec[.dataSeed] } == [0, 1, 2, 0])
    let note = "'run_cap' takes the first 4 trials of the grid: 1 of 2 cells lack seeds or are left out."
    #expect(capped.notes == [note])
    #expect(try plan(file("data_seed: seed", "seeds: 3\nrun_cap: 6")).notes == [])
  }
}
