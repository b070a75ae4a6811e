import Foundation
import SweepLanguage
import SweepModel
import Testing

private func page(_ name: String) -> String {
  let docs = URL(filePath: #filePath).appending(path: "../../../../docs/\(name).md").standardizedFileURL
  return (try? String(contentsOf: docs, encoding: .utf8)) ?? ""
}

private func samples(_ name: String) -> [String] {
  page(name).components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
}

@Suite struct CommandPageTests {
  @Test func `the first sample of wandb.md has the trials that the page says`() throws {
    let plan = try planProgram(samples("wandb")[0])
    #expect(plan.trials.count == 12 && plan.cells == 4)
    #expect(plan.given[0] == "lr=0.001 seed=1 width=256")
  }

  @Test func `its random sample has 40 cells with 5 seeds in 200 trials, and no end without them`() throws {
    let text = samples("wandb")[1]
    #expect(try planProgram(text).isUncapped)
    let plan = try planProgram(text, SweepOverrides(runCap: 200))
    #expect(plan.trials.count == 200 && plan.cells == 40)
    #expect(samples("wandb").count == 2)
  }

  @Test func `what wandb.md says of bayes and of files without a program is so`() throws {
    let text = samples("wandb")[1].replacing("method: random", with: "method: bayes").replacing(
      "program: train.py\n", with: "metric: {name: x}\n")
    #expect(refusal(text).count == 2)
    #expect(
      try planProgram(text, SweepOverrides(method: "random", program: "train.py", runCap: 200)).trials.count
        == 200)
  }

  @Test func `the sample of python.md has the nine trials that the page says`() throws {
    let plan = try planProgram(samples("python")[0])
    #expect(samples("python").count == 1 && plan.notes.isEmpty)
    #expect(plan.trials.count == 9 && plan.cells == 3 && plan.given[0] == "seed=1 weight_decay=0.0005")
  }

  @Test func `its sample of many trials in one process is planned`() throws {
    let plan = try planProgram(samples("command")[1])
    #expect(plan.manner?.batch == .init(max: 32, same: ["depth", "width"]))
    #expect(plan.trials.count == 64 && plan.notes.isEmpty && samples("command").count == 2)
    let alone = try planProgram(
      samples("command")[1].replacing("batch: {max: 32, same: [depth, width]}\n", with: ""))
    #expect(alone.id == plan.id, "how it is run is in no id")
  }

  @Test func `the sample of command.md is planned`() throws {
    let plan = try planProgram(samples("command")[0])
    #expect(plan.trials.count == 200 && plan.seeds == 5 && plan.listsFiles)
    #expect(
      plan.manner?.gpus == 1 && plan.manner?.metric?.name == "test_loss" && plan.manner?.graceSeconds == 60)
    #expect(plan.notes.isEmpty)
    for given in plan.given {
      let parts = Dictionary(
        uniqueKeysWithValues: given.split(separator: " ").prefix(1).map { ($0.prefix { $0 != "=" }, $0) })
      #expect(parts["lr"] != nil)
    }
    for trial in plan.trials {
      let told = try #require(CommandTrial(trial.spec)).flatArguments
      let numbers = Dictionary(uniqueKeysWithValues: told.map { ($0.name, $0.value.number) })
      let (rate, decay) = (try #require(numbers["lr"] ?? nil), try #require(numbers["weight_decay"] ?? nil))
      #expect(abs(decay * rate / 1e-4 - 1) < 1e-12)
    }
  }

  @Test func `each key, macro and distribution is on the page, and no other macro`() {
    let text = page("command")
    for key in [
      "program", "command", "files", "environment", "metric", "cwd", "signal", "batch", "wandb",
      "search_seed", "measure.rtol",
    ] {
      #expect(text.contains("| `\(key)` |"), "\(key)")
    }
    for macro in ArgumentMacro.allCases { #expect(text.contains("`\(macro.rawValue)`"), "\(macro)") }
    for name in text.matches(of: /`\$\{([a-z_]+)\}`/).map({ "${\($0.1)}" }) {
      #expect(
        ArgumentMacro(rawValue: name) != nil || ["${env}", "${interpreter}", "${program}"].contains(name),
        "\(name)")
    }
  }

  @Test func `a name that W&B takes becomes one that selects`() throws {
    for (name, ours) in [
      ("My sweep #1", "My-sweep--1"), ("42", "sweep-42"), ("-x", "x"), ("all", "sweep-all"), ("good", "good"),
    ] {
      let plan = try planProgram("name: \"\(name)\"\nprogram: a.py\nparameters: {a: {value: 1}}\n")
      #expect(plan.name == ours && plan.notes.isEmpty == (name == ours))
    }
  }
}
