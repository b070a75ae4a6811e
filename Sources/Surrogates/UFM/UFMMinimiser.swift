package import LinearAlgebra
internal import SweepModel

/// The unconstrained feature model minimised by numbers alone, from a random start: what the closed form is held against.
package struct UFMMinimiser {
  /// Y, N x t.
  private let targets: Matrix<Double>
  /// h.
  private let width: Int
  private let penalties: UFMPenalties

  package struct Minimum: Sendable {
    /// H, N x h.
    package let features: Matrix<Double>
    /// W, t x h.
    package let weights: Matrix<Double>
    package let biases: [Double]
    package let loss: Double
    /// Mean over entries of (H W' + 1 b' - Y)^2.
    package let meanSquaredError: Double
    /// Of the last step, with respect to H / sqrt(N), W and b.
    package let gradientNorm: Double
    package let steps: Int
  }

  /// - Parameter targets: Y, N x t, raw; N >= 1.
  package init(_ targets: Matrix<Double>, width: Int, _ penalties: UFMPenalties) {
    precondition(targets.rows > 0 && targets.columns > 0 && width > 0, "there is something to fit")
    (self.targets, self.width, self.penalties) = (targets, width, penalties)
  }

  package enum Method: Hashable, Sendable {
    case limitedMemoryBFGS
    /// With heavy-ball momentum, all samples a step.
    case gradientDescent(rate: Double, momentum: Double)
  }

  /// From normal numbers of size 0.1. A descent whose rate is too large ends with a loss that is not finite. `progress` is
  /// called before each step.
  package func minimise(
    seed: Int, by method: Method, stepLimit: Int, progress: () throws -> Void
  ) rethrows -> Minimum {
    var random = RandomStream(seed: seed, for: .initialization)
    let (samples, outputs) = (targets.rows, targets.columns)
    let start = (0..<(samples + outputs) * width + outputs).map { _ in 0.1 * random.normal() }
    let found =
      switch method {
      case .limitedMemoryBFGS:
        try LimitedMemoryBFGS(stepLimit: stepLimit).minimise(from: start, progress: progress, evaluate)
      case .gradientDescent(let rate, let momentum):
        try GradientDescent(rate: rate, momentum: momentum, stepLimit: stepLimit)
          .minimise(from: start, progress: progress, evaluate)
      }
    let (features, weights, biases) = parts(found.point)
    let scale = Double(samples).squareRoot()
    let scaled = Matrix(rows: samples, columns: width, entries: features.entries.map { $0 * scale })
    return Minimum(
      features: scaled, weights: weights, biases: biases, loss: found.value,
      meanSquaredError: meanSquaredError(scaled, weights, biases), gradientNorm: found.gradientNorm,
      steps: found.steps)
  }

  private func meanSquaredError(
    _ features: Matrix<Double>, _ weights: Matrix<Double>, _ biases: [Double]
  ) -> Double {
    let outputs = features.times(weights, transposed: true)
    let squares = outputs.entries.indices.reduce(0) { sum, place in
      let error = outputs.entries[place] + biases[place % biases.count] - targets.entries[place]
      return sum + error * error
    }
    return squares / Double(targets.entries.count)
  }

  /// The loss and its gradient. H enters divided by sqrt(N), which makes its penalty one of W's form.
  private func evaluate(_ point: [Double]) -> (value: Double, gradient: [Double]) {
    let (features, weights, biases) = parts(point)
    let (samples, outputs) = (targets.rows, targets.columns)
    let root = Double(samples).squareRoot()
    let weight = dataWeight
    var errors = features.times(weights, transposed: true)
    var biasGradient = [Double](repeating: 0, count: outputs)
    for row in 0..<samples {
      for column in 0..<outputs {
        let error = root * errors[row, column] + biases[column] - targets[row, column]
        errors[row, column] = error
        biasGradient[column] += 2 * weight * error
      }
    }
    let data = weight * errors.entries.reduce(0) { $0 + $1 * $1 }
    let decay = features.entries.reduce(0) { $0 + $1 * $1 } * penalties.features / 2
    let weightDecay = weights.entries.reduce(0) { $0 + $1 * $1 } * penalties.weights / 2
    let scaled = Matrix(
      rows: samples, columns: outputs, entries: errors.entries.map { 2 * weight * root * $0 })
    let ofFeatures = zip(scaled.times(weights).entries, features.entries).map { $0 + penalties.features * $1 }
    let ofWeights = zip(scaled.transposed.times(features).entries, weights.entries)
      .map { $0 + penalties.weights * $1 }
    return (data + decay + weightDecay, ofFeatures + ofWeights + biasGradient)
  }

  /// What the sum of squared errors is multiplied with.
  private var dataWeight: Double {
    let (samples, entries) = (Double(targets.rows), Double(targets.entries.count))
    return switch penalties.average {
    case .halfOverSamples: 1 / (2 * samples)
    case .halfOverEntries: 1 / (2 * entries)
    case .overEntries: 1 / entries
    }
  }

  private func parts(_ point: [Double]) -> (Matrix<Double>, Matrix<Double>, [Double]) {
    let (samples, outputs) = (targets.rows, targets.columns)
    let (first, second) = (samples * width, (samples + outputs) * width)
    return (
      Matrix(rows: samples, columns: width, entries: Array(point[..<first])),
      Matrix(rows: outputs, columns: width, entries: Array(point[first..<second])), Array(point[second...])
    )
  }
}
