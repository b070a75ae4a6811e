internal import ArgumentParser
internal import RunStore
internal import SweepModel

/// Proof that every planned trial has exactly one accepted result.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove that every planned trial has exactly one accepted result.")

  @Argument(help: "A sweep's name or id, or 'last'.") var sweep = "last"
  @OptionGroup var store: StoreOption
  @OptionGroup var format: FormatOption

  private struct Answer: Encodable {
    var sweep, id: String
    var planned, stored, accepted: Int
    var missing, contradicted, damage: [String]
    var proven: Bool
  }

  func run() throws {
    let store = try store.openForReading()
    let row = try store.sweep(named: sweep)
    let found = try store.verify(row.id)
    if format.isJSON {
      try Output.json(
        Answer(
          sweep: row.name, id: row.id.description, planned: found.planned, stored: found.stored,
          accepted: found.accepted, missing: found.missing.map(\.description),
          contradicted: found.contradicted.map(\.description), damage: found.damage, proven: found.isProven))
    } else {
      Output.write(
        "\(row.name): \(found.accepted) of \(found.planned) planned trials have one accepted result.\n")
      for trial in found.missing.prefix(10) { Output.write("  \(trial.short) has none.\n") }
      for trial in found.contradicted.prefix(10) {
        Output.write("  \(trial.short) contradicts its attempts.\n")
      }
      for line in found.damage.prefix(10) { Output.write("  \(line)\n") }
    }
    if !found.isProven { throw ExitCode(1) }
  }
}
