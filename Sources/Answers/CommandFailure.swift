/// Why a command stops. Bad input ends with 2 and has started nothing; everything else ends with 1.
package struct CommandFailure: Error, Sendable, CustomStringConvertible {
  /// A sentence each.
  package let lines: [String]
  package let status: Int32

  package var description: String { lines.joined(separator: "\n") }

  package static func badInput(_ lines: [String]) -> CommandFailure {
    CommandFailure(lines: lines, status: 2)
  }
  /// `text` is a sentence a line.
  package static func badInput(_ text: String) -> CommandFailure {
    badInput(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }
  package static func failed(_ line: String) -> CommandFailure { CommandFailure(lines: [line], status: 1) }

  /// Refuses what an option may not be; `remark` goes on with the sentence.
  package static func check(
    _ option: String, _ value: Int, in range: ClosedRange<Int>, _ remark: String = ""
  ) throws {
    guard range.contains(value) else {
      throw badInput(
        "'\(option)' is '\(value)'. Give a number from \(range.lowerBound) to \(range.upperBound)\(remark).")
    }
  }

  /// On standard error as text; as JSON also as the one value on standard output.
  package func show(as format: Format) {
    for line in lines { Output.say(line) }
    // A closed pipe leaves nobody to tell.
    if format == .json { try? Output.write(Output.jsonText(["errors": lines])) }
  }
}

/// What goes wrong here is the caller's to mend: bad input, nothing was started.
package func asInput<Value, Failure: Error & CustomStringConvertible>(
  _ body: () throws(Failure) -> Value
) throws -> Value {
  do { return try body() } catch { throw CommandFailure.badInput(error.description) }
}
