/// Minimises a smooth function in double by gradient descent with heavy-ball momentum: v = momentum v + gradient,
/// x = x - rate v.
struct GradientDescent {
  var rate: Double
  var momentum: Double
  var stepLimit: Int
  /// Done when the gradient's norm is at most this share of the larger of 1 and the first one's.
  var tolerance = 1e-11

  /// The last point, even where it diverged: its value may then be infinite or NaN. `progress` is called before each step.
  func minimise(
    from start: [Double], progress: () throws -> Void, _ function: LimitedMemoryBFGS.Function
  ) rethrows -> LimitedMemoryBFGS.Minimum {
    var point = start
    var velocity = [Double](repeating: 0, count: start.count)
    var (value, gradient) = function(point)
    let limit = tolerance * max(1, gradient.norm)
    var steps = 0
    while steps < stepLimit, gradient.norm > limit, value.isFinite {
      try progress()
      for place in point.indices {
        velocity[place] = momentum * velocity[place] + gradient[place]
        point[place] -= rate * velocity[place]
      }
      (value, gradient) = function(point)
      steps += 1
    }
    return .init(point: point, value: value, gradientNorm: gradient.norm, steps: steps)
  }
}
