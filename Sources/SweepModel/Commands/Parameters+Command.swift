internal import Synchronization

extension Parameter where Field == [String] {
  package static let command: Parameter<[String]> = Parameter(
    "command", .texts, .required, .command,
    "the words that start a program; ${args} and its like stand for the parameters")
  package static let environment: Parameter<[String]> = Parameter(
    "environment", .texts, .unwritten([]), .command,
    "what the program's environment has more: NAME=VALUE, sorted")
}

extension Parameter where Field == Int {
  package static let interface: Parameter<Int> = Parameter(
    "interface", .integer(1...1000), .value(CommandTrial.currentInterface), .command,
    "version of what a program is given and may say")
}

extension Parameter where Field == Bool {
  package static let seedArgument: Parameter<Bool> = Parameter(
    "seed_argument", .flag, .unwritten(false), .command, "whether 'seed' is among the program's arguments")
}

extension Declaration {
  private static let arguments = Mutex<[[String]: Declaration]>([:])

  /// A parameter of a program, under the name that its sweep file gives it; the same for the same path.
  ///
  /// - Parameter path: its name, after those of the mappings that it lies in.
  /// - Returns: `nil` for a path that is none.
  package static func argument(_ path: [String]) -> Declaration? {
    guard (1...ParameterValue.deepest).contains(path.count), path.allSatisfy(isArgumentName) else {
      return nil
    }
    return arguments.withLock { known in
      if let declaration = known[path] { return declaration }
      let declaration = Parameter<ParameterValue>(
        path.joined(separator: "."), .free, .derived("not set") { _, _ in nil }, .argument, path: path,
        "an argument of the program")
      known[path] = declaration
      return declaration
    }
  }

  /// A letter or `_`, and then letters, digits, `_`, `.` and `-`; ASCII, at most 100.
  package static func isArgumentName(_ name: String) -> Bool {
    let isStart = { (byte: UInt8) in
      (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }
    guard let first = name.utf8.first, isStart(first), name.utf8.count <= 100 else { return false }
    return name.utf8.allSatisfy { byte in
      isStart(byte) || (48...57).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
  }
}

extension ParameterValue: ParameterField {
  package init?(_ value: ParameterValue) { self = value }
  package var parameterValue: ParameterValue { self }

  /// Lists and mappings are at most so deep in each other.
  package static let deepest = 20
}
