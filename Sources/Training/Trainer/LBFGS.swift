internal import CKernels

/// Limited-memory BFGS with a bracketing line search, on all rows at once, to reach stationary points.
///
/// - Direction: the two-loop recursion over the last `pairs` pairs (Nocedal 1980), scaled by s'y / y'y.
/// - Step length: doubled or halved between brackets until the objective has fallen enough (Armijo, 1e-4) and its slope
///   has risen enough (weak Wolfe, 0.9), which also works across the kinks of a ReLU (Lewis and Overton 2013). Where the
///   fall drowns in rounding, a value within `noise` of the start counts as a fall.
/// - Precision: vectors in single precision, their products in double.
struct LBFGS {
  static let pairs = 20
  static let mostTrials = 30
  /// Relative to the objective.
  static let noise = 2e-7

  /// The last moves and the changes of gradient along them, oldest first, all parameters one after the other.
  private(set) var moves: [[Float]]
  private(set) var changes: [[Float]]
  /// Where the last move ended, so that the next one need not evaluate it again; the same bits follow without it.
  private var end: Point?

  init(moves: [[Float]] = [], changes: [[Float]] = []) { (self.moves, self.changes) = (moves, changes) }

  /// The arrays that are moved, and the objective: fills the gradients, decay included.
  struct Problem {
    let arrays: [ParameterArray]
    let evaluate: () -> (objective: Double, lossSum: Double)
  }

  private struct Point {
    let value: Double
    let lossSum: Double
    let place: [Float]
    let gradient: [Float]
  }

  /// One move. Where none lowers the objective, the parameters stay and the memory of earlier moves is dropped.
  ///
  /// Returns the sum of the loss's terms before the move.
  mutating func iterate(_ problem: Problem, firstLength: Double) -> Double {
    let start = end ?? Self.point(problem)
    end = start
    let norm = Self.dot(start.gradient, start.gradient).squareRoot()
    guard start.value.isFinite, norm > 0 else { return start.lossSum }
    if !moves.isEmpty, search(problem, from: start, along: direction(start.gradient), length: firstLength) {
      return start.lossSum
    }
    (moves, changes) = ([], [])
    let steepest = start.gradient.map { -$0 }
    if !search(problem, from: start, along: steepest, length: firstLength * min(1, 1 / norm)) {
      Self.write(start.place, to: problem)
    }
    return start.lossSum
  }

  /// Minus the inverse Hessian's estimate times `gradient`.
  private func direction(_ gradient: [Float]) -> [Float] {
    var vector = gradient
    var factors = [Double](repeating: 0, count: moves.count)
    for index in moves.indices.reversed() {
      let curvature = Self.dot(moves[index], changes[index])
      factors[index] = Self.dot(moves[index], vector) / curvature
      Self.add(changes[index], times: -factors[index], to: &vector)
    }
    if let move = moves.last, let change = changes.last {
      let scale = Float(Self.dot(move, change) / Self.dot(change, change))
      for place in vector.indices { vector[place] *= scale }
    }
    for index in moves.indices {
      let curvature = Self.dot(moves[index], changes[index])
      let factor = factors[index] - Self.dot(changes[index], vector) / curvature
      Self.add(moves[index], times: factor, to: &vector)
    }
    return vector.map { -$0 }
  }

  /// Moves along `direction` and remembers the move; false where no length will do.
  private mutating func search(
    _ problem: Problem, from start: Point, along direction: [Float], length: Double
  ) -> Bool {
    let slope = Self.dot(direction, start.gradient)
    guard slope < 0 else { return false }
    var (length, low, high) = (length, 0.0, Double.infinity)
    for _ in 0..<Self.mostTrials {
      Self.write(Self.moved(start.place, direction, length), to: problem)
      let end = Self.point(problem)
      let (fall, noise) = (-1e-4 * length * slope, Self.noise * abs(start.value))
      let falls = end.value <= (fall > noise ? start.value - fall : start.value + noise)
      if falls, Self.dot(direction, end.gradient) >= 0.9 * slope {
        remember(start, end)
        self.end = end
        return true
      }
      if falls { low = length } else { high = length }
      length = high < .infinity ? (low + high) / 2 : 2 * length
    }
    return false
  }

  private mutating func remember(_ start: Point, _ end: Point) {
    let move = zip(end.place, start.place).map { $0 - $1 }
    let change = zip(end.gradient, start.gradient).map { $0 - $1 }
    let curvature = Self.dot(move, change)
    guard curvature > 1e-12 * Self.dot(change, change), curvature > 0 else { return }
    moves.append(move)
    changes.append(change)
    if moves.count > Self.pairs {
      moves.removeFirst()
      changes.removeFirst()
    }
  }

  private static func point(_ problem: Problem) -> Point {
    let (value, lossSum) = problem.evaluate()
    return Point(
      value: value, lossSum: lossSum, place: problem.arrays.gathered { $0.values },
      gradient: problem.arrays.gathered { $0.gradient })
  }

  private static func write(_ place: [Float], to problem: Problem) {
    problem.arrays.scatter(place) { $0.values }
  }

  private static func moved(_ start: [Float], _ direction: [Float], _ length: Double) -> [Float] {
    [Float](unsafeUninitializedCapacity: start.count) { buffer, count in
      if let out = buffer.baseAddress { kernels_move(out, start, direction, start.count, Float(length)) }
      count = start.count
    }
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Double { kernels_dot(a, b, a.count) }

  private static func add(_ values: [Float], times factor: Double, to out: inout [Float]) {
    kernels_add_scaled(&out, values, values.count, Float(factor))
  }
}

extension [ParameterArray] {
  /// One field of all arrays, one after the other.
  func gathered(_ field: (ParameterArray) -> UnsafeMutablePointer<Float>) -> [Float] {
    [Float](unsafeUninitializedCapacity: reduce(0) { $0 + $1.count }) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      for array in self {
        (start + count).initialize(from: field(array), count: array.count)
        count += array.count
      }
    }
  }

  /// Puts back what `gathered` gave.
  func scatter(_ values: [Float], to field: (ParameterArray) -> UnsafeMutablePointer<Float>) {
    precondition(values.count == reduce(0) { $0 + $1.count }, "as many numbers as parameters")
    values.withUnsafeBufferPointer { buffer in
      guard var source = buffer.baseAddress else { return }
      for array in self {
        field(array).update(from: source, count: array.count)
        source += array.count
      }
    }
  }
}
