import Foundation
import Testing

/// `make chaos` on programs: their processes are struck as well. FATHOM_CHAOS=SEED repeats a run's faults.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_CHAOS"] != nil), .serialized)
struct CommandChaosTests {
  static let trials = 200

  @Test(arguments: [false, true])
  func `two hundred random trials of a program have one result each, and those of a calm run`(
    together: Bool
  ) throws {
    let seed = ProcessInfo.processInfo.environment["FATHOM_CHAOS"].flatMap { Int($0) } ?? 1
    let folder = try TemporaryFolder()
    _ = try folder.write("train.py", together ? Self.programOfMany : Self.program)
    let sweep = try folder.write(
      "chaos.yaml", Self.sweep + (together ? "\nbatch: {max: 8, same: [width]}\n" : ""))
    let calm = folder.path("calm")
    let undisturbed = try Program.run(
      "fathom", ["run", sweep, "--slots", "2", "--store", calm], in: folder, limit: 900)
    #expect(undisturbed.status == 0, "\(undisturbed.errors)")
    let lab = try ChaosLab(folder, sweep: sweep, seed: seed)
    let start = Date()
    var next = Date()
    while !lab.isDone, Date().timeIntervalSince(start) < 900 {
      try lab.keepAlive()
      if Date() >= next, lab.faultCount < 80 {
        try lab.strike()
        next = Date(timeIntervalSinceNow: 0.4)
      }
      usleep(20_000)
    }
    lab.end()
    print(
      "chaos of programs: seed \(seed), \(lab.faultCount) faults in \(Int(Date().timeIntervalSince(start))) s"
    )
    for fault in ChaosLab.Fault.allCases { print("  \(lab.faults[fault, default: 0])  \(fault.rawValue)") }
    #expect(lab.isDone && lab.faultCount > 20, "seed \(seed)")
    let proof = try Program.run("fathom", ["verify", "--store", lab.store], in: folder)
    #expect(proof.status == 0, "seed \(seed): \(proof.output)\(proof.errors)")
    for table in ["trials", "metrics"] {
      let before = try Self.export(table, calm, folder)
      #expect(before == (try Self.export(table, lab.store, folder)), "seed \(seed): '\(table)' differs")
      #expect(before.count > Self.trials)
    }
    // Nothing that a program has started outlives its attempt.
    #expect(wait(40) { Self.strays(of: folder).isEmpty }, "\(Self.strays(of: folder))")
  }

  /// Processes whose words name the test's folder.
  private static func strays(of folder: TemporaryFolder) -> [String] {
    let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return ids.compactMap { id in
      let words = FileManager.default.contents(atPath: "/proc/\(id)/environ").map {
        String(decoding: $0, as: UTF8.self)
      }
      guard let words, words.contains("FATHOM_OUT=" + folder.url.path), ProcessTable.exists(id) else {
        return nil
      }
      return "\(id)"
    }
  }

  /// A table's rows without what may depend on where, when and how often, sorted.
  private static func export(_ table: String, _ store: String, _ folder: TemporaryFolder) throws -> [String] {
    let ending = try Program.run("fathom", ["export", "--table", table, "--store", store], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let lines = ending.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let free = ["seconds", "time", "worker", "slot", "host", "attempt", "core_type", "processor"]
    let kept = (lines.first ?? []).indices.filter { column in !free.contains { lines[0][column].contains($0) }
    }
    return lines.map { line in kept.map { line[$0] }.joined(separator: ",") }
  }

  private static let sweep = """
    name: chaos-of-programs
    program: train.py
    method: random
    metric: {name: loss}
    command: ["python3", "${program}", "${args}"]
    files: [train.py]
    parameters:
      lr: {distribution: log_uniform_values, min: 1.0e-4, max: 1.0e-1}
      width: {values: [16, 32, 64]}
    seeds: 4
    run_cap: 200
    retry: {max: 100}
    resources: {grace: 1s}
    """

  /// The same figures, of several trials that end one after the other.
  private static let programOfMany = """
    import json, math, os, random, time
    out = os.fdopen(int(os.environ["FATHOM_FD"]), "w")
    trials = json.load(open(os.environ["FATHOM_TRIAL"]))
    for number, trial in enumerate(trials):
        lr, width = trial["parameters"]["lr"], trial["parameters"]["width"]
        random.seed(trial["seed"])
        loss = random.uniform(1, 2)
        for epoch in range(1, 11):
            loss = loss * (1 - math.sqrt(lr)) + 1e-3 / width
        time.sleep(0.1)
        line = {"trial": trial["trial"], "epoch": 10, "loss": loss, "mine": width * loss}
        print(json.dumps(line), file=out, flush=True)
        print(json.dumps({"trial": trial["trial"], "done": True}), file=out, flush=True)
    """

  private static let program = """
    import json, math, os, random, sys, time
    arguments = dict(word.lstrip("-").split("=") for word in sys.argv[1:])
    lr, width, seed = float(arguments["lr"]), int(arguments["width"]), int(os.environ["FATHOM_SEED"])
    out = os.fdopen(int(os.environ["FATHOM_FD"]), "w")
    state = os.path.join(os.environ["FATHOM_CHECKPOINT"], "state.json")
    random.seed(seed)
    start, loss = 0, random.uniform(1, 2)
    if os.path.exists(state):
        start, loss = json.load(open(state))
    for epoch in range(1, 11):
        if epoch > start:
            loss = loss * (1 - math.sqrt(lr)) + 1e-3 / width
            with open(state + ".new", "w") as file:
                json.dump([epoch, loss], file)
            os.replace(state + ".new", state)
            time.sleep(0.03)
        value = loss if epoch >= start else None
    print(json.dumps({"epoch": 10, "loss": loss, "mine": width * loss}), file=out, flush=True)
    print("done")
    """
}
