/// Minimises a smooth function in double: L-BFGS directions (Nocedal 1980) with weak Wolfe steps by bisection.
struct LimitedMemoryBFGS {
  var memory = 20
  var stepLimit: Int
  /// Done when the gradient's norm is at most this share of the larger of 1 and the first one's.
  var tolerance = 1e-11

  struct Minimum {
    var point: [Double]
    var value: Double
    var gradientNorm: Double
    var steps: Int
  }

  private struct Correction {
    let step, change: [Double]
    let inverse: Double
  }

  typealias Function = ([Double]) -> (value: Double, gradient: [Double])

  /// The lowest point found; a flat, stuck or non-finite step ends the search there. `progress` is called before each step.
  func minimise(from start: [Double], progress: () throws -> Void, _ function: Function) rethrows -> Minimum {
    var point = start
    var (value, gradient) = function(point)
    var corrections: [Correction] = []
    let limit = tolerance * max(1, gradient.norm)
    var steps = 0
    while steps < stepLimit, gradient.norm > limit {
      try progress()
      let direction = direction(gradient, corrections)
      guard let next = wolfeStep(from: point, value, gradient, along: direction, function) else {
        if corrections.isEmpty { break }
        corrections.removeAll()
        continue
      }
      let step = zip(next.point, point).map { $0 - $1 }
      let change = zip(next.gradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 0 {
        corrections.append(Correction(step: step, change: change, inverse: 1 / curvature))
        if corrections.count > memory { corrections.removeFirst() }
      }
      (point, value, gradient) = next
      steps += 1
    }
    return Minimum(point: point, value: value, gradientNorm: gradient.norm, steps: steps)
  }

  /// Minus the inverse Hessian's estimate times the gradient: the two-loop recursion.
  private func direction(_ gradient: [Double], _ corrections: [Correction]) -> [Double] {
    var direction = gradient.map { -$0 }
    var factors: [Double] = []
    for correction in corrections.reversed() {
      let factor = correction.inverse * dot(correction.step, direction)
      factors.append(factor)
      add(-factor, correction.change, to: &direction)
    }
    if let last = corrections.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for place in direction.indices { direction[place] *= scale }
    }
    for (correction, factor) in zip(corrections, factors.reversed()) {
      add(factor - correction.inverse * dot(correction.change, direction), correction.step, to: &direction)
    }
    return direction
  }

  /// A step that lowers the value enough and turns the slope enough; `nil` when none of 60 trials does.
  private func wolfeStep(
    from point: [Double], _ value: Double, _ gradient: [Double], along direction: [Double],
    _ function: Function
  ) -> (point: [Double], value: Double, gradient: [Double])? {
    let slope = dot(gradient, direction)
    guard slope < 0 else { return nil }
    var (low, high, length) = (0.0, Double.infinity, 1.0)
    for _ in 0..<60 {
      let candidate = zip(point, direction).map { $0 + length * $1 }
      let found = function(candidate)
      // Near the minimum a step lowers the value by less than its rounding; then the slope alone decides.
      let allowance = 1e-15 * abs(value)
      if !(found.value <= value + 1e-4 * length * slope + allowance) {
        high = length
      } else if dot(found.gradient, direction) < 0.9 * slope {
        low = length
      } else {
        return (candidate, found.value, found.gradient)
      }
      length = high < .infinity ? (low + high) / 2 : 2 * length
    }
    return nil
  }

  private func add(_ factor: Double, _ vector: [Double], to sum: inout [Double]) {
    for place in sum.indices { sum[place] += factor * vector[place] }
  }

  private func dot(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension [Double] {
  var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
