package import SweepModel
package import SweepText

extension SweepPlan {
  /// Reads one trial: a flat mapping from parameter to value, with `seed`, `experiment`, `measure_every`, `measure_rows`,
  /// `neighbours_apart` and `metrics` beside the parameters. It follows the rules of a sweep of one cell and one seed; nothing is read twice.
  ///
  /// - Parameters:
  ///   - dataset: taken in place of the file's `dataset`.
  ///   - path, data: as for a sweep file.
  package static func trial(
    text: String, path: String, dataset: String? = nil, data: DataReader
  ) throws(SweepProblems) -> SweepPlan {
    var problems = SweepProblems(path: path)
    guard let root = YAMLNode.read(text, problems: &problems), !root.isEmpty || dataset != nil else {
      if problems.all.isEmpty { problems.add(SweepFile.isEmpty, at: 1) }
      throw problems
    }
    guard case .mapping(var entries) = root.isEmpty ? .mapping([]) : root.content else {
      problems.add(noMapping: root)
      throw problems
    }
    if let dataset {
      entries.removeAll { $0.key == Parameter.dataset.name }
      let quoted = YAMLNode(line: 1, content: .scalar(dataset, isPlain: false))
      entries.append(YAMLNode.Entry(key: Parameter.dataset.name, line: 1, value: quoted))
    }
    var reader = SweepFileReader(methods: SweepMethods.all, problems: problems)
    var file = reader.read(sweep(of: entries, at: root.line))
    reader.readSeed(entries, &file)
    reader.requireSingleValues(file)
    var planner = SweepPlanner(file, readBy: reader)
    return try planner.plan(data)
  }

  /// The same as a sweep file would say it; every line stays where it is.
  private static func sweep(of entries: [YAMLNode.Entry], at line: Int) -> YAMLNode {
    let measuring = [
      Parameter.measureEvery.name: "every", Parameter.measureRows.name: "rows",
      Parameter.metrics.name: "metrics", Parameter.neighboursApart.name: Parameter.neighboursApart.name,
    ]
    let experiment = Parameter.experiment.name
    let other = [Parameter.seed.name, experiment] + measuring.keys
    let parameters = entries.filter { !other.contains($0.key) }
    let measure = entries.compactMap { entry in
      measuring[entry.key].map { YAMLNode.Entry(key: $0, line: entry.line, value: entry.value) }
    }
    func mapping(_ entries: [YAMLNode.Entry]) -> YAMLNode { YAMLNode(line: line, content: .mapping(entries)) }
    var root = [YAMLNode.Entry(key: "parameters", line: line, value: mapping(parameters))]
    root += entries.filter { $0.key == experiment }
    if !measure.isEmpty { root.append(YAMLNode.Entry(key: "measure", line: line, value: mapping(measure))) }
    return mapping(root)
  }
}

extension SweepFileReader {
  fileprivate mutating func readSeed(_ entries: [YAMLNode.Entry], _ file: inout SweepFile) {
    let seed = Parameter.seed
    guard let entry = entries.first(where: { $0.key == seed.name }),
      case .integer(let number)? = value(entry.value, seed.name, seed.domain)
    else { return }
    file.seeds = .list([number])
  }

  fileprivate mutating func requireSingleValues(_ file: SweepFile) {
    for axis in file.blocks.flatMap(\.axes) where axis.values.count > 1 {
      problems.add(
        "'\(axis.parameter.name)' is given \(axis.values.count) values. Expected one value for one trial.",
        at: axis.line)
    }
  }
}
