internal import SweepModel
internal import SweepText

/// A model as a sweep file names it.
struct ModelName {
  let model: NetworkModel
  /// What a short name stands for; a file gives none of these beside it.
  private(set) var meaning: [(Declaration, ParameterValue)] = []
  /// Defaults of a short name, in place of the model's.
  private(set) var usual: [(Declaration, ParameterValue)] = []

  /// `nil` for a name that there is not.
  init?(_ word: String) {
    if let model = NetworkModel(rawValue: word) {
      self.model = model
    } else if word == "vgg11" {
      model = .vgg
      setBody(.vgg11)
    } else if let layers = Self.layers(word), let body = Self.residual(layers) {
      model = .resnet
      setBody(body)
      if case .residual(_, .threeByThree) = body {
        usual = [
          (Parameter.width, .integer(16)), (Parameter.stem, Stem.threeByThree.parameterValue),
        ]
      }
    } else {
      return nil
    }
  }

  private mutating func setBody(_ body: ImageNetwork.Body) {
    switch body {
    case .residual(let blocks, _): meaning = [(Parameter.blocks, .integers(blocks))]
    case .plain(let stages, _): meaning = [(Parameter.stages, .lists(stages))]
    }
  }

  private static func layers(_ word: String) -> Int? {
    guard word.hasPrefix("resnet"), word.utf8.count <= 10 else { return nil }
    let digits = word.dropFirst(6)
    guard digits.first != "0", digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(digits)
  }

  private static func residual(_ layers: Int) -> ImageNetwork.Body? {
    switch layers {
    case 18: .resnet18
    case 34: .resnet34
    case _ where bottlenecks.contains(layers): nil
    default: .resnet(layers: layers).flatMap { layers <= 1202 ? $0 : nil }
    }
  }

  /// Names of networks whose blocks are of another kind; two of them are 6n + 2 all the same.
  private static let bottlenecks = [50, 101, 152]

  /// What to say of a name that there is not, where more can be said than what is expected.
  static func advice(_ word: String) -> String? {
    guard let layers = layers(word) else { return nil }
    if bottlenecks.contains(layers) {
      let small = (layers - 2) % 6 == 0 ? [(layers - 2) / 6, (layers - 2) / 6, (layers - 2) / 6] : nil
      return "'\(word)' has bottleneck blocks, and only basic ones are known"
        + (small.map { "; blocks \($0) with stem 3x3 is the network for small images." } ?? ".")
    }
    return "A residual network has 18, 34 or 6n + 2 layers (8, 14, 20, …, 1202)."
  }
}

extension SweepFile.Block {
  /// A block for each model that it names, with what the names stand for written out.
  func byModel(_ problems: inout SweepProblems) -> [SweepFile.Block] {
    guard let axis = axis(Parameter.model) else { return [self] }
    return axis.values.compactMap { value in
      guard let name = ModelName(value.description) else { return nil }
      var axes = axes.map { other in
        other.parameter == Parameter.model
          ? SweepFile.Axis(parameter: other.parameter, line: other.line, values: [name.model.parameterValue])
          : other
      }
      for (declaration, meant) in name.meaning {
        if let given = self.axis(declaration) {
          problems.add(
            SweepFileReader.inapplicable(declaration.name, "is what model '\(value)' stands for"),
            at: given.line)
        } else {
          axes.append(SweepFile.Axis(parameter: declaration, line: axis.line, values: [meant]))
        }
      }
      for (declaration, usual) in name.usual where self.axis(declaration) == nil {
        axes.append(SweepFile.Axis(parameter: declaration, line: axis.line, values: [usual]))
      }
      return SweepFile.Block(line: line, axes: axes, isSound: isSound)
    }
  }
}
