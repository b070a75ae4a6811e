/// What this build can run, among the words that the language knows. A later build widens it here.
enum Runnable {
  static let words: [String: [String]] = [
    "method": ["grid"],
    "experiment": Experiment.words,
  ]

  /// The words that run in place of `word`, or `nil` when `word` itself runs.
  static func alternatives(to word: String, for name: String) -> [String]? {
    guard let words = words[name], !words.contains(word) else { return nil }
    return words
  }
}

extension Parameter {
  /// The words of a choice that this build can run; the others come in a later version.
  package var runnableWords: [String]? { Runnable.words[name] }
}
