internal import Expressions
internal import SweepModel
internal import SweepText

/// The sections that sweeps of a program have beside every sweep's, W&B's among them.
extension SweepFileReader {
  static let commandKeys = [
    "program", "command", "metric", "early_terminate", "files", "environment", "cwd", "signal", "wandb",
    "batch",
  ]
  /// What W&B's service needs and nobody needs here.
  static let idleKeys = ["project", "entity", "description", "apiVersion", "kind", "controller"]
  /// What W&B knows and no sweep of ours can do, and why.
  static let foreignKeys = [
    "job": "starts a job of W&B Launch", "image_uri": "starts a container of W&B Launch",
    "scheduler": "names a search of W&B Launch", "metrics": "is for a search with several goals",
  ]
  private static let signals = ["TERM", "INT", "HUP", "USR1", "USR2"]

  mutating func readCommand(_ sections: [String: YAMLNode], at line: Int, _ file: inout SweepFile) {
    var manner = file.command.manner ?? CommandManner()
    file.command.line = line
    if let node = sections["program"] { file.command.program = relativePath(node, "program") }
    readWords(sections["command"], at: line, &file)
    if let node = sections["metric"] { readMetric(node, &manner) }
    if let node = sections["early_terminate"] { readEarlyTermination(node, file, manner) }
    if let node = sections["files"] {
      file.command.files = texts(node, "files").filter { isRelative($0, node, "files") }
    }
    if let node = sections["environment"] { readEnvironment(node, &file) }
    if let node = sections["cwd"] { manner.folder = path(node, "cwd") }
    if let node = sections["signal"] {
      let name = node.text.map { $0.hasPrefix("SIG") ? String($0.dropFirst(3)) : $0 }
      let plain = YAMLNode(line: node.line, content: name.map { .scalar($0, isPlain: true) } ?? node.content)
      manner.signal = word(plain, "signal", among: Self.signals) ?? manner.signal
    }
    if let node = sections["wandb"] { manner.readsWandb = flag(node, "wandb") }
    manner.folder = overrides.folder ?? manner.folder
    file.command.manner = manner
  }

  private mutating func readWords(_ node: YAMLNode?, at line: Int, _ file: inout SweepFile) {
    guard let node else {
      guard file.command.program != nil else {
        problems.add(
          "nothing says what to run: neither 'program' nor 'command' is given. Give '--program FILE', or write 'program: "
            + "train.py'. Fathom's own experiments are named by 'experiment'.", at: line)
        return
      }
      return file.command.words = CommandMacros.standard.map { filled($0, file, at: line) }
    }
    guard case .list(let items) = node.content, !items.isEmpty else {
      let hint = node.text.map { text in
        text.isEmpty ? nil : "Write [\(text.split(separator: " ").joined(separator: ", "))]."
      }
      return refuse(
        node, "command", expected: "a list with at least one word" + (hint?.map { ". \($0)" } ?? ""))
    }
    file.command.words = items.compactMap { item in
      guard let text = item.text, !text.unicodeScalars.contains("\0") else {
        return refuse(item, "command", found: "a list with " + item.found, expected: "words")
      }
      return filled(text, file, at: item.line)
    }
  }

  private mutating func filled(_ word: String, _ file: SweepFile, at line: Int) -> String {
    let macros = CommandMacros(program: file.command.program, variable: variable)
    switch macros.filled(word) {
    case .success(let text): return text
    case .failure(let fault):
      problems.add("'\(word.shortened)' in 'command' \(fault.words).", at: line)
      return word
    }
  }

  private mutating func readMetric(_ node: YAMLNode, _ manner: inout CommandManner) {
    guard let entries = entries(node, "metric", ["name", "goal", "target", "impute", "impute_while_running"])
    else {
      return
    }
    var goal = "minimize"
    var name: String?
    var idle: [String] = []
    for entry in entries {
      switch entry.key {
      case "name": name = text(entry.value, "name' of 'metric")
      case "goal": goal = word(entry.value, "goal", among: ["minimize", "maximize"]) ?? goal
      case "target":
        if case .failure(let fault) = number(entry.value) {
          refuse(entry.value, "target", expected: "a number" + (fault.hint.map { ". \($0)" } ?? ""))
        }
        idle.append("target")
      default: idle.append(entry.key)
      }
    }
    if !entries.contains(where: { $0.key == "name" }) {
      problems.add(
        missingKey: "name", expected: "the name of what the program reports in 'metric'", at: node.line)
    }
    if !idle.isEmpty {
      notes.append(
        "\(listed(idle)) of 'metric' \(idle.count == 1 ? "does" : "do") nothing here: every trial is run.")
    }
    manner.metric = name.map { CommandManner.Metric($0, isMaximized: goal == "maximize") }
  }

  /// Read so that a mistake is told, and not acted upon.
  private mutating func readEarlyTermination(_ node: YAMLNode, _ file: SweepFile, _ manner: CommandManner) {
    let name = "early_terminate"
    guard let entries = entries(node, name, ["type", "min_iter", "max_iter", "s", "eta", "strict"]) else {
      return
    }
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }
    for entry in entries {
      let place = "\(entry.key)' of '\(name)"
      switch entry.key {
      case "type": _ = word(entry.value, place, among: ["hyperband"])
      case "strict": _ = flag(entry.value, place)
      case "eta":
        if case .success(let number) = number(entry.value), number.value > 1 { continue }
        refuse(entry.value, place, expected: "a number above 1")
      default: _ = integer(entry.value, place, 1...Int.max)
      }
    }
    if !has("type") { problems.add(missingKey: "type", expected: "'hyperband' in '\(name)'", at: node.line) }
    if !has("min_iter"), !(has("max_iter") && has("s")) {
      problems.add(
        missingKey: "min_iter", expected: "it, or 'max_iter' with 's', in '\(name)'", at: node.line)
    }
    notes.append("'\(name)' is read and stops nothing here: every trial runs to its end.")
  }

  private mutating func readEnvironment(_ node: YAMLNode, _ file: inout SweepFile) {
    guard case .mapping(let entries) = node.content else {
      return refuse(node, "environment", expected: "a mapping from variable to text")
    }
    file.command.environment = entries.compactMap { entry in
      let isName =
        entry.key.utf8.first.map { $0 == 95 || $0 >= 65 } == true
        && entry.key.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
      guard isName, !entry.key.hasPrefix("FATHOM_") else {
        problems.add(
          "'\(entry.key.shortened)' in 'environment' is no variable that a sweep can set. Use letters, digits and '_', and "
            + "none of Fathom's own.", at: entry.line)
        return nil
      }
      guard let text = entry.value.text, !text.unicodeScalars.contains("\0") else {
        return refuse(entry.value, entry.key, expected: "a text")
      }
      return "\(entry.key)=\(filled(text, file, at: entry.line))"
    }.sorted()
  }

  mutating func readCommandResource(_ entry: YAMLNode.Entry, _ file: inout SweepFile) {
    var manner = file.command.manner ?? CommandManner()
    switch entry.key {
    case "gpus": manner.gpus = integer(entry.value, "gpus", 0...1024) ?? 0
    case "cpus": manner.cpus = integer(entry.value, "cpus", 1...4096) ?? 1
    default:
      let grace = entry.value.text.flatMap { ScalarText.duration($0) }.map { Int($0 / .seconds(1)) }
      if let grace, grace <= 86_400 {
        manner.graceSeconds = grace
      } else {
        refuse(entry.value, "grace", expected: "whole numbers with units up to a day, such as 30s or 5m")
      }
    }
    file.command.manner = manner
  }

  mutating func readTolerance(_ node: YAMLNode, _ file: inout SweepFile) {
    guard case .success(let number) = number(node), (0..<1).contains(number.value) else {
      return refuse(node, "rtol", expected: "a number from 0 to below 1")
    }
    file.command.manner = file.command.manner ?? CommandManner()
    file.command.manner?.tolerance = number.value
  }
}

extension SweepFileReader {
  mutating func text(_ node: YAMLNode, _ name: String) -> String? {
    guard let text = node.text, !node.isEmpty, !text.isEmpty, text.utf8.count <= 1000,
      !text.unicodeScalars.contains(where: { $0.value < 32 })
    else { return refuse(node, name, expected: "a text of one line") }
    return text
  }

  private mutating func texts(_ node: YAMLNode, _ name: String) -> [String] {
    guard case .list(let items) = node.content, !items.isEmpty else {
      refuse(node, name, expected: "a list of texts")
      return []
    }
    return items.compactMap { text($0, name) }
  }

  mutating func flag(_ node: YAMLNode, _ name: String) -> Bool? {
    guard case .scalar(let text, isPlain: true) = node.content, let flag = ScalarText.flag(text) else {
      return refuse(node, name, expected: ParameterDomain.flag.description)
    }
    return flag
  }

  private mutating func relativePath(_ node: YAMLNode, _ name: String) -> String? {
    text(node, name).flatMap { isRelative($0, node, name) ? $0 : nil }
  }

  private mutating func isRelative(_ path: String, _ node: YAMLNode, _ name: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if !path.hasPrefix("/"), !parts.contains("..") { return true }
    return refuse(
      node, name, found: "'\(path.shortened)'",
      expected: "a path below the sweep file's folder or the current one, such as 'src/train.py'") ?? false
  }

  /// Relative to the sweep file's folder.
  private mutating func path(_ node: YAMLNode, _ name: String) -> String? {
    text(node, name).map { path in
      guard !path.hasPrefix("/"), let slash = problems.path.lastIndex(of: "/") else { return path }
      return problems.path[...slash] + path
    }
  }
}

/// `'a', 'b' and 'c'`.
func listed(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }
  guard quoted.count > 1 else { return quoted.joined() }
  return quoted.dropLast().joined(separator: ", ") + " and " + quoted[quoted.count - 1]
}
