internal import ArrayFiles
internal import LinearAlgebra
internal import Training

/// A chain of linear maps in an .npz: `W1`…`WL` (out x in), where linear maps have biases `b1`…`bL` (out), and of the
/// normalization behind map l `gl` and `sl` (scale and shift) and, of batch normalization, `ml` and `vl` (running mean and
/// variance).
enum FirstWeights {
  private static let letters: [(letter: String, role: ArrayRole)] = [
    ("W", .matrix), ("b", .bias), ("g", .scale), ("s", .shift), ("m", .runningMean), ("v", .runningVariance),
  ]

  /// - Throws: `BadFile` when an array is missing, one too many is there, a shape does not fit or a number is out of range.
  ///   Nothing is changed then.
  static func load(_ path: String, into trainer: Trainer) throws {
    let plan = trainer.plan
    do {
      let archive = try ArrayFile.open(path)
      for name in archive.names { try checkPlace(of: name, in: archive, plan) }
      let arrays = try letters.map { letter, role in
        try plan.shapes(of: role).enumerated().map { index, shape in
          try entries(archive, letter, index + 1, role, shape)
        }
      }
      for ((_, role), arrays) in zip(letters, arrays) { trainer.take(arrays, of: role) }
    } catch let error as ArrayFileError {
      throw BadFile(error.description)
    }
  }

  static func write(_ trainer: Trainer, to path: String) throws {
    let all = letters.map { letter, role in
      (letter: letter, shapes: trainer.plan.shapes(of: role), values: trainer.values(of: role))
    }
    try ArrayFile.writeNPZ(
      path: path,
      (0..<trainer.plan.network.depth).flatMap { index in
        all.filter { index < $0.values.count }.map {
          NPZArray("\($0.letter)\(index + 1)", shape: $0.shapes[index], .floats($0.values[index]))
        }
      })
  }

  private static func entries(
    _ archive: ArrayFile, _ letter: String, _ number: Int, _ role: ArrayRole, _ shape: [Int]
  ) throws -> [Float] {
    let name = "\(letter)\(number)"
    if isNormalization(role), !archive.names.contains(name) {
      throw BadFile(
        "\(archive.file): '\(name)' is missing and the network is normalized. Expected 'g…' and 's…' (scale and "
          + "shift) and with batch normalization 'm…' and 'v…' (running mean and variance) beside 'W…'. Add them; "
          + "an untrained one has 1, 0, 0 and 1.")
    }
    let found = try archive.member(name).shape
    guard found == shape else {
      throw BadFile(
        "\(archive.file): '\(name)' has shape \(tuple(found)). Expected \(tuple(shape))"
          + (shape.count == 2
            ? ", out x in. Transpose it, or set 'width' to fit."
            : ". Save one \(role == .bias ? "bias" : "number") an output of 'W\(number)'."))
    }
    let entries = try archive.floats(name)
    let isVariance = role == .runningVariance
    if let place = entries.firstIndex(where: { !$0.isFinite || isVariance && $0 < 0 }) {
      let columns = shape.count == 2 ? shape[1] : 1
      throw BadFile(
        "\(archive.file): '\(name)' holds '\(entries[place])' in row \(place / columns), column \(place % columns) "
          + "(the first is 0). Expected finite numbers\(isVariance ? " of 0 or more" : ""). Save other weights."
      )
    }
    return entries
  }

  private static func isNormalization(_ role: ArrayRole) -> Bool { role != .matrix && role != .bias }

  /// - Throws: `BadFile` for an array of a layer that the network does not have.
  private static func checkPlace(of name: String, in archive: ArrayFile, _ plan: TrainingPlan) throws {
    guard let number = Int(name.dropFirst()),
      let (letter, role) = letters.first(where: { name.hasPrefix($0.letter) }),
      name == "\(letter)\(number)" || !isNormalization(role)
    else { return }
    let count = plan.shapes(of: role).count
    guard !(1...max(count, 1)).contains(number) || count == 0 else { return }
    guard isNormalization(role) else {
      let bias = plan.shapes(of: .bias).isEmpty ? "without" : "with"
      throw BadFile(
        "\(archive.file): '\(name)' is there and the network has \(plan.network.depth) linear maps \(bias) bias. "
          + "Leave it out, or set 'depth' and 'bias' to fit.")
    }
    throw BadFile(
      "\(archive.file): '\(name)' is there and the network has \(count == 0 ? "no array" : "\(count) arrays") "
        + "'\(letter)…' of normalization. Leave it out, or set 'normalization' and 'depth' to fit.")
  }
}
