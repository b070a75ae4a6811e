internal import Glibc
internal import Processes

/// Runs one of the batch system's programs to its end and reads what it says.
struct BatchCommand {
  var words: [String]
  var environment: [String: String]
  var limit = Duration.seconds(60)

  /// Why it gave no answer, in one line.
  struct Refusal: Error { var reason: String }

  /// Standard output and standard error together.
  ///
  /// - Throws: `Refusal` when it cannot be started, takes too long or ends with an error.
  func answer(input: String = "") throws -> String {
    let child: ChildProcess
    do {
      // The shell finds the program by PATH and joins the two outputs.
      child = try ChildProcess(
        path: "/bin/sh", arguments: ["-c", "exec \"$@\" 2>&1", "sh"] + words, environment: environment)
    } catch { throw Refusal(reason: error.description) }
    if !input.isEmpty { _ = input.withCString { Glibc.write(child.input, $0, strlen($0)) } }
    child.closeInput()
    let deadline = ContinuousClock.now + limit
    let text = Self.readAll(child.output, until: deadline)
    guard let text, let ending = child.end(within: max(.zero, deadline - .now)) else {
      child.end(within: .zero)
      throw Refusal(reason: "'\(words[0])' did not end within \(limit)")
    }
    guard ending == .status(0) else {
      let said = text.split(whereSeparator: \.isNewline).joined(separator: "; ")
      throw Refusal(reason: said.isEmpty ? "'\(words[0])' ended with \(ending)" : said)
    }
    return text
  }

  private static func readAll(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> String? {
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return nil }
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, Int32(left)) > 0 else { continue }
      let count = read(descriptor, &bytes, bytes.count)
      if count > 0 { text += bytes.prefix(count) } else if count == 0 || errno != EINTR { break }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
