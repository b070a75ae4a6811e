internal import SweepModel
internal import SweepText

/// `data_seed: seed` lets the data vary with the seed. The word stands in a cell's specification until the cell's trials are
/// made, whose specifications have the number: those of trials written out.
extension SweepFileReader {
  /// - Parameter node: what is no number.
  mutating func dataSeed(_ node: YAMLNode, _ name: String, _ kind: ParameterDomain) -> ParameterValue? {
    guard node.text == Parameter.seed.name else {
      let near = node.text.map { nearestName(to: $0, among: [Parameter.seed.name]) != nil } ?? false
      return refuse(
        node, name, expected: "\(kind), or '\(Parameter.seed.name)' for the seed of each trial",
        hint: near ? "Did you mean '\(Parameter.seed.name)'?" : nil)
    }
    return Specification.following
  }

  /// Whether the values can stand beside each other: a seed's own data may be those of a number as well.
  mutating func checkDataSeeds(_ values: [ParameterValue], at line: Int) {
    guard Set(values).count > 1, values.contains(Specification.following) else { return }
    problems.add(
      "'\(Parameter.dataSeed.name)' is '\(Parameter.seed.name)' beside other values. Give it alone, or give whole "
        + "numbers.", at: line)
  }
}

extension SweepFile.Block {
  var dataFollowSeed: Bool { axis(Parameter.dataSeed)?.values.contains(Specification.following) ?? false }
}

extension Specification {
  static let following = ParameterValue.word(Parameter.seed.name)

  /// Whether this is a cell whose trials take their seed for `data_seed`.
  var dataFollowSeed: Bool { value(of: Parameter.dataSeed) == Self.following }

  /// The cell of which this is a trial if its data follow the seed; `nil` where it cannot be one's.
  var followed: Specification? {
    guard let dataSeed = self[.dataSeed], dataSeed == seed else { return nil }
    var cell = with(seed: 0)
    cell.set(Parameter.dataSeed, to: Self.following)
    return cell
  }

  /// The cell's trial of this seed.
  func with(seed: Int) -> Specification {
    var spec = self
    spec[.seed] = seed
    if dataFollowSeed { spec[.dataSeed] = seed }
    return spec
  }
}
