import Foundation
import Testing

/// `make chaos`: about five minutes, so only when asked for. FATHOM_CHAOS=SEED repeats a run's faults, as far as
/// time allows: what they hit depends on the machine.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_CHAOS"] != nil), .serialized)
struct ChaosTests {
  static let trials = number("FATHOM_CHAOS_TRIALS") ?? 2_000

  @Test func `two hundred faults change no result and lose none`() throws {
    let seed = Self.seed()
    print("chaos: seed \(seed), \(Self.trials) trials (FATHOM_CHAOS=\(seed) repeats it)")
    let folder = try TemporaryFolder()
    let sweep = try folder.write("chaos.yaml", Sweeps.chaos(Self.trials))
    let calm = folder.path("calm")
    let start = Date()
    let undisturbed = try Program.run(
      "fathom", ["run", sweep, "--slots", "2", "--store", calm], in: folder, limit: 600)
    #expect(undisturbed.status == 0, "\(undisturbed.errors)")
    let calmSeconds = Date().timeIntervalSince(start)
    print(String(format: "chaos: undisturbed in %.0f s", calmSeconds))

    let lab = try ChaosLab(folder, sweep: sweep, seed: seed)
    print(
      "chaos: full disk is \(lab.disk == nil ? "left out: no tmpfs can be mounted here" : "a tmpfs of 256 MiB")"
    )
    let ended = try Self.rain(on: lab, faults: Self.trials / 10, limit: 900)
    lab.end()
    Self.tell(lab, seconds: Date().timeIntervalSince(start) - calmSeconds)
    #expect(ended, "every trial should end within 15 minutes (seed \(seed))")
    #expect(lab.faultCount >= Self.trials / 10, "seed \(seed)")

    let proof = try Program.run("fathom", ["verify", "--store", lab.store], in: folder)
    #expect(proof.status == 0, "seed \(seed): \(proof.output)\(proof.errors)")
    for table in ["trials", "layers"] {
      let before = try Self.export(table, calm, folder)
      let after = try Self.export(table, lab.store, folder)
      let isEqual = before == after
      #expect(isEqual, "seed \(seed): the table '\(table)' differs")
      #expect(before.split(separator: "\n").count > Self.trials)
    }
  }

  /// Faults come at a pace that spreads them over the sweep.
  private static func rain(on lab: ChaosLab, faults: Int, limit: Double) throws -> Bool {
    let start = Date()
    var lastLook = Date.distantPast
    var share = 0.0
    var next = Date()
    while !lab.isDone, Date().timeIntervalSince(start) < limit {
      try lab.keepAlive()
      if Date().timeIntervalSince(lastLook) > 5 {
        share = try finished(lab) ?? share
        lastLook = Date()
      }
      if Date() >= next, !lab.isDone {
        try lab.strike()
        let isLate = Double(lab.faultCount) < 1.6 * Double(faults) * share + 10
        next = Date(timeIntervalSinceNow: isLate ? 0.15 : 1)
      }
      usleep(20_000)
    }
    return lab.isDone
  }

  private static func finished(_ lab: ChaosLab) throws -> Double? {
    let status = try Program.run(
      "fathom", ["status", "--store", lab.store, "--format", "json"], in: lab.folder)
    let sweeps = try? JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [[String: Any]]
    return (sweeps?.first?["finished"] as? Int).map { Double($0) / Double(trials) }
  }

  private static func tell(_ lab: ChaosLab, seconds: Double) {
    print(String(format: "chaos: %d faults in %.0f s", lab.faultCount, seconds))
    for fault in ChaosLab.Fault.allCases { print("  \(lab.faults[fault, default: 0])  \(fault.rawValue)") }
    print("chaos: recoveries")
    let recoveries = [
      ("coordinators started", "Listening on"), ("workers joined", " joined from "),
      ("workers that fell silent", " is silent; its trials wait again"),
      ("spools delivered for a dead agent", "Delivering "),
      ("attempts lost with their worker", "(lost_worker)"),
      ("attempts crashed", "(crashed)"), ("attempts that stood still", "(timed_out)"),
      ("late reports dropped", "a late report of attempt"),
      ("waits for a full disk that ended", "takes rows again"),
      ("workers set aside", "gets nothing new for"),
    ]
    for (what, sentence) in recoveries { print("  \(lab.said(sentence))  \(what)") }
    print("  \(lab.restored)  stores refused as damaged and restored from a copy")
    print(
      "chaos: frames of bad workers \(lab.fakeFrames.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })"
    )
  }

  /// A table without what may depend on where, when and how often.
  private static func export(_ table: String, _ store: String, _ folder: TemporaryFolder) throws -> String {
    let arguments = ["export", "--table", table, "--format", "csv", "--store", store]
    let ending = try Program.run("fathom", arguments, in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(!ending.output.contains("\""), "a field with quotes cannot be cut at commas")
    let lines = ending.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let free = ["seconds", "time", "worker", "slot", "host", "attempt"]
    let kept = (lines.first ?? []).indices.filter { column in
      !free.contains { lines[0][column].contains($0) }
    }
    return lines.map { line in kept.map { line[$0] }.joined(separator: ",") }.joined(separator: "\n") + "\n"
  }

  private static func seed() -> Int {
    if let seed = number("FATHOM_CHAOS"), seed > 1 { return seed }
    return Int(Date().timeIntervalSince1970)
  }

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }
}

extension Sweeps {
  /// Real trials of well under a tenth of a second each.
  static func chaos(_ trials: Int) -> String {
    """
    name: chaos
    parameters:
      dataset: {value: teacher}
      samples: {value: 400}
      inputs: {value: 10}
      target_dim: {value: 4}
      target_rank: {values: [1, 2]}
      weight_decay: {values: [1.0e-4, 1.0e-3]}
      depth: {value: 4}
      width: {value: 32}
      batch_size: {value: 32}
      epochs: {value: 200}
      init: {value: he_uniform}
    seeds: \(max(1, trials / 4))
    measure: {every: 100, metrics: [nrc, ranks]}
    retry: {max: 100}
    """
  }
}
