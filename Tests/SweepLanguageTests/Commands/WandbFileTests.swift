import Foundation
import SweepLanguage
import SweepModel
import Testing

@Suite struct WandbFileTests {
  @Test(arguments: WandbFile.grids)
  func `a grid of W&B's is planned as W&B orders it`(_ file: WandbFile) throws {
    guard case .trials(let count, let given) = file.outcome else { return }
    let plan = try planProgram(file.text)
    #expect(plan.trials.count == count && plan.kind == .command)
    #expect(Array(plan.given.prefix(given.count)) == given)
    for trial in plan.trials {
      #expect(trial.spec.id == trial.id)
      #expect(try Specification(canonical: trial.canonical) == trial.spec)
    }
    #expect(Set(plan.trials.ids).count == count)
  }

  @Test(arguments: WandbFile.randoms)
  func `a random sweep of W&B's has no end until a cap gives it one`(_ file: WandbFile) throws {
    guard case .uncapped(let count) = file.outcome else { return }
    let open = try planProgram(file.text)
    #expect(open.isUncapped && open.trials.isEmpty)
    let plan = try planProgram(file.text, SweepOverrides(runCap: 12))
    #expect(!plan.isUncapped && plan.trials.count == count, "\(plan.given)")
    #expect(plan.id == open.id)
    #expect(Set(plan.variedParameters).isSubset(of: open.variedParameters))
    #expect(Set(plan.trials.ids).count == count)
    if count < 12 { #expect(plan.notes.contains { $0.contains("all are taken") }, "\(plan.notes)") }
    for trial in plan.trials { #expect(try Specification(canonical: trial.canonical).id == trial.id) }
  }

  @Test(arguments: WandbFile.refused)
  func `what cannot be run is refused with its line and what to do`(_ file: WandbFile) {
    guard case .refused(let parts) = file.outcome else { return }
    let lines = refusal(file.text)
    for part in parts { #expect(lines.contains { $0.contains(part) }, "'\(part)' in \(lines)") }
    #expect(lines.count <= 2, "\(lines)")
    for line in lines {
      #expect(line.hasPrefix("sweeps/a.yaml:") && line.hasSuffix(".") || line.hasSuffix("?"), "\(line)")
    }
  }

  @Test func `there are enough of them`() {
    #expect(WandbFile.grids.count + WandbFile.randoms.count + WandbFile.refused.count > 90)
  }

  @Test func `bayes runs as random where it is asked for, and a program can be named`() throws {
    let text = "method: bayes\nmetric: {name: acc}\nparameters: {lr: {min: 0.1, max: 1.0}}\n"
    #expect(refusal(text).count == 2)
    #expect(refusal(text, SweepOverrides(method: "random")).count == 1)
    let plan = try planProgram(text, SweepOverrides(method: "random", program: "a.py", runCap: 3))
    #expect(plan.trials.count == 3)
    #expect(plan.words == ["/usr/bin/env", "python", "a.py", "${args}"])
  }

  @Test func `what is left out is told once`() throws {
    let text = "program: a.py\nmethod: grid\nproject: p\nentity: e\nparameters: {a: {value: 1}}\n"
    #expect(try planProgram(text).notes == ["'project' and 'entity' mean nothing here and are left out."])
    let stop =
      "program: a.py\nmetric: {name: x, target: 1}\nearly_terminate: {type: hyperband, min_iter: 2}\n"
    #expect(try planProgram(stop).notes.count == 2)
  }

  @Test func `macros are filled in, apart from those of parameters`() throws {
    let text = """
      program: src/a.py
      command: ["${env}", "${interpreter}", "-u", "${program}", 128, "--root=${envvar:HOME_DIR}/x", "${envvar:EMPTY}", "a${HOME}", "${args_no_boolean_flags}"]
      parameters: {a: {value: 1}}
      """
    #expect(
      try planProgram(text).words == [
        "/usr/bin/env", "python", "-u", "src/a.py", "128", "--root=/home/me/x", "", "a${HOME}",
        "${args_no_boolean_flags}",
      ])
  }

  @Test func `how it is run is read and changes no id`() throws {
    let plain = "program: a.py\nparameters: {a: {values: [1, 2]}}\n"
    let text =
      plain + """
        metric: {name: val/acc, goal: maximize}
        resources: {time: 2h, memory: 2G, gpus: 1, cpus: 4, grace: 1m30s}
        signal: SIGUSR1
        cwd: work
        wandb: false
        measure: {rtol: 0.01}
        retry: {max: 1}
        """
    let (plan, manner) = try (planProgram(text), #require(planProgram(text).manner))
    let same = try planProgram(plain)
    #expect(plan.trials.ids == same.trials.ids && plan.id == same.id)
    #expect(manner.metric == .init("val/acc", isMaximized: true) && manner.gpus == 1 && manner.cpus == 4)
    #expect(manner.graceSeconds == 90 && manner.signal == "USR1" && manner.folder == "sweeps/work")
    #expect(
      manner.readsWandb == false && manner.tolerance == 0.01)
    #expect(plan.timeLimit == .seconds(7200) && plan.memoryLimitBytes == 2 << 30)
  }

  @Test func `words, environment, measures, seeds and code each make other trials`() throws {
    let plain = "program: a.py\nparameters: {a: {value: 1}}\n"
    let others = [
      plain, plain + "command: [x, \"${args}\"]\n", plain + "environment: {A: b}\n",
      plain + "measure: {metrics: [nrc]}\n",
      plain + "seeds: [1]\n", "program: a.py\nparameters: {a: {value: 1.0}}\n",
      "program: a.py\nparameters: {a: {value: \"1\"}}\n",
      "program: a.py\nparameters: {seed: {value: 0}, a: {value: 1}}\n",
      "command: [/usr/bin/env, python, a.py, \"${args}\"]\nparameters: {a: {value: 1}}\n",
    ]
    let ids = try others.map { try planProgram($0).trials.ids[0] }
    #expect(Set(ids).count == others.count)
  }

  /// What a command said is in the stored text, which is planned again to the same.
  @Test func `a stored text is the whole question`() throws {
    let text =
      "method: bayes\ncommand: [\"${envvar:HOME_DIR}/a\", \"${args}\"]\nparameters: {lr: {min: 0.1, max: 1.0}}"
    let overrides = SweepOverrides(method: "random", runCap: 5)
    let stored = overrides.added(to: text) { _ in "/x" }
    let plan = try planProgram(text, overrides)
    #expect(try planProgram(stored).trials.count == 5)
    #expect(SweepOverrides().added(to: stored) == stored)
    #expect(SweepOverrides(runCap: 9).added(to: stored).split(separator: "\n").count == 4)
    #expect(plan.words[0] == "/home/me/a")
    #expect(try planProgram(stored).words[0] == "/x/a")
  }
}

/// Runs of W&B's library `sweeps` 0.3.0, written by make_wandb_grids.py.
@Test func `runs of a grid and their order are those of W&B's own library`() throws {
  let path = URL(filePath: #filePath).appending(path: "../../Fixtures/wandb-grids.txt").standardizedFileURL
  let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
  #expect(lines.count == 8)
  for line in lines {
    let parts = line.split(separator: "\t")
    let plan = try planProgram("program: a.py\nmethod: grid\nparameters: \(parts[0])\n")
    #expect(plan.given == parts.dropFirst().map(String.init), "\(parts[0])")
  }
}
