internal import Answers
internal import ArgumentParser
internal import CoordinatorShell
internal import Processes
internal import RunStore
internal import SweepModel

/// Proof that every planned trial has exactly one accepted result.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove that every trial has one accepted result.")

  @Argument(help: Help.sweeps, completion: .sweeps) var sweep = "last"
  @Option(
    help: ArgumentHelp(
      "Compute so many results again on this machine and compare every bit, such as 1% or 20.",
      valueName: "sample"))
  var recompute: Sample?
  @Option(help: "Chooses the sample.") var seed = 0
  @Option(help: "Trials to compute at once; every core by default.") var slots: Int?
  @OptionGroup var store: StoreOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let store = try store.openForReading()
    let selected = try store.sweeps(named: sweep)
    let proofs = try selected.sweeps.map { try proof(of: $0.sweep, $0.limits.manner, in: store) }
    try show(proofs.asAnswer(isList: selected.isList), as: format)
    if !proofs.allSatisfy(\.isSound) { throw ExitCode(1) }
  }

  private func proof(of sweep: SweepRow, _ manner: CommandManner?, in store: Store) throws -> Proof {
    let found = try store.verify(sweep.id)
    let again = try recompute.map { sample in
      let count = slots ?? Cores.current.count
      try CommandFailure.check("--slots", count, in: 1...1024)
      let trials = try sample.draw(from: store.trialsWithResults(of: sweep.id), seed: seed)
      return try Recomputation(trials, manner, in: store).run(slots: count)
    }
    return Proof(sweep, found, again)
  }
}

/// What was found of one sweep.
private struct Proof: Answer, Encodable {
  var sweep, id: String
  var planned, stored, accepted: Int
  var missing, contradicted, damage: [String]
  var proven: Bool
  private var isOver: Bool
  /// With `--recompute`: how many came out as stored, which did not, and which could not be computed, with reasons.
  var agreeing: Int?
  /// By how much numbers may differ, relative, where a program declares them.
  var tolerance: Double?
  var differing: [RecomputedTrials.Differing]?
  var notRecomputed: [String: String]?

  init(_ row: SweepRow, _ found: Verification, _ again: RecomputedTrials?) {
    (sweep, id) = (row.name, row.id.description)
    (planned, stored, accepted) = (found.planned, found.stored, found.accepted)
    (missing, contradicted) = (found.missing.map(\.description), found.contradicted.map(\.description))
    (damage, proven, isOver) = (found.damage, found.isProven, found.isOver)
    (agreeing, differing, notRecomputed) = (again?.agreeing, again?.differing, again?.failed)
    tolerance = again?.tolerance
  }

  private var again: RecomputedTrials? {
    agreeing.map {
      RecomputedTrials(
        agreeing: $0, tolerance: tolerance, differing: differing ?? [], failed: notRecomputed ?? [:])
    }
  }

  var isSound: Bool { proven && again?.isSound != false }

  func text(width: Int) -> String {
    var lines = ["\(sweep): \(accepted) of \(planned) planned trials have one accepted result."]
    if !isOver { lines.append("  It is not over: it may ask for more trials.") }
    lines += missing.prefix(10).map { "  \($0.prefix(8)) has none." }
    lines += contradicted.prefix(10).map { "  \($0.prefix(8)) contradicts its attempts." }
    lines += damage.prefix(10).map { "  \($0)" }
    return lines.map { $0 + "\n" }.joined() + (again?.text ?? "")
  }
}
