internal import ArrayFiles
internal import LinearAlgebra
internal import Training

/// A network's weights from an .npz: `W1`…`WL` (out x in) and, where linear maps have biases, `b1`…`bL` (out).
struct FirstWeights {
  let maps: [Matrix<Float>]
  /// None without biases.
  let biases: [[Float]]

  /// - Throws: `BadFile` when a layer is missing, one too many is there, or a shape does not fit.
  init(_ path: String, for plan: TrainingPlan) throws {
    do {
      let archive = try ArrayFile.open(path)
      if let extra = archive.names.first(where: { Self.isBeyond($0, plan) }) {
        throw BadFile(
          "\(path): '\(extra)' is there and the network has \(plan.network.depth) linear maps "
            + "\(Self.hasBias(plan) ? "with" : "without") bias. Leave it out, or set 'depth' and 'bias' to fit."
        )
      }
      maps = try plan.shapes(of: .matrix).enumerated().map { index, shape in
        Matrix(rows: shape[0], columns: shape[1], entries: try Self.entries(archive, "W\(index + 1)", shape))
      }
      biases = try plan.shapes(of: .bias).enumerated().map { try Self.entries(archive, "b\($0 + 1)", $1) }
    } catch let error as ArrayFileError {
      throw BadFile(error.description)
    }
  }

  static func write(_ trainer: Trainer, to path: String) throws {
    var arrays: [NPZArray] = []
    let biases = trainer.values(of: .bias)
    for (index, matrix) in trainer.weights.enumerated() {
      arrays.append(NPZArray("W\(index + 1)", shape: [matrix.rows, matrix.columns], .floats(matrix.entries)))
      if index < biases.count {
        arrays.append(NPZArray("b\(index + 1)", shape: [matrix.rows], .floats(biases[index])))
      }
    }
    try ArrayFile.writeNPZ(path: path, arrays)
  }

  private static func entries(_ archive: ArrayFile, _ name: String, _ shape: [Int]) throws -> [Float] {
    let found = try archive.member(name).shape
    guard found == shape else {
      throw BadFile(
        "\(archive.file): '\(name)' has shape \(tuple(found)). Expected \(tuple(shape))"
          + (shape.count == 2
            ? ", out x in. Transpose it, or set 'width' to fit."
            : ". Save one bias an output of 'W\(name.dropFirst())'."))
    }
    let entries = try archive.floats(name)
    if let place = entries.firstIndex(where: { !$0.isFinite }) {
      let columns = shape.count == 2 ? shape[1] : 1
      throw BadFile(
        "\(archive.file): '\(name)' holds '\(entries[place])' in row \(place / columns), column \(place % columns) "
          + "(the first is 0). Expected finite numbers. Save other weights.")
    }
    return entries
  }

  private static func hasBias(_ plan: TrainingPlan) -> Bool { !plan.shapes(of: .bias).isEmpty }

  /// Weights or biases of a layer that the network does not have.
  private static func isBeyond(_ name: String, _ plan: TrainingPlan) -> Bool {
    guard let number = Int(name.dropFirst()) else { return false }
    if name.hasPrefix("b"), !hasBias(plan) { return true }
    return (name.hasPrefix("W") || name.hasPrefix("b")) && !(1...plan.network.depth).contains(number)
  }
}
