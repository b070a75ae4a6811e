import Collapse
import LinearAlgebra
import SweepModel
import Testing

@Suite struct LayerEquilibriumTests {
  private func equilibrium(_ lab: LayerLab, decay: Double) throws -> [Metric: Double] {
    BLAS.useOneThread()
    return try lab.withLayer { layer in
      try lab.deltas.withView {
        try layer.equilibriumMetrics(gradient: layer.meanGradient($0), weightDecay: decay)
      }
    }
  }

  /// Two samples on the axes, so that the mean gradient is half of the deltas' transpose.
  private func axes(_ deltas: [[Double]], weights: [[Double]]) -> LayerLab {
    var lab = LayerLab.random(seed: 1, samples: 2, width: 2)
    (lab.features, lab.weights, lab.deltas) = (Reals([[1, 0], [0, 1]]), Reals(weights), Reals(deltas))
    return lab
  }

  @Test func `two samples on the axes are solved by hand`() throws {
    // (1/N) deltas'H = diag(-1, 0), and lambda W = diag(1, 1): their sum has length 1, lambda W sqrt 2.
    let found = try equilibrium(axes([[-2, 0], [0, 0]], weights: [[2, 0], [0, 2]]), decay: 0.5)
    #expect(abs(try #require(found[.stationarity]) - 0.5.squareRoot()) < 1e-15)
    // W'W = diag(4, 4), FACT = diag(4, 0): entries less their means 2, 2, -2, -2 and 3, -1, -1, -1.
    #expect(abs(try #require(found[.factCorrelation]) - 8 / (4 * 12.0.squareRoot())) < 1e-14)
  }

  @Test func `at a critical point the gradient is none and both sides are the same matrix`() throws {
    let found = try equilibrium(axes([[-4, -1], [-3, -2]], weights: [[2, 1.5], [0.5, 1]]), decay: 1)
    #expect(try #require(found[.stationarity]) < 1e-15)
    #expect(abs(try #require(found[.factCorrelation]) - 1) < 1e-14)
    // The opposite sign is the opposite correlation, and twice as far.
    let other = try equilibrium(axes([[4, 1], [3, 2]], weights: [[2, 1.5], [0.5, 1]]), decay: 1)
    #expect(abs(try #require(other[.stationarity]) - 2) < 1e-14)
    #expect(abs(try #require(other[.factCorrelation]) + 1) < 1e-14)
  }

  @Test(arguments: [0, -1, .infinity, .nan]) func `without decay there is none`(_ decay: Double) throws {
    #expect(try equilibrium(LayerLab.random(seed: 1), decay: decay) == [:])
  }

  @Test func `without samples, weights or deltas that fit there is none`() throws {
    #expect(try equilibrium(axes([[1, 0], [0, 1]], weights: [[0, 0], [0, 0]]), decay: 1) == [:])
    #expect(throws: CollapseError.self) {
      try equilibrium(axes([[1, 0]], weights: [[1, 0], [0, 1]]), decay: 1)
    }
    let flat = try equilibrium(axes([[0, 0], [0, 0]], weights: [[1, 0], [0, 1]]), decay: 1)
    #expect(flat[.stationarity] == 1 && flat[.factCorrelation] == nil)
  }

  @Test func `balance is solved by hand, and missing where units differ`() throws {
    try axes([[0, 0], [0, 0]], weights: [[1, 0], [0, 2]]).withLayer { layer in
      // W W' = diag(1, 4), W2'W2 = diag(4, 0).
      #expect(layer.balance(with: Reals([[2, 0]])) == 5.0 / 4)
      #expect(layer.balance(with: Reals([[1, 0], [0, 2]])) == 0)
      #expect(layer.balance(with: Reals([[1, 0, 0]])) == nil && layer.balance(with: Reals([[0, 0]])) == nil)
    }
  }

  @Test func `a power of the product is found, and the last layer has none`() throws {
    // W'W = AGOP^0.25 on two axes.
    let lab = axes([[0, 0], [0, 0]], weights: [[2, 0], [0, 1]])
    try lab.withLayer { layer in
      let targets = try Reals([[1], [2]]).withView { try Targets($0) }
      var metered = MeteredLayer(layer)
      metered.agop = { _ in Reals([[256, 0], [0, 1]]) }
      let meter = Meter(targets, [.equilibrium, .agop])
      let found = try meter.measured(metered).measure.metrics
      #expect(found[.nfaExponent] == 0.25)
      #expect(abs(try #require(found[.nfaCorrelation]) - 1) < 1e-14)
      #expect(try #require(found[.agopCorrelation]) < 1 - 1e-3)
      #expect(try Meter(targets, [.agop]).measured(metered).measure.metrics[.nfaExponent] == nil)
      #expect(
        try Set(Meter(targets, [.equilibrium]).measured(metered).measure.metrics.keys)
          == [.nfaExponent, .nfaCorrelation])
      metered.isLast = true
      #expect(try Set(meter.measured(metered).measure.metrics.keys) == [.agopParticipationRatio])
    }
  }
}
