internal import SweepModel

/// Blocks, and which parameters they may have.
extension SweepFileReader {
  mutating func readBlocks(_ node: YAMLNode, kind: ExperimentKind) -> [SweepFile.Block] {
    if case .list(let items) = node.content, !items.isEmpty {
      return items.map { readBlock($0, kind: kind) }
    }
    return [readBlock(node, kind: kind)]
  }

  private mutating func readBlock(_ node: YAMLNode, kind: ExperimentKind) -> SweepFile.Block {
    let problemsBefore = problems.all.count
    guard case .mapping(let entries) = node.content else {
      refuse(node, "parameters", expected: "a mapping from parameter to values")
      return SweepFile.Block(line: node.line, axes: [], isSound: false)
    }
    var axes: [SweepFile.Axis] = []
    for entry in entries {
      let (key, line) = (entry.key, entry.line)
      if let parameter = Declaration.named[key] {
        guard let values = readValues(entry.value, parameter) else { continue }
        axes.append(SweepFile.Axis(parameter: parameter, line: line, values: values))
      } else if keys.contains(key) {
        problems.add("'\(key)' does not belong here. Put it at the top level of the file.", at: line)
      } else if key == Parameter.seed.name {
        problems.add(
          "'\(key)' does not belong here. Put it at the top level of the file, as 'seeds'.", at: line)
      } else {
        problems.add(unknownKey: entry, in: "parameters", known: Declaration.table.map(\.name))
      }
    }
    let dataset = Parameter.dataset
    let datasets = axes.first { $0.parameter == dataset }?.values.map(\.description)
    if !gridIsSound || (datasets == nil && entries.contains { $0.key == dataset.name }) {
      // What the parameters would have to suit could not be read.
    } else if datasets == nil, kind.needsData {
      problems.add(missingKey: dataset.name, expected: "\(dataset.domain) in this block", at: node.line)
    } else {
      for axis in axes {
        for written in datasets ?? [DataSource.none.rawValue] {
          if let sentence = misuse(of: axis.parameter, on: written, in: kind) {
            problems.add(sentence, at: axis.line)
          }
        }
      }
    }
    return SweepFile.Block(line: node.line, axes: axes, isSound: problems.all.count == problemsBefore)
  }

  /// Why the parameter means nothing to the dataset, if so.
  private func misuse(of parameter: Declaration, on written: String, in kind: ExperimentKind) -> String? {
    let source = DataSource(rawValue: written) ?? .file
    if parameter == Parameter.dataset {
      if kind.sources.contains(source) { return nil }
      let targets = kind.targets == .classes ? "numbers" : "classes"
      return
        "'dataset' is '\(written)', whose targets are \(targets), and 'experiment' is '\(kind.name)'. "
        + (kind.targets == .classes
          ? "Choose 'gaussian-clusters' or a data file with labels."
          : "Choose 'teacher' or a data file, or write 'experiment: classification'.")
    }
    guard kind.has(parameter, on: source) else {
      let reason =
        switch source {
        case _ where !kind.has(parameter): "means nothing to experiment '\(kind.name)'"
        case .none: "means nothing without 'dataset'"
        case .file: "means nothing with the data file '\(written)'"
        case .teacher, .gaussianClusters: "means nothing with dataset '\(written)'"
        }
      return Self.inapplicable(parameter.name, reason)
    }
    guard parameter == Parameter.targetColumns, !DataFacts.isTable(written) else { return nil }
    return Self.inapplicable(parameter.name, "is for CSV and .npy files, and 'dataset' is '\(written)'")
  }

  static func inapplicable(_ name: String, _ reason: String) -> String {
    "'\(name)' \(reason). Remove it, or give it in a block of its own."
  }
}
