/// Sizes and costs of trials without a network.
extension TrialSpec {
  /// The numbers that the unconstrained feature model moves: features, weights and biases.
  func freeNumbers(_ shape: TrialShape) -> Int {
    (shape.trainRows + shape.targets) * width + shape.targets
  }

  /// A step computes three products of N x h with h x t and walks all free numbers: 15 times with descent, 130 times with
  /// L-BFGS and its 20 corrections. Measured: 1 ns a number and walk, 100 operations at the assumed speed.
  func ufmFlops(_ shape: TrialShape) -> Double {
    let numbers = Double(freeNumbers(shape))
    let walks: Double = optimizer == .lbfgs ? 130 : 15
    return Double(epochs) * numbers * (12 * Double(shape.targets) + 100 * walks)
  }

  /// A layer of N samples of d features and K classes: distances and their exponentials (N x N), a Cholesky factor
  /// (N^3 / 3), gradients of K outputs (2 N^2 d + N d^2 each), the root of a d x d matrix, a random map. Double precision takes
  /// twice the time.
  func deepRFMFlops(_ shape: TrialShape) -> Double {
    let (rows, classes, width) = (Double(shape.trainRows), Double(shape.targets), Double(width))
    func layer(_ columns: Double) -> Double {
      let kernel = 2 * rows * rows * columns + rows * rows * rows / 3
      let outputs = projection == .none ? 0 : classes * (2 * rows * rows * columns + rows * columns * columns)
      let root = projection == .none ? 0 : 40 * columns * columns * columns
      return 2 * (kernel + outputs + root + 2 * rows * columns * width) + 1500 * rows * rows
    }
    return layer(Double(shape.inputs)) + Double(depth - 1) * layer(width)
  }
}
