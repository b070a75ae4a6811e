internal import Answers

/// What sbatch's own arguments say about a job.
enum SbatchArguments {
  /// The cores a task is given, and so the trials that its worker runs at once: 1 without `-c`.
  ///
  /// - Throws: what to say when the arguments leave it open.
  static func cores(in arguments: [String]) throws -> Int {
    var words = arguments[...]
    var cores = 1
    while let word = words.popFirst() {
      if word == "--exclusive" || word.hasPrefix("--exclusive=") {
        throw CommandFailure.badInput(
          "'--exclusive' gives whole nodes. Say with '--slots' how many cores one has.")
      }
      let value: String
      if word == "-c" || word == "--cpus-per-task" {
        value = words.popFirst() ?? ""
      } else if word.hasPrefix("--cpus-per-task=") {
        value = String(word.dropFirst("--cpus-per-task=".count))
      } else if word.hasPrefix("-c"), !word.hasPrefix("--") {
        value = String(word.dropFirst(2))
      } else {
        continue
      }
      guard let number = Int(value), number > 0 else {
        throw CommandFailure.badInput("sbatch's '-c' is '\(value)'. Give a number of cores.")
      }
      cores = number
    }
    return cores
  }
}
