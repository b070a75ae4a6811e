package import LinearAlgebra

/// The penalties of the unconstrained feature model, and how its loss is averaged.
///
/// L = data + (lambda_H / 2N) ||H||^2 + (lambda_W / 2) ||W||^2 over features H (N x h), weights W (t x h), biases b.
package struct UFMPenalties: Hashable, Sendable {
  /// How the data term averages ||H W' + 1 b' - Y||^2.
  package enum Average: Hashable, Sendable {
    /// Over samples, halved: 1 / (2N). The paper's text.
    case halfOverSamples
    /// Over all N t entries, halved: 1 / (2Nt). The paper's code.
    case halfOverEntries
    /// Over all N t entries: 1 / (Nt). The mean squared error of most libraries.
    case overEntries
  }

  /// lambda_H and lambda_W.
  package let features: Double
  package let weights: Double
  package let average: Average

  package init(features: Double, weights: Double, average: Average = .halfOverSamples) {
    (self.features, self.weights, self.average) = (features, weights, average)
  }

  /// What this loss is to be multiplied with to average as the paper's text does.
  func factor(targets: Int) -> Double {
    switch average {
    case .halfOverSamples: 1
    case .halfOverEntries: Double(targets)
    case .overEntries: Double(targets) / 2
    }
  }

  /// c, the product of both penalties in the paper's text's average.
  package func threshold(targets: Int) -> Double {
    factor(targets: targets) * features * factor(targets: targets) * weights
  }

  /// d l_i / d (outputs), N x t, of each sample's own loss: not divided by N.
  package func deltas(_ point: UFMMinimiser.Minimum, _ targets: Matrix<Double>) -> Matrix<Double> {
    var deltas = point.features.times(point.weights, transposed: true)
    let scale = 1 / factor(targets: targets.columns)
    for place in deltas.entries.indices {
      let error = deltas.entries[place] + point.biases[place % targets.columns] - targets.entries[place]
      deltas.entries[place] = scale * error
    }
    return deltas
  }
}
