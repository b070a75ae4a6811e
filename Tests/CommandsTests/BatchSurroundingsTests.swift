import Commands
import Foundation
import SweepModel
import Testing

@Suite struct BatchSurroundingsTests {
  private static func members(_ same: [String]) throws -> [CommandSurroundings] {
    var manner = CommandManner()
    manner.batch = CommandManner.Batch(max: 8, same: same)
    return try [0.1, 0.2].enumerated().map { place, rate in
      let names = [["lr"], ["model", "depth"], ["model", "norm"], ["width"]]
      let declarations = try names.map { try #require(Declaration.argument($0)) }
      var spec = Specification(blank: .command, dataset: .none, arguments: declarations, seed: 7 + place)
      spec[.command] = ["python", "a.py", "${args}"]
      spec[.environment] = ["FLAG=1"]
      let values: [ParameterValue] = [.real(rate), .integer(3), .word("batch"), .integer(64)]
      for (declaration, value) in zip(declarations, values) { spec.set(declaration, to: value) }
      return CommandSurroundings(try #require(CommandTrial(spec)), spec.id, attempt: place + 1, manner)
    }
  }

  @Test func `FATHOM_TRIAL is a list of what each trial would be given alone`() throws {
    let members = try Self.members(["width"])
    let read = try JSONSerialization.jsonObject(with: Data(BatchSurroundings(members).trialText.utf8))
    let list = try #require(read as? [[String: Any]])
    #expect(list.map { $0["trial"] as? String } == members.map(\.id.description))
    #expect(list.map { $0["seed"] as? Int } == [7, 8] && list.map { $0["attempt"] as? Int } == [1, 2])
    #expect(list.map { ($0["parameters"] as? [String: Any])?["lr"] as? Double } == [0.1, 0.2])
    let alone = try JSONSerialization.jsonObject(
      with: Data(BatchSurroundings([members[0]]).trialText.utf8))
    #expect((alone as? [Any])?.count == 1)
  }

  @Test(arguments: [
    (["width"], ["--width=64"]), (["model.depth", "width"], ["--model={'depth': 3}", "--width=64"]),
    (["model"], ["--model={'depth': 3, 'norm': 'batch'}"]), ([], []), (["mod"], []),
  ])
  func `the macros stand for what all have in common`(same: [String], words: [String]) throws {
    let batch = BatchSurroundings(try Self.members(same))
    #expect(batch.words(file: "/f") == ["python", "a.py"] + words)
  }

  @Test func `nothing in its environment is one trial's alone`() throws {
    let members = try Self.members([])
    let places = CommandSurroundings.Places(trial: "/t", wandb: "/w", out: "/o", checkpoint: "/c")
    let all = BatchSurroundings(members).environment(
      over: ["PATH": "/bin"], places, gpus: ["3"], descriptor: 3)
    for name in [
      "FATHOM_SEED", "FATHOM_CHECKPOINT", "WANDB_RUN_ID", "WANDB_SWEEP_ID", "WANDB_SWEEP_PARAM_PATH",
    ] {
      #expect(all[name] == nil, "\(name)")
    }
    #expect(all["FATHOM_TRIAL"] == "/t" && all["FATHOM_OUT"] == "/o" && all["FATHOM_FD"] == "3")
    #expect(all["CUDA_VISIBLE_DEVICES"] == "3" && all["FLAG"] == "1" && all["PATH"] == "/bin")
  }
}
