import SweepLanguage
import SweepModel
import SweepText
import Testing

/// 28 weight decays from 1e-5 to 1e-2, of which the fourteenth is the last below 3e-4.
private func sweep(_ lines: String...) -> String {
  body("dataset: teacher", "weight_decay: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 28}")
    + (["method: bisection"] + lines).joined(separator: "\n")
}

@Test func `a method finds what it looks for in rounds, and says when the sweep is over`() throws {
  var lab = try MethodLab(sweep())
  #expect(lab.plan.trials.count == 2 && !lab.plan.isOver)
  var rounds = 0
  while true {
    lab.end()
    let growth = try lab.grow()
    #expect(growth.trials.count <= 2)
    #expect(growth.trials.isEmpty == growth.isOver)
    if growth.isOver { break }
    rounds += 1
  }
  #expect(lab.rows.map(\.cell) == Array(0..<lab.rows.count))
  #expect(lab.rows.count == 2 + 2 * rounds && (2...4).contains(rounds))
  let decays = lab.rows.map { $0.spec[.weightDecay] ?? 0 }
  let grid = try MethodLab.plan(sweep().replacing("bisection", with: "grid")).trials.map {
    $0.spec[.weightDecay] ?? 0
  }
  #expect(decays.filter { $0 < 3e-4 }.max() == grid.filter { $0 < 3e-4 }.max())
  #expect(decays.filter { $0 > 3e-4 }.min() == grid.filter { $0 > 3e-4 }.min())
}

@Test func `a round is waited for, and a trial out of attempts ends it as well`() throws {
  var lab = try MethodLab(sweep())
  lab.end(.failed, most: 1)
  let early = try lab.grow()
  #expect(early.trials.isEmpty && !early.isOver)
  lab.end()
  #expect(try lab.grow().trials.count == 2)
}

@Test func `no round names a cell that exclude leaves out`() throws {
  var lab = try MethodLab(sweep("exclude: weight_decay > 1e-4 and weight_decay < 1e-3"))
  repeat { lab.end() } while try !lab.grow().isOver
  let decays = lab.rows.compactMap { $0.spec[.weightDecay] }
  #expect(decays.allSatisfy { $0 <= 1e-4 || $0 >= 1e-3 })
  #expect(decays.filter { $0 < 3e-4 }.max() == 1e-4 && decays.filter { $0 > 3e-4 }.min() == 1e-3)
}

@Test func `the cap ends a sweep in the middle of a round`() throws {
  var lab = try MethodLab(sweep("run_cap: 5"))
  lab.end()
  #expect(try !lab.grow().isOver)
  lab.end()
  let last = try lab.grow()
  #expect(last.trials.count == 1 && last.isOver && lab.rows.count == 5)
  #expect(try MethodLab(sweep("run_cap: 2")).plan.isOver)
  #expect(try MethodLab(sweep("run_cap: 1")).plan.trials.count == 1)
}

@Test func `every cell is checked before the first round`() {
  // Of the first round neither cell breaks the rule.
  let error = #expect(throws: SweepProblems.self) {
    try MethodLab.plan(sweep().replacing("max: 1.0e-2", with: "max: 1.0e+3"))
  }
  #expect(error?.lines.first?.hasPrefix("sweeps/a.yaml:3: 'weight_decay' ") == true)
}

@Test func `a further seed of a cell bears the cell's number`() throws {
  var lab = try MethodLab(body("dataset: teacher", "depth: [2, 4]") + "method: repetition\n")
  for _ in 0..<3 { #expect(try lab.grow().trials.count == 1) }
  #expect(lab.rows.map(\.cell) == [0, 1, 0, 0, 0])
  #expect(lab.rows.map(\.spec.seed) == [0, 0, 1, 2, 3])
  #expect(lab.rows.map(\.spec[.depth]) == [2, 4, 2, 2, 2])
}

@Test func `a method that has nothing to run and nothing to wait for is over`() throws {
  var lab = try MethodLab(
    body("dataset: teacher", "depth: [2, 4]") + "method: repetition\nexclude: depth == 2\n")
  #expect(lab.plan.trials.count == 1 && !lab.plan.isOver)
  #expect(try !lab.grow().isOver)
  lab.end()
  #expect(try lab.grow().isOver)
}

@Test func `a grid is over with its first trials`() throws {
  var lab = try MethodLab(body("dataset: teacher", "depth: [2, 4]") + "seeds: 2\n")
  #expect(lab.plan.isOver && lab.rows.map(\.cell) == [0, 0, 1, 1])
  let growth = try lab.grow()
  #expect(growth.trials.isEmpty && growth.isOver)
}

@Test(arguments: [
  "run_cap: 5", "retry: {max: 1}", "resources: {time: 20m}", "level: 50", "seeds: 1", "seeds: [0]", "# same",
])
func `limits, defaults and spelling do not change a method's question`(_ line: String) throws {
  #expect(try MethodLab.plan(sweep(line)).id == MethodLab.plan(sweep()).id)
}

@Test(arguments: [
  "level: 51", "seeds: 2", "seeds: [1]", "name: b", "exclude: weight_decay == 0.01", "measure: {every: 5}",
  "measure: {metrics: [ranks]}", "experiment: ufm",
])
func `what is asked changes a method's question`(_ line: String) throws {
  #expect(try MethodLab.plan(sweep(line)).id != MethodLab.plan(sweep()).id)
}

@Test func `values, data and method are part of the question`() throws {
  let texts = [
    sweep(), sweep().replacing("n: 28", with: "n: 27"), sweep().replacing("teacher", with: "swimmer.npz"),
    sweep().replacing("teacher", with: "bare.npz"), sweep().replacing("bisection", with: "repetition"),
    sweep().replacing("bisection", with: "grid"), sweep().replacing("teacher", with: "[teacher, bare.npz]"),
  ]
  #expect(Set(try texts.map { try MethodLab.plan($0).id }).count == texts.count)
  let copy = sweep().replacing("teacher", with: "copy.npz")
  #expect(try MethodLab.plan(copy).id == MethodLab.plan(texts[2]).id)
}

@Test(arguments: [
  ("level: 100", "sweeps/a.yaml:5: 'level' is '100'. Expected a whole number from 1 to 99."),
  (
    "levle: 10",
    "sweeps/a.yaml:5: 'levle' is not known. Did you mean 'level'?"
  ),
])
func `a method's keys are checked`(_ line: String, _ sentence: String) throws {
  let error = #expect(throws: SweepProblems.self) { try MethodLab.plan(sweep(line)) }
  #expect(error?.lines == [sentence])
}

@Test func `a key of another method is not known`() throws {
  let error = #expect(throws: SweepProblems.self) {
    try MethodLab.plan(sweep("level: 10").replacing("bisection", with: "grid"))
  }
  #expect(error?.lines.first?.hasPrefix("sweeps/a.yaml:5: 'level' is not known. Expected 'name', ") == true)
}
