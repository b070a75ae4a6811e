internal import CKernels
internal import SweepModel

/// What training lowers, apart from the decay of weights: a loss and a penalty on the last features.
///
/// - Reported for `mse` and `half_mse` alike: the mean over rows and columns of (prediction - target)^2, so that the
///   metrics of both compare. `half_mse` trains on half of it, as its source does.
/// - Reported for `cross_entropy`: the mean over rows of -sum_k target_k log softmax(prediction)_k, in nats.
/// - The penalty is `featureDecay` / 2 times the mean over rows of the squared norm of the last layer's inputs
///   (Andriopoulos et al. 2024, section 4). It is trained on and not reported.
struct Objective {
  let loss: Loss
  let outputs: Int
  let featureDecay: Double

  /// How many terms the reported mean has.
  func terms(rows: Int) -> Int { loss == .crossEntropy ? rows : rows * outputs }

  /// What is trained on, from the reported mean.
  func trained(_ reported: Double) -> Double { loss == .halfMSE ? reported / 2 : reported }

  /// The sum of the reported terms over `rows` rows.
  func sum(_ predictions: UnsafePointer<Float>, _ targets: UnsafePointer<Float>, rows: Int) -> Double {
    switch loss {
    case .mse, .halfMSE: kernels_squared_error(predictions, targets, rows * outputs)
    case .crossEntropy: kernels_cross_entropy(nil, predictions, targets, rows, outputs, 0)
    }
  }

  /// The same, with the gradient of what is trained on in `delta`, for `rows` of a batch of `count` rows.
  func gradient(
    _ delta: UnsafeMutablePointer<Float>, _ predictions: UnsafePointer<Float>,
    _ targets: UnsafePointer<Float>, rows: Int, of count: Int
  ) -> Double {
    switch loss {
    case .mse, .halfMSE:
      let scale = (loss == .mse ? 2 : 1) / Float(count * outputs)
      return kernels_squared_error_gradient(delta, predictions, targets, rows * outputs, scale)
    case .crossEntropy:
      return kernels_cross_entropy(delta, predictions, targets, rows, outputs, 1 / Float(count))
    }
  }

  /// Factor on the last features in their gradient, for a batch of `count` rows.
  func featurePull(of count: Int) -> Float { Float(featureDecay / Double(count)) }
}
