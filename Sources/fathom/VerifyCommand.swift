internal import Answers
internal import ArgumentParser
internal import CoordinatorShell
internal import Foundation
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
  @OptionGroup var format: FormatOption

  private struct Answer: Encodable {
    var sweep, id: String
    var planned, stored, accepted: Int
    var missing, contradicted, damage: [String]
    var proven: Bool
    /// With `--recompute`: how many came out as stored, which did not, and which could not be computed, with reasons.
    var agreeing: Int?
    var differing: [RecomputedTrials.Differing]?
    var notRecomputed: [String: String]?
  }

  func run() throws {
    let store = try store.openForReading()
    let selected = try store.sweeps(named: sweep)
    let proofs = try selected.sweeps.map { try Proof($0.sweep, in: store, recomputing: recompute, self) }
    if format.isJSON {
      let answers = proofs.map(\.answer)
      try selected.isList ? Output.json(answers) : Output.json(answers[0])
    } else {
      for proof in proofs { Output.write(proof.text) }
    }
    if !proofs.allSatisfy(\.isSound) { throw ExitCode(1) }
  }

  /// What was found of one sweep.
  private struct Proof {
    let sweep: SweepRow
    let found: Verification
    let again: RecomputedTrials?

    init(_ sweep: SweepRow, in store: Store, recomputing sample: Sample?, _ command: VerifyCommand) throws {
      self.sweep = sweep
      found = try store.verify(sweep.id)
      again = try sample.map { sample in
        let trials = try sample.draw(from: store.trialsWithResults(of: sweep.id), seed: command.seed)
        return try Recomputation(trials, in: store).run(slots: command.slotCount)
      }
    }

    var isSound: Bool { found.isProven && again?.isSound != false }

    var answer: Answer {
      Answer(
        sweep: sweep.name, id: sweep.id.description, planned: found.planned, stored: found.stored,
        accepted: found.accepted, missing: found.missing.map(\.description),
        contradicted: found.contradicted.map(\.description), damage: found.damage, proven: found.isProven,
        agreeing: again?.agreeing, differing: again?.differing, notRecomputed: again?.failed)
    }

    var text: String {
      var lines = [
        "\(sweep.name): \(found.accepted) of \(found.planned) planned trials have one accepted result."
      ]
      lines += found.missing.prefix(10).map { "  \($0.short) has none." }
      lines += found.contradicted.prefix(10).map { "  \($0.short) contradicts its attempts." }
      lines += found.damage.prefix(10).map { "  \($0)" }
      return lines.map { $0 + "\n" }.joined() + (again?.text ?? "")
    }
  }

  private var slotCount: Int {
    get throws {
      let count = slots ?? Cores.current.count
      guard (1...1024).contains(count) else {
        throw CommandFailure.badInput(["'--slots' is '\(count)'. Give a number from 1 to 1024."])
      }
      return count
    }
  }
}
