/// What is wrong with a data file, in a sentence: where, what was found, what was expected, and the next step.
package struct ArrayFileError: Error, CustomStringConvertible {
  package let description: String

  static func file(_ file: String, _ sentence: String) -> Self {
    Self(description: "\(file.shown): \(sentence)")
  }

  /// One line of a text table, counted from 1.
  static func line(_ file: String, _ line: Int, _ sentence: String) -> Self {
    Self(description: "\(file.shown):\(line): \(sentence)")
  }

  /// `sentence` goes on after the array's name.
  static func array(_ name: ArrayName, _ sentence: String) -> Self {
    Self(description: "\(name) \(sentence)")
  }

  /// - `verb`: what the system refused.
  static func cannot(_ verb: String, _ file: String, _ reason: String, _ advice: String) -> Self {
    Self(description: "Cannot \(verb) \(quoted(file)): \(reason). \(advice)")
  }
}

/// Which array is meant: a member of an .npz, or the only array of another file (`member` is `nil`).
struct ArrayName: CustomStringConvertible {
  var file: String
  var member: String?

  /// `runs.npz: 'x_train'`, or `runs.npy: the array`.
  var description: String { "\(file.shown): \(member.map(quoted) ?? "the array")" }
}
