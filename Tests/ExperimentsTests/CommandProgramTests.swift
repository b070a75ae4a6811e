import CodeBundles
import Experiments
import Foundation
import SweepModel
import Testing

/// What a program is given, and what becomes of what it says.
@Suite struct CommandProgramTests {
  @Test func `a program has its arguments, environment, files and an empty folder`() throws {
    let lab = try CommandLab()
    lab.manner.cpus = 4
    lab.attempt = 3
    let script = """
      echo "$@"; cat "$FATHOM_TRIAL"; echo "$FATHOM_SEED $OMP_NUM_THREADS $OPENBLAS_NUM_THREADS $MKL_NUM_THREADS"
      echo "[$FATHOM_SECRET] $OWN $WANDB_MODE $FATHOM_FD [$(ls -A "$FATHOM_OUT")] [${CUDA_VISIBLE_DEVICES-unset}]"
      cat "$WANDB_SWEEP_PARAM_PATH"; env | grep -c '^FATHOM_'
      """
    let spec = lab.spec(
      script,
      [("lr", .real(1e-5)), ("on", .flag(true)), ("model/depth", .integer(3)), ("word", .word("a b"))],
      words: ["sh", "${args}"])
    _ = try lab.run(spec)
    let lines = lab.words.split(separator: "\n").map(String.init)
    #expect(lines[0] == "--lr=1e-05 --model={'depth': 3} --on=True --word=a b")
    #expect(
      lines[1] == "{\"trial\": \"\(spec.id)\", \"attempt\": 3, \"seed\": 7, \"parameters\": {\"lr\": 1e-05, "
        + "\"model\": {\"depth\": 3}, \"on\": true, \"word\": \"a b\"}}")
    #expect(lines[2] == "7 4 4 4")
    #expect(lines[3] == "[] here offline 3 [] [unset]")
    #expect(
      lines[4...8] == [
        "wandb_version: 1", "\"lr\": {value: 1.0e-05}", "\"model\": {value: {\"depth\": 3}}",
        "\"on\": {value: true}",
        "\"word\": {value: \"a b\"}",
      ])
    #expect(lines[9] == "5")
  }

  @Test(arguments: [
    ("${args_no_equals}", "--a 1 --b True --c False"), ("${args_no_hyphens}", "a=1 b=True c=False"),
    ("${args_no_boolean_flags}", "--a=1 --b"), ("${args_json}", "{\"a\": 1, \"b\": true, \"c\": false}"),
    ("${args_append_hydra}", "+a=1 +b=True +c=False"), ("${args_override_hydra}", "++a=1 ++b=True ++c=False"),
  ])
  func `a macro is written as the agent of W&B writes it`(macro: String, text: String) throws {
    let lab = try CommandLab()
    let values: [(String, ParameterValue)] = [("a", .integer(1)), ("b", .flag(true)), ("c", .flag(false))]
    _ = try lab.run(lab.spec("echo \"$*\"", values, words: ["sh", macro]))
    #expect(lab.words == text + "\n")
    _ = try lab.run(lab.spec("cat \"$1\"; echo", values, words: ["sh", "${args_json_file}"]))
    #expect(lab.words == text + "\n{\"a\": 1, \"b\": true, \"c\": false}\n")
  }

  @Test func `GPUs of the slot are the program's, and only as many as it asks for`() throws {
    let lab = try CommandLab()
    lab.gpus = ["4", "5"]
    _ = try lab.run(lab.spec("echo $CUDA_VISIBLE_DEVICES $CUDA_DEVICE_ORDER"))
    lab.manner.gpus = 1
    _ = try lab.run(lab.spec("echo $CUDA_VISIBLE_DEVICES"))
    #expect(lab.words == "4,5 PCI_BUS_ID\n4\n")
    lab.manner.gpus = 3
    #expect(
      lab.failure("exit 0")
        == "crashed: The trial asks for 3 GPUs and this slot has 2. Start the worker with fewer '--slots' or more '--gpus'."
    )
  }

  @Test func `what it reports is its result`() throws {
    let lab = try CommandLab()
    lab.manner.metric = .init("score")
    let result = try lab.run(
      lab.spec(
        """
        echo '{"epoch": 0, "train_loss": 2, "own": 9}' >&3
        echo '{"layer": 1, "epoch": 0, "nrc1": 0.5}' >&3
        echo '{"epoch": 1, "train_loss": 1.5, "test_loss": NaN, "own": 1}' >&3
        echo '{"epoch": 2, "train_loss": 1, "test_loss": 3, "own": 2, "r2": 0.25}' >&3
        echo '{"layer": 1, "epoch": 2, "nrc1": 0.125, "name": "conv1", "mine": 4}' >&3
        echo '{"score": 0.75}' >&3; echo for people
        """))
    #expect(result.metrics == [.trainLoss: 1, .testLoss: 3, .r2: 0.25])
    #expect(
      result.curve == [
        CurvePoint(epoch: 1, trainLoss: 1.5, testLoss: nil), CurvePoint(epoch: 2, trainLoss: 1, testLoss: 3),
      ])
    #expect(
      result.layers == [
        LayerMeasure(epoch: 2, layer: 1, name: "conv1", metrics: [.nrc1: 0.125, .nrc1Start: 0.5])
      ])
    #expect(result.objection == nil)
    #expect(
      result.named == [
        NamedValue(epoch: 0, name: "own", value: 9), NamedValue(epoch: 0, name: "train_loss", value: 2),
        NamedValue(epoch: 0, layer: 1, name: "nrc1", value: 0.5), NamedValue(epoch: 1, name: "own", value: 1),
        NamedValue(epoch: 2, name: "own", value: 2), NamedValue(epoch: 2, name: "r2", value: 0.25),
        NamedValue(epoch: 2, name: "score", value: 0.75),
        NamedValue(epoch: 2, layer: 1, name: "mine", value: 4),
      ])
    #expect(result.provenance.libraries == "declared by the program")
    #expect(lab.words == "for people\n")
    #expect(
      lab.milestones.count == 3 && lab.milestones[2].hasSuffix("own 2, r2 0.25, test_loss 3, train_loss 1."))
  }

  @Test func `a program without the descriptor reports on standard output`() throws {
    let lab = try CommandLab()
    let result = try lab.run(lab.spec("echo before; echo 'fathom: {\"epoch\": 1, \"r2\": 0.5}'; echo after"))
    #expect(result.metrics == [.r2: 0.5])
    #expect(lab.words == "before\nafter\n")
  }

  @Test func `arrays are measured and removed, and layers before training tell where collapse begins`() throws
  {
    let lab = try CommandLab()
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../EndToEndTests/Fixtures/network.npz").standardizedFileURL.path
    let result = try lab.run(
      lab.spec(
        """
        for e in 0 5; do cp \(source) $FATHOM_OUT/layers-$e.npz; echo "{\\"arrays\\": \\"layers-$e.npz\\", \\"epoch\\": $e}" >&3; done
        sleep 0.5; ls $FATHOM_OUT | wc -l
        """))
    #expect(!result.layers.isEmpty && result.layers.allSatisfy { $0.epoch == 5 })
    let first = try #require(result.layers.first)
    let noise = try #require(first.metrics[.nrc1Start])
    #expect(noise == first.metrics[.nrc1Rank] ?? first.metrics[.nrc1])
    #expect(result.metrics[.targetStableRank] != nil)
    #expect(lab.words.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
  }

  @Test func `its files are unpacked once, read-only, and it starts among them`() throws {
    let lab = try CommandLab()
    let bundle = CodeBundle([
      .init(
        "train.sh", Array("#!/bin/sh\npwd; cat lib/word.txt; echo x > new || echo read-only\n".utf8),
        isExecutable: true),
      .init("lib/word.txt", Array("word\n".utf8)),
    ])
    let archive = lab.folder + "/code.tar"
    try Data(bundle.archive).write(to: URL(fileURLWithPath: archive))
    var spec = Specification(blank: .command, dataset: .file(bundle.id), arguments: [], seed: 1)
    spec[.command] = ["./train.sh"]
    spec[.metrics] = []
    _ = try lab.run(spec, dataPath: archive)
    try FileManager.default.removeItem(atPath: archive)
    _ = try lab.run(spec, dataPath: archive)
    let lines = lab.words.split(separator: "\n")
    #expect(lines.count { $0 == "word" } == 2)
    #expect(lines.count { $0 == "\(lab.folder)/code/\(bundle.id)" } == 2)

    var other = spec
    other[.dataset] = .file(CodeBundle([]).id)
    try Data(bundle.archive).write(to: URL(fileURLWithPath: archive))
    let failure = #expect(throws: TrialFailure.self) { try lab.run(other, dataPath: archive) }
    #expect(failure?.description.contains("does not hold the program's files as they were planned") == true)
  }

  @Test func `a program that was edited after planning is not run in its own folder`() throws {
    let lab = try CommandLab()
    let bundle = CodeBundle([
      CodeBundle.File("a.sh", Array("echo old".utf8)), CodeBundle.File("b/c.txt", [1]),
    ])
    let archive = lab.folder + "/a" + CodeBundle.ending
    try Data(bundle.archive).write(to: URL(fileURLWithPath: archive))
    var spec = Specification(blank: .command, dataset: .file(bundle.id), arguments: [], seed: 1)
    spec[.command] = ["/bin/sh", "a.sh"]
    spec[.metrics] = []
    lab.manner.folder = lab.folder
    func put(_ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: lab.folder + "/a.sh"))
    }
    // What is nowhere in the folder is not compared.
    try put("echo old")
    _ = try lab.run(spec, dataPath: archive)
    #expect(lab.words == "old\n")
    try put("echo new")
    let failure = #expect(throws: TrialFailure.self) { try lab.run(spec, dataPath: archive) }
    #expect(
      failure?.description
        == "'\(lab.folder)/a.sh' was changed after the sweep was planned. Plan it again, as a changed program makes other "
        + "trials; or put the file back and say 'fathom retry'.")
    #expect(failure?.failure == .badInput && lab.words == "old\n")
    try put("echo old")
    _ = try lab.run(spec, dataPath: archive)
    #expect(lab.words == "old\nold\n")
  }

  @Test func `a checkpoint folder is the same for every attempt of a trial, and nobody else's`() throws {
    let lab = try CommandLab()
    let spec = lab.spec(
      "cat $FATHOM_CHECKPOINT/n 2>/dev/null; echo 1 >> $FATHOM_CHECKPOINT/n; echo x > $FATHOM_OUT/y; ls $FATHOM_OUT"
    )
    for _ in 0..<3 { _ = try lab.run(spec) }
    #expect(lab.words == "y\n1\ny\n1\n1\ny\n")
    var other = spec
    other[.seed] = 8
    _ = try lab.run(other)
    #expect(lab.words.hasSuffix("1\n1\ny\ny\n"))
  }

  @Test func `a worker that runs no programs says so`() throws {
    let lab = try CommandLab()
    let failure = #expect(throws: TrialFailure.self) {
      try Programs(on: .blank).start(lab.spec("exit 0"), dataPath: "")
    }
    #expect(
      failure?.description
        == "This worker runs no programs of users. Start it with '--commands' where they are trusted.")
    #expect(failure?.isLocal == true)
  }

  @Test func `a program that is not there is named`() throws {
    let lab = try CommandLab()
    var spec = lab.spec("")
    spec[.command] = ["no-such-python", "train.py"]
    let failure = #expect(throws: TrialFailure.self) { try lab.run(spec) }
    #expect(failure?.description.hasPrefix("'no-such-python' is not a program on this machine.") == true)
  }
}
