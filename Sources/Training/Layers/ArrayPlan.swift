/// What an array does in its layer.
package enum ArrayRole: Hashable, Sendable, CaseIterable {
  /// What inputs are multiplied with, out x in, and what is added then, one entry an output.
  case matrix, bias
  /// What a convolution multiplies with, kernel x kernel x in x out.
  case kernel
  /// Of a normalisation, one entry a channel.
  case scale, shift
  /// What batch normalisation remembers for evaluation, one entry a channel.
  case runningMean, runningVariance

  /// Whether the optimiser changes it.
  package var isLearned: Bool { self != .runningMean && self != .runningVariance }

  /// Whether inputs are multiplied with it.
  var isWeights: Bool { self == .matrix || self == .kernel }

  /// What every entry starts from, unless it is drawn.
  var start: Float { self == .scale || self == .runningVariance ? 1 : 0 }
}

/// One array of a layer, row-major.
package struct ArrayPlan: Hashable, Sendable {
  package let role: ArrayRole
  package let shape: [Int]

  var count: Int { shape.reduce(1, *) }
}
