/// The words of choices. Their raw values stand in sweep files and in specifications.

/// The distribution of a teacher's inputs.
package enum InputDesign: String, ParameterWord {
  /// Standard normal, independent.
  case normal
  /// The settings that a tunable matrix product allows, each drawn at most once: see `SGEMMDesign`.
  case sgemm

  /// How many columns it has; `nil` where any number goes.
  package var columns: Int? { self == .sgemm ? 14 : nil }
  /// How many rows it has; `nil` where any number can be drawn.
  package var rows: Int? { self == .sgemm ? 241_600 : nil }
}

package enum Activation: String, ParameterWord {
  case relu, tanh, gelu, identity
  case leakyReLU = "leaky_relu"
}

package enum Normalization: String, ParameterWord {
  case none, batch, layer
}

package enum Initialization: String, ParameterWord {
  case pytorch, orthogonal
  case heUniform = "he_uniform"
  case heNormal = "he_normal"
  case xavierUniform = "xavier_uniform"
}

package enum Loss: String, ParameterWord {
  case mse
  case halfMSE = "half_mse"
  case crossEntropy = "cross_entropy"
}

/// What stands for a class in the columns of the targets, one column a class.
package enum LabelCoding: String, ParameterWord {
  /// 1 in the column of the sample's class, else 0.
  case oneHot = "one_hot"
  /// 1 in the column of the sample's class, else -1.
  case plusMinus = "plus_minus"
}

package enum Optimizer: String, ParameterWord {
  case sgd, adam, adamw, lbfgs
}

/// Which parameters the weight decay pulls towards 0: all, the linear maps' matrices, or the last map's matrix alone.
package enum DecayScope: String, ParameterWord {
  case all, weights, last
}

/// How the learning rate changes over the epochs.
package enum Schedule: String, ParameterWord {
  case milestones, cosine
}

/// The random map between the layers of a deep recursive feature machine.
package enum FeatureMap: String, ParameterWord {
  case relu, cosine
}

/// What turns the samples of a deep recursive feature machine before the random map.
package enum Projection: String, ParameterWord {
  /// The root of the average gradient outer product.
  case agop
  /// Nothing: the control.
  case none
}

package enum BatchSize: Hashable, Sendable {
  case full
  case rows(Int)
}
