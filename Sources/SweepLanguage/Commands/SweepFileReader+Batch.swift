internal import SweepModel
internal import SweepText

extension SweepFileReader {
  /// `batch: {max: 64, same: [depth, width]}`: one process for many trials. Read once the parameters are known.
  mutating func readBatch(_ node: YAMLNode, _ file: inout SweepFile) {
    guard let entries = entries(node, "batch", ["max", "same"]) else { return }
    var batch = CommandManner.Batch(max: 0, same: [])
    for entry in entries {
      if entry.key == "max" {
        batch.max = integer(entry.value, "max' of 'batch", 1...CommandManner.Batch.most) ?? 1
      } else {
        batch.same = names(entry.value, of: file)
      }
    }
    if batch.max == 0 {
      problems.add(missingKey: "max", expected: "the most trials of one process in 'batch'", at: node.line)
    }
    if file.command.manner?.readsWandb == true {
      problems.add(
        "'wandb: true' reads what the W&B client of one trial left, and 'batch' gives a process several trials. Remove one "
          + "of them.", at: node.line)
    }
    file.command.manner?.batch = batch
  }

  /// Parameters of the file, or what several of them lie under.
  private mutating func names(_ node: YAMLNode, of file: SweepFile) -> [String] {
    guard case .list(let items) = node.content else {
      refuse(node, "same", expected: "a list of parameters, such as [depth, width]")
      return []
    }
    let axes = file.blocks.flatMap(\.axes).map(\.parameter.name)
    let known = Set(axes + (file.command.seedIsArgument ? [Parameter.seed.name] : []))
    return items.compactMap { item in
      guard let name = text(item, "same' of 'batch") else { return nil }
      if known.contains(name) || known.contains(where: { $0.hasPrefix(name + ".") }) { return name }
      let hint = nearestName(to: name, among: known.sorted()).map { " Did you mean '\($0)'?" } ?? ""
      problems.add(
        "'\(name.shortened)' in 'same' of 'batch' is no parameter of this sweep.\(hint)", at: item.line)
      return nil
    }
  }
}
