import Collapse
import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// A net of three bias-free layers with its loss, deltas and gradients worked out by hand, in double.
private struct TinyNet {
  enum Loss: CaseIterable { case squares, crossEntropy }

  var weights: [Reals]
  let inputs: Reals
  let labels: [Int]
  let decay: Double
  let loss: Loss
  let rectified: Bool

  init(seed: Int, spread: Double, decay: Double, loss: Loss, rectified: Bool, size: Double = 0.6) {
    var stream = RandomStream(seed: seed, for: .test)
    let centres = Reals.normal(3, 6, &stream)
    labels = (0..<30).map { $0 % 3 }
    var inputs = Reals.normal(30, 6, &stream).scaled(spread)
    for row in 0..<30 { for column in 0..<6 { inputs[row, column] += centres[row % 3, column] } }
    self.inputs = inputs
    weights = [(8, 6), (7, 8), (3, 7)].map { Reals.normal($0.0, $0.1, &stream).scaled(size) }
    (self.decay, self.loss, self.rectified) = (decay, loss, rectified)
  }

  /// What enters each layer, and what leaves the last one.
  func activations() -> [Reals] {
    var all = [inputs]
    for (layer, weight) in weights.enumerated() {
      var next = all[layer].times(weight, transposed: true)
      if layer < weights.count - 1 { next.entries = next.entries.map { rectified ? max(0, $0) : tanh($0) } }
      all.append(next)
    }
    return all
  }

  /// d l_i / d (output of each layer's map), N x outputs.
  func deltas(_ activations: [Reals]) -> [Reals] {
    var deltas = [outputDeltas(activations[weights.count])]
    for layer in stride(from: weights.count - 1, to: 0, by: -1) {
      var delta = deltas[0].times(weights[layer])
      for place in delta.entries.indices {
        let value = activations[layer].entries[place]
        delta.entries[place] *= rectified ? (value > 0 ? 1 : 0) : 1 - value * value
      }
      deltas.insert(delta, at: 0)
    }
    return deltas
  }

  private func outputDeltas(_ outputs: Reals) -> Reals {
    var delta = outputs
    for row in 0..<outputs.rows {
      let largest = outputs.entries[row * outputs.columns..<(row + 1) * outputs.columns].max() ?? 0
      let scores = (0..<outputs.columns).map { exp(outputs[row, $0] - largest) }
      for column in 0..<outputs.columns {
        let share = loss == .squares ? outputs[row, column] : scores[column] / scores.reduce(0, +)
        delta[row, column] = share - (labels[row] == column ? 1 : 0)
      }
    }
    return delta
  }

  /// L, decay included.
  func value() -> Double {
    let outputs = activations()[weights.count]
    var sum = 0.0
    for row in 0..<outputs.rows {
      switch loss {
      case .squares:
        for column in 0..<outputs.columns {
          let error = outputs[row, column] - (labels[row] == column ? 1 : 0)
          sum += error * error / 2
        }
      case .crossEntropy:
        let total = (0..<outputs.columns).reduce(0) { $0 + exp(outputs[row, $1]) }
        sum += log(total) - outputs[row, labels[row]]
      }
    }
    let squares = weights.flatMap(\.entries).reduce(0) { $0 + $1 * $1 }
    return sum / Double(outputs.rows) + decay / 2 * squares
  }

  func gradients() -> [Reals] {
    let activations = activations()
    return zip(deltas(activations), weights).enumerated().map { layer, pair in
      var gradient = pair.1.scaled(decay)
      let (delta, input) = (pair.0, activations[layer])
      for sample in 0..<delta.rows {
        for row in 0..<gradient.rows {
          for column in 0..<gradient.columns {
            gradient[row, column] += delta[sample, row] * input[sample, column] / Double(delta.rows)
          }
        }
      }
      return gradient
    }
  }

  mutating func descend(steps: Int) {
    for _ in 0..<steps {
      for (layer, gradient) in gradients().enumerated() {
        for place in gradient.entries.indices {
          weights[layer].entries[place] -= 0.2 * gradient.entries[place]
        }
      }
    }
  }

  /// `rank_distance` and `rank_bound` of each layer, and the bound by hand with the gradient of training.
  func metrics() throws -> [(distance: Double, bound: Double, byHand: Double)] {
    let (activations, gradients) = (activations(), gradients())
    let deltas = deltas(activations)
    let classes = try ClassLabels(labels)
    return try weights.indices.map { layer in
      let found = try deltas[layer].withView { deltas in
        try activations[layer].withView { features in
          try weights[layer].withView { weights in
            try LayerArrays(number: layer + 1, features: features, weights: weights).clusterMetrics(
              classes, training: (deltas, decay))
          }
        }
      }
      let byHand = (scatter(deltas[layer], activations[layer]) + norm(gradients[layer].entries)) / decay
      return (try #require(found[.rankDistance]), try #require(found[.rankBound]), byHand)
    }
  }

  /// || (1/N) sum delta_i (z_i - c_i)' ||, with c_i the mean of sample i's class.
  private func scatter(_ deltas: Reals, _ features: Reals) -> Double {
    let entries = (0..<deltas.columns).flatMap { output in
      (0..<features.columns).map { column in
        labels.indices.reduce(0.0) { sum, sample in
          let own = labels.indices.filter { labels[$0] == labels[sample] }
          let mean = own.reduce(0) { $0 + features[$1, column] } / Double(own.count)
          return sum + deltas[sample, output] * (features[sample, column] - mean) / Double(labels.count)
        }
      }
    }
    return norm(entries)
  }

  private func norm(_ entries: [Double]) -> Double { entries.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

private let points: [(spread: Double, decay: Double)] = [0, 0.1, 0.3, 0.5, 1].flatMap { spread in
  [1e-4, 1e-3, 1e-2, 1, 30].map { (spread, $0) }
}

@Test(arguments: points, [true, false])
private func `the rank bound holds at random points and along training`(
  _ point: (spread: Double, decay: Double), _ rectified: Bool
) throws {
  for loss in TinyNet.Loss.allCases {
    var net = TinyNet(
      seed: 1, spread: point.spread, decay: min(point.decay, 3), loss: loss, rectified: rectified)
    if point.decay > 1 {
      net = TinyNet(
        seed: 2, spread: point.spread, decay: point.decay, loss: loss, rectified: rectified, size: 3)
    }
    for steps in [0, 5, 40] {
      if point.decay <= 1e-2 { net.descend(steps: steps) }
      for (layer, found) in try net.metrics().enumerated() {
        #expect(found.distance <= found.bound * (1 + 1e-12), "layer \(layer + 1), \(steps) steps, \(loss)")
        #expect(abs(found.byHand - found.bound) <= 1e-10 * found.bound)
      }
    }
  }
}

@Test(arguments: TinyNet.Loss.allCases, [true, false])
private func `the hand-written gradients are those of the loss`(_ loss: TinyNet.Loss, _ rectified: Bool) {
  let net = TinyNet(seed: 3, spread: 0.3, decay: 1e-2, loss: loss, rectified: rectified)
  for (layer, gradient) in net.gradients().enumerated() {
    for place in stride(from: 0, to: gradient.entries.count, by: 5) {
      var (up, down) = (net, net)
      up.weights[layer].entries[place] += 1e-6
      down.weights[layer].entries[place] -= 1e-6
      #expect(abs((up.value() - down.value()) / 2e-6 - gradient.entries[place]) < 1e-7)
    }
  }
}

@Test func `with coinciding samples the distance is bounded by the gradient alone`() throws {
  var net = TinyNet(seed: 4, spread: 0, decay: 0.05, loss: .squares, rectified: false)
  net.descend(steps: 1_500)
  for (layer, found) in try net.metrics().enumerated() {
    let gradient = net.gradients()[layer].entries.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(found.bound - gradient / 0.05) < 1e-12)
    #expect(found.distance < 1e-3 && found.distance <= found.bound * (1 + 1e-12), "layer \(layer + 1)")
  }
}
