import ArrayFiles
import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

/// Numbers in (-1, 1) that are a formula of their place, as in Fixtures/make_pytorch_images.py.
func formula(_ stream: UInt64, _ count: Int) -> [Double] {
  (0..<UInt64(count)).map { place in
    var a = (place + 1 &+ stream << 32) &* 0x9E37_79B9_7F4A_7C15
    a = (a ^ a >> 30) &* 0xBF58_476D_1CE4_E5B9
    a = (a ^ a >> 27) &* 0x94D0_49BB_1331_11EB
    a ^= a >> 31
    return 2 * (Double(a >> 40) + 0.5) / Double(1 << 24) - 1
  }
}

extension StateLayout {
  /// First values of array number `index` of a network.
  func formulaArray(_ index: Int) -> StateArray {
    let entries = formula(UInt64(7900 + index), count).map { u -> Float in
      switch shape.count {
      case 4: Float(u * (6 / Double(shape[0] * shape[2] * shape[3])).squareRoot())
      case 2: Float(u * (3 / Double(shape[1])).squareRoot())
      default:
        name.hasSuffix(".weight")
          ? Float(1 + 0.2 * u) : name.hasSuffix("running_var") ? Float(1 + 0.5 * u) : Float(0.1 * u)
      }
    }
    return StateArray(name: name, shape: shape, entries: entries)
  }
}

extension ImageNetwork {
  var stateLayouts: [StateLayout] { Architecture.images(self).stateLayouts }

  /// A plan that takes the formula's images in their order.
  func plan(batch: Int, epochs: Int = 1, decay: Double = 5e-4) -> TrainingPlan {
    var plan = TrainingPlan(
      network: .images(self),
      rates: LearningRates(
        first: 0.05, schedule: .milestones, milestones: [], factor: 1, warmupEpochs: 0, epochs: epochs),
      momentum: 0.9, weightDecay: decay, batchRows: batch)
    plan.shuffle = false
    return plan
  }

  func data(rows: Int) throws -> TrainingData {
    func matrix(_ stream: UInt64, _ columns: Int) -> Matrix<Float> {
      Matrix(rows: rows, columns: columns, entries: formula(stream, rows * columns).map { Float($0) })
    }
    return try TrainingData(train: Samples(inputs: matrix(1, image.count), targets: matrix(2, outputs)))
  }

  /// A trainer of this network with the formula's weights.
  func trainer(rows: Int, batch: Int, epochs: Int = 1, decay: Double = 5e-4) throws -> Trainer {
    let trainer = try Trainer(plan(batch: batch, epochs: epochs, decay: decay), data: data(rows: rows))
    try trainer.load(stateLayouts.enumerated().map { $1.formulaArray($0) })
    return trainer
  }
}

/// ||found - expected|| / ||expected||.
func distance(_ found: [Float], _ expected: [Float]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let squares = zip(found, expected).reduce((0.0, 0.0)) { sums, pair in
    let (difference, size) = (Double(pair.0) - Double(pair.1), Double(pair.1))
    return (sums.0 + difference * difference, sums.1 + size * size)
  }
  return squares.1 > 0 ? (squares.0 / squares.1).squareRoot() : squares.0.squareRoot()
}
