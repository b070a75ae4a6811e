internal import ArgumentParser
internal import SweepLanguage

/// What a command says in place of its sweep file.
struct SweepChoices: ParsableArguments {
  @Option(help: ArgumentHelp("The program of a W&B sweep that names none.", valueName: "file"))
  var program: String?
  @Option(help: "grid or random, in place of the file's method.") var method: String?
  @Option(help: ArgumentHelp("At most so many trials, seeds included.", valueName: "n")) var runCap: Int?

  var overrides: SweepOverrides { SweepOverrides(method: method, program: program, runCap: runCap) }
}
