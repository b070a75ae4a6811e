internal import SweepModel
internal import SweepText

/// What tells a file of W&B's, and what is made of it.
extension SweepFileReader {
  /// W&B takes a file whose keys all stand under 'sweep' as well.
  static func unwrapped(_ entries: [YAMLNode.Entry]) -> [YAMLNode.Entry] {
    guard let wrapper = entries.first(where: { $0.key == "sweep" }),
      case .mapping(let inner) = wrapper.value.content
    else { return entries }
    return entries.filter { $0.key != "sweep" } + inner
  }

  /// Whether the file is about a program of one's own: it says so, or it is one of W&B's that leaves the program to whoever
  /// starts it, which has no parameter that is known here.
  static func isCommand(_ entries: [YAMLNode.Entry]) -> Bool {
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }
    if has("program") || has("command") { return true }
    if let experiment = entries.first(where: { $0.key == Parameter.experiment.name }) {
      return experiment.value.text == ExperimentKind.command.name
    }
    guard let parameters = entries.first(where: { $0.key == "parameters" }),
      case .mapping(let given) = parameters.value.content, !given.isEmpty,
      !given.contains(where: { $0.key == Parameter.dataset.name })
    else { return false }
    return ["metric", "early_terminate", "project", "entity"].contains(where: has)
  }

  mutating func sections(of entries: [YAMLNode.Entry], isCommand: Bool) -> [String: YAMLNode] {
    var sections: [String: YAMLNode] = [:]
    var idle: [String] = []
    for entry in entries {
      if keys.contains(entry.key) {
        sections[entry.key] = entry.value
      } else if Self.idleKeys.contains(entry.key) {
        idle.append(entry.key)
      } else if let reason = Self.foreignKeys[entry.key] {
        problems.add("'\(entry.key)' \(reason), which Fathom does not have. Remove it.", at: entry.line)
      } else if Self.commandKeys.contains(entry.key) {
        problems.add("'\(entry.key)' belongs to 'experiment: command'. Remove it.", at: entry.line)
      } else if Declaration.named[entry.key] != nil {
        problems.add("'\(entry.key)' does not belong here. Put it under 'parameters'.", at: entry.line)
      } else {
        problems.add(unknownKey: entry, known: keys)
      }
    }
    if !idle.isEmpty {
      notes.append(
        "\(listed(idle)) \(idle.count == 1 ? "means" : "mean") nothing here and \(idle.count == 1 ? "is" : "are") left out."
      )
    }
    return sections
  }

  /// W&B takes any text for a name, and this one names files and selects sweeps.
  mutating func readForeignName(_ node: YAMLNode, _ file: inout SweepFile) {
    guard let text = text(node, "name") else { return }
    let name = String(Self.asName(text).drop { "-.".contains($0) }.prefix(100))
    file.name = name.isEmpty || Self.isReserved(name) || DataID(name) != nil ? "sweep-\(name)" : name
    if file.name != text { notes.append("The sweep is called '\(file.name)' here.") }
  }

  /// A program beside an experiment of ours.
  mutating func refuseProgram(_ sections: [String: YAMLNode], of file: SweepFile) {
    let key = sections["program"] == nil ? "command" : "program"
    problems.add(
      "'\(key)' starts a program of one's own, and 'experiment' is '\(file.kind.name)'. Remove one of them.",
      at: sections[Parameter.experiment.name]?.line ?? 1)
    gridIsSound = false
  }
}
