import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

private func square(_ height: Int, _ width: Int, _ channels: Int) -> TensorShape {
  TensorShape(height: height, width: width, channels: channels)
}

/// A small network of each kind.
private let kinds: [String: ImageNetwork] = [
  "3x3 stem": ImageNetwork(
    .residual(blocks: [1, 1], stem: .threeByThree), image: square(5, 4, 2), outputs: 2, width: 3),
  "7x7 stem, head of two":
    ImageNetwork(
      .residual(blocks: [2], stem: .sevenBySeven), image: square(9, 8, 1), outputs: 2, width: 2,
      head: .init(depth: 2, width: 4)),
  "residual without normalisation":
    ImageNetwork(
      .residual(blocks: [1, 1, 1], stem: .threeByThree), image: square(6, 6, 1), outputs: 1, width: 2,
      normalization: Normalization.none),
  "plain": ImageNetwork(
    .plain(stages: [[1], [2, 1]], end: 3), image: square(8, 6, 1), outputs: 2, width: 2),
  "plain with normalisation":
    ImageNetwork(
      .plain(stages: [[1], [2]], end: 2), image: square(4, 6, 1), outputs: 2, width: 2, normalization: .batch),
]

struct ImageGradientTests {
  @Test(arguments: kinds.keys.sorted())
  func `every gradient agrees with differences in double precision`(kind: String) throws {
    let network = try #require(kinds[kind])
    let trainer = try network.trainer(rows: 6, batch: 6)
    let reference = ReferenceImages(trainer)
    let (images, targets) = (trainer.data.train.inputRows, trainer.data.train.targetRows)
    let gradients = trainer.stateGradients
    let largest = Double(try #require(gradients.flatMap(\.entries).map(abs).max()))
    #expect(largest > 0.01)
    for array in gradients {
      for place in stride(from: 0, to: array.entries.count, by: max(1, array.entries.count / 20)) {
        func shifted(_ by: Double) -> Double {
          var moved = reference
          moved.arrays[array.name]?[place] += by
          return moved.loss(images, targets)
        }
        let slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
        #expect(abs(Double(array.entries[place]) - slope) < 1e-4 * largest, "\(array.name), entry \(place)")
      }
    }
  }

  @Test(arguments: kinds.keys.sorted())
  func `measured are a convolution's inputs, averaged over places, and its kernel by inputs`(
    kind: String
  ) throws {
    let network = try #require(kinds[kind])
    // Chunks of 4, 4 and 3 images.
    let trainer = try network.trainer(rows: 11, batch: 4)
    _ = trainer.trainEpoch()
    var reference = ReferenceImages(trainer)
    reference.usesBatchStatistics = false
    let given = reference.outputs(trainer.data.train.inputRows)
    let plans = trainer.plan.layers
    var seen: [String] = []
    try trainer.forEachLayer { layer in
      seen.append(layer.name)
      let place = try #require(plans.firstIndex { $0.facts.name == layer.name })
      let input = plans[place].facts.input
      let entered = try #require(given[plans[place - 1].facts.name])
      for row in 0..<layer.rows {
        for column in 0..<layer.inputs {
          let numbers = stride(from: column, to: input.count, by: layer.inputs).map { entered[row][$0] }
          let mean = numbers.reduce(0, +) / Double(numbers.count)
          #expect(abs(Double(layer.features[row * layer.inputs + column]) - mean) < 1e-5)
        }
      }
      guard case .convolution(let plan) = plans[place] else { return }
      let weights = try #require(reference.arrays["\(layer.name).weight"])
      let size = plan.convolution.kernel
      for row in 0..<layer.outputs {
        for column in 0..<layer.inputs {
          let (filter, tap) = (row / (size * size), row % (size * size))
          let expected = weights[(filter * layer.inputs + column) * size * size + tap]
          #expect(Double(layer.weights[row * layer.inputs + column]) == expected)
        }
      }
    }
    #expect(seen == plans.filter { $0.facts.view != nil }.map(\.facts.name))
  }

  @Test(arguments: kinds.keys.sorted())
  func `a chunk's images have the same bits in any company`(kind: String) throws {
    let network = try #require(kinds[kind])
    let one = try network.trainer(rows: 11, batch: 2)
    let state = one.stateDictionary
    let expected = one.predictions(for: one.data.train)
    for batch in [3, 7, 11] {
      let other = try network.trainer(rows: 11, batch: batch)
      try other.load(state)
      #expect(other.predictions(for: one.data.train) == expected)
    }
  }

  @Test func `a batch in pieces has the gradient of the whole`() throws {
    let network = try #require(kinds["plain"])
    let (whole, pieces) = (
      try network.trainer(rows: 140, batch: 140), try network.trainer(rows: 140, batch: 2)
    )
    for (left, right) in zip(whole.stateGradients, pieces.stateGradients) {
      #expect(distance(left.entries, right.entries) < 1e-5, "\(left.name)")
    }
  }

  @Test(arguments: kinds.keys.sorted())
  func `an interrupted network goes on with the same bits`(kind: String) throws {
    let network = try #require(kinds[kind])
    let whole = try network.trainer(rows: 12, batch: 4, epochs: 4)
    for _ in 0..<2 { _ = whole.trainEpoch() }
    let state = whole.state
    let other = try network.trainer(rows: 12, batch: 4, epochs: 4)
    try other.restore(state)
    for trainer in [whole, other] { for _ in 0..<2 { _ = trainer.trainEpoch() } }
    #expect(whole.state == other.state && whole.stateDictionary == other.stateDictionary)
  }
}
