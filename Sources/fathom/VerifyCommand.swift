internal import ArgumentParser
internal import Foundation
internal import Processes
internal import RunStore
internal import SweepModel

/// Proof that every planned trial has exactly one accepted result.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove that every trial has one accepted result.")

  @Argument(help: "A sweep's name or id, or 'last'.") var sweep = "last"
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
    let row = try store.sweep(named: sweep)
    let found = try store.verify(row.id)
    let again = try recompute.map { sample in
      try Recomputation(sample.draw(from: store.trialsWithResults(of: row.id), seed: seed), in: store)
        .run(slots: try slotCount)
    }
    if format.isJSON {
      try Output.json(
        Answer(
          sweep: row.name, id: row.id.description, planned: found.planned, stored: found.stored,
          accepted: found.accepted, missing: found.missing.map(\.description),
          contradicted: found.contradicted.map(\.description), damage: found.damage, proven: found.isProven,
          agreeing: again?.agreeing, differing: again?.differing, notRecomputed: again?.failed))
    } else {
      Output.write(
        "\(row.name): \(found.accepted) of \(found.planned) planned trials have one accepted result.\n")
      for trial in found.missing.prefix(10) { Output.write("  \(trial.short) has none.\n") }
      for trial in found.contradicted.prefix(10) {
        Output.write("  \(trial.short) contradicts its attempts.\n")
      }
      for line in found.damage.prefix(10) { Output.write("  \(line)\n") }
      if let again { Output.write(again.text) }
    }
    if !found.isProven || again?.isSound == false { throw ExitCode(1) }
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
