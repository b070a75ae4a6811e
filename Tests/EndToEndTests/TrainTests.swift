import ArrayFiles
import Foundation
import Testing

@Suite struct TrainTests {
  private static let trial = """
    depth: 3
    width: 8
    standardize: false
    shuffle: false
    batch_size: 16
    epochs: 12
    learning_rate: 0.05
    momentum: 0.9
    weight_decay: 0.001
    milestones: [8]
    lr_factor: 0.1
    seed: 0
    """

  private static func arguments(_ trial: String, save: String) -> [String] {
    let file = Fixtures.path("training.npz")
    return ["train", trial, "--weights", file, "--data", file, "--save", save, "--format", "json"]
  }

  @Test func `given weights and data train to what plain descent in double makes of them`() throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write("trial.yaml", Self.trial)
    let run = try Program.run("fathom", Self.arguments(trial, save: "out.npz"), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let expected = try #require(try Fixtures.json("training.json") as? [String: Any])
    let answer = try run.json()
    for name in ["train_loss", "test_loss"] {
      let (found, double) = (try #require(answer[name] as? Double), try #require(expected[name] as? Double))
      #expect(abs(found - double) < 1e-5 * double)
    }
    let saved = try ArrayFile.open(folder.path("out.npz"))
    #expect(saved.names == ["W1", "W2", "W3"])
    for name in saved.names {
      let double = try #require(expected[name] as? [Double])
      let norm = double.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let difference = zip(try saved.doubles(name), double).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(difference.squareRoot() < 1e-5 * norm, "\(name)")
    }
    let layers = try #require(answer["layers"] as? [[String: Any]])
    #expect(layers.map { $0["layer"] as? Int } == [1, 2, 3])
    #expect(layers.allSatisfy { $0["epoch"] as? Int == 12 && $0["nrc1"] is Double })
    #expect(answer["diverged_epoch"] is NSNull)
  }

  @Test func `a time when it was stopped is no time of training`() throws {
    let folder = try TemporaryFolder()
    let long = Self.trial.replacing("epochs: 12", with: "epochs: 40000").replacing("[8]", with: "[30000]")
    let trial = try folder.write("trial.yaml", long)
    let run = try Program("fathom-worker", Self.arguments(trial, save: "out.npz"), in: folder)
    #expect(wait(20) { ProcessTable.ticks(run.identifier) > 5 })
    kill(run.identifier, SIGSTOP)
    Thread.sleep(forTimeInterval: 3)
    kill(run.identifier, SIGCONT)
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    var worked = 0.0
    _ = wait(60) {
      worked = max(worked, Double(ProcessTable.ticks(run.identifier)) / ticks)
      return !ProcessTable.exists(run.identifier)
    }
    let answer = try run.ending().json()
    let seconds = try ["train_seconds", "measure_seconds"].map { try #require(answer[$0] as? Double) }
    #expect(
      seconds.allSatisfy { $0 > 0 } && abs(seconds[0] + seconds[1] - worked) < 0.5, "\(seconds), \(worked)")
  }

  @Test func `the same trial gives the same bits`() throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write("trial.yaml", Self.trial)
    let answers = try ["a.npz", "b.npz"].map { save in
      var answer = try Program.run("fathom", Self.arguments(trial, save: save), in: folder).json()
      for key in answer.keys where key.contains("seconds") { answer[key] = nil }
      return try JSONSerialization.data(withJSONObject: answer, options: .sortedKeys)
    }
    #expect(answers[0] == answers[1])
    let weights = try ["a.npz", "b.npz"].map { try Data(contentsOf: URL(fileURLWithPath: folder.path($0))) }
    #expect(weights[0] == weights[1])
  }

  @Test func `a trial by hand is the trial of a sweep`() throws {
    let folder = try TemporaryFolder()
    let parameters = """
      dataset: teacher
      samples: 200
      inputs: 8
      target_dim: 4
      target_rank: 2
      depth: 3
      width: 16
      epochs: 6
      init: he_uniform
      """
    let trial = try folder.write("trial.yaml", parameters + "\nseed: 5\nmeasure_every: 3\n")
    let indented = parameters.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    let sweep = try folder.write(
      "sweep.yaml", "parameters:\n\(indented)\nseeds: [5]\nmeasure: {every: 3}\n")
    let answer = try Program.run("fathom", ["train", trial, "--format", "json"], in: folder).json()
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let export = try Program.run(
      "fathom", ["export", "last", "--table", "layers", "--format", "json"], in: folder)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [[String: Any]])
    let layers = try #require(answer["layers"] as? [[String: Any]])
    #expect(layers.count == 6 && rows.count == 6)
    for (layer, row) in zip(layers, rows) {
      for name in ["epoch", "layer", "nrc1", "nrc4", "effective_rank"] {
        #expect(layer[name] as? Double == row[name] as? Double && layer[name] is NSNumber, "\(name)")
      }
    }
    #expect(rows.first?["trial"] as? String == answer["trial"] as? String)
  }

  @Test(arguments: [
    (
      "depth: 3\nwidht: 8\ndataset: teacher",
      "t.yaml:2: 'widht' is not known in 'parameters'. Did you mean 'width'?"
    ),
    (
      "depth: [3, 4]\ndataset: teacher",
      "t.yaml:1: 'depth' is given 2 values. Expected one value for one trial."
    ),
    (
      "depth: 3",
      "t.yaml:1: 'dataset' is missing. Expected 'teacher'"
    ),
    (
      "dataset: teacher\nseed: -1",
      "t.yaml:2: 'seed' is '-1'. Expected a whole number from 0 to 9007199254740992."
    ),
    ("dataset: teacher\n\nactivation: relux", "t.yaml:3: 'activation' is 'relux'."),
    (
      "experiment: noop",
      "t.yaml: a 'noop' trial trains nothing. Leave 'experiment' out, or run it in a sweep."
    ),
    ("- depth", "t.yaml:1: "),
  ])
  func `a mistake in the trial is named with its line and ends with 2`(_ text: String, _ sentence: String)
    throws
  {
    let folder = try TemporaryFolder()
    _ = try folder.write("t.yaml", text)
    let run = try Program.run("fathom", ["train", "t.yaml"], in: folder)
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix(sentence), "\(run.errors)")
  }

  @Test(arguments: [
    (
      3, 9, "W.npz: 'W1' has shape (8, 5). Expected (9, 5), out x in. Transpose it, or set 'width' to fit.\n"
    ),
    (
      2, 8,
      "W.npz: 'W3' is there and the network has 2 linear maps without bias. Leave it out, or set 'depth' and 'bias' "
        + "to fit.\n"
    ),
    (4, 8, "W.npz: 'W3' has shape (2, 8). Expected (8, 8), out x in. Transpose it, or set 'width' to fit.\n"),
  ])
  func `weights that do not fit the trial are refused`(_ depth: Int, _ width: Int, _ sentence: String) throws
  {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: Fixtures.path("training.npz"), toPath: folder.path("W.npz"))
    let text = Self.trial.replacing("depth: 3", with: "depth: \(depth)").replacing(
      "width: 8", with: "width: \(width)")
    let trial = try folder.write("trial.yaml", text)
    let run = try Program.run(
      "fathom", ["train", trial, "--weights", "W.npz", "--data", "W.npz"], in: folder)
    #expect(run.status == 2)
    #expect(run.errors == sentence)
  }

  @Test func `a folder that is not there is found out before training`() throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write("trial.yaml", Self.trial.replacing("epochs: 12", with: "epochs: 100000000"))
    let run = try Program.run("fathom", Self.arguments(trial, save: "gone/out.npz"), in: folder)
    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("Cannot write 'gone/out.npz': "))
  }

  @Test func `a trial that diverges is a result with its epoch`() throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write(
      "trial.yaml", Self.trial.replacing("learning_rate: 0.05", with: "learning_rate: 90"))
    let run = try Program.run("fathom", Self.arguments(trial, save: "out.npz"), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.json()["diverged_epoch"] as? Int == 1)
    #expect(try run.json()["status"] as? String == "diverged")
  }
}
