internal import SweepModel
internal import SweepText

/// Blocks, and which parameters they may have.
extension SweepFileReader {
  mutating func readBlocks(_ node: YAMLNode, kind: ExperimentKind) -> [SweepFile.Block] {
    if case .list(let items) = node.content, !items.isEmpty {
      return items.flatMap { readBlock($0, kind: kind) }
    }
    return readBlock(node, kind: kind)
  }

  /// A block for each model.
  private mutating func readBlock(_ node: YAMLNode, kind: ExperimentKind) -> [SweepFile.Block] {
    let problemsBefore = problems.all.count
    guard case .mapping(let entries) = node.content else {
      refuse(node, "parameters", expected: "a mapping from parameter to values")
      return [SweepFile.Block(line: node.line, axes: [], isSound: false)]
    }
    let axes = readAxes(entries)
    let written = SweepFile.Block(line: node.line, axes: axes, isSound: true)
    let blocks = written.bySetting().flatMap { kind.has(Parameter.model) ? $0.byModel(&problems) : [$0] }
    let dataset = Parameter.dataset
    let datasets = written.axis(dataset)?.values.map(\.description)
    if !gridIsSound || (datasets == nil && entries.contains { $0.key == dataset.name }) {
      // What the parameters would have to suit could not be read.
    } else if datasets == nil, kind.needsData {
      problems.add(missingKey: dataset.name, expected: "\(dataset.domain) in this block", at: node.line)
    } else {
      let given = entries.map(\.key)
      for block in blocks { check(block, on: datasets ?? [DataSource.none.rawValue], in: kind, given) }
    }
    let isSound = problems.all.count == problemsBefore
    return blocks.map { SweepFile.Block(line: $0.line, axes: $0.axes, isSound: isSound) }
  }

  private mutating func readAxes(_ entries: [YAMLNode.Entry]) -> [SweepFile.Axis] {
    var axes: [SweepFile.Axis] = []
    for entry in entries {
      let (key, line) = (entry.key, entry.line)
      if let parameter = Declaration.named[key] {
        if let axis = drawnAxis(entry, parameter) {
          axes.append(contentsOf: axis)
          continue
        }
        guard let (node, hasUnset) = withoutNull(entry.value, parameter) else { continue }
        guard let values = node.map({ readValues($0, parameter) }) ?? [] else { continue }
        var axis = SweepFile.Axis(parameter: parameter, line: line, values: values, hasUnset: hasUnset)
        // A model makes a block of its own.
        if draws, values.count + (hasUnset ? 1 : 0) > 1, parameter != Parameter.model { axis.draw() }
        axes.append(axis)
      } else if keys.contains(key) {
        problems.add("'\(key)' does not belong here. Put it at the top level of the file.", at: line)
      } else if key == Parameter.seed.name {
        problems.add(
          "'\(key)' does not belong here. Put it at the top level of the file, as 'seeds'.", at: line)
      } else {
        refuseUnknown(entry)
      }
    }
    return axes
  }

  /// Notes each parameter that means nothing to the block's trials, and each without which there is no model.
  ///
  /// - Parameter given: every key of the block, readable or not.
  private mutating func check(
    _ block: SweepFile.Block, on datasets: [String], in kind: ExperimentKind, _ given: [String]
  ) {
    let model = block.model
    for axis in block.axes {
      guard axis.parameter.models.contains(model) || !kind.has(axis.parameter) else {
        let reason = "means nothing to model '\(model.rawValue)'"
        problems.add(Self.inapplicable(axis.parameter.name, reason), at: axis.line)
        continue
      }
      for written in datasets {
        if let sentence = misuse(of: axis.parameter, on: written, in: kind) {
          problems.add(sentence, at: axis.line)
        }
      }
    }
    guard model != .mlp else { return }
    for needed in [Parameter.blocks, Parameter.stages] as [Declaration]
    where needed.models.contains(model) && block.axis(needed) == nil && !given.contains(needed.name) {
      problems.add(
        missingKey: needed.name, expected: "\(needed.domain), with model '\(model.rawValue)'", at: block.line)
    }
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
        case .teacher, .gaussianClusters, .scenes: "means nothing with dataset '\(written)'"
        }
      return Self.inapplicable(parameter.name, reason)
    }
    if parameter == Parameter.targetColumns, !DataFacts.isTable(written) {
      return Self.inapplicable(parameter.name, "is for CSV and .npy files, and 'dataset' is '\(written)'")
    }
    if parameter == Parameter.header, !DataFacts.isText(written) {
      return Self.inapplicable(
        parameter.name, "is for text files such as .csv, and 'dataset' is '\(written)'")
    }
    return nil
  }

  static func inapplicable(_ name: String, _ reason: String) -> String {
    "'\(name)' \(reason). Remove it, or give it in a block of its own."
  }
}
