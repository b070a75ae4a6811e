import Collapse
import LinearAlgebra
import SweepModel
import Testing

/// Two classes on a line, {0, 2} and {4, 6}: means 1 and 5, Sw = 1, mu_G = 3, Sb = 4.
private func line(weights: [[Double]] = [[-1], [1]], biases: [Double] = []) -> LayerLab {
  LayerLab(
    features: Reals([[0], [2], [4], [6]]), weights: Reals(weights), targets: Reals([[0], [0], [1], [1]]),
    labels: [0, 0, 1, 1], biases: biases, deltas: Reals(rows: 4, columns: weights.count, repeating: 0),
    jacobian: Reals([[1]]))
}

private func expect(
  _ found: [Metric: Double], _ expected: [Metric: Double?],
  _ location: SourceLocation = #_sourceLocation
) {
  for (metric, value) in expected {
    if let value {
      let close = found[metric].map { abs($0 - value) <= 1e-14 * max(1, abs(value)) } ?? false
      #expect(
        close, "\(metric.name): \(String(describing: found[metric])), not \(value)",
        sourceLocation: location)
    } else {
      #expect(found[metric] == nil, "\(metric.name)", sourceLocation: location)
    }
  }
}

@Test func `two classes on a line are solved by hand`() throws {
  expect(
    try line().layerMetrics(),
    [
      .nc1: 0.25, .nc1Pinv: 0.125, .nc1Svd: 0.125, .nc2: 0, .nc3: 0, .cdnv: 1.0 / 16, .wcv: 1, .tcv: 1,
      .rankDistance: 0, .nc1Right: 0.25,
      // ReLU of (-h, h) leaves (0, h).
      .nc1Left: 0.25,
      // Without biases the network calls sample 2 class 1; its nearest mean is that of class 0.
      .nc4: 0.25,
    ])
  expect(try line(biases: [3, -3]).layerMetrics(), [.nc4: 0])
  expect(try line(weights: [[1], [-1]]).layerMetrics(), [.nc3: 2])
  expect(try line(weights: [[1], [-1], [2]]).layerMetrics(), [.nc3: nil, .nc1: 0.25])
  expect(try line(weights: [[0], [0]]).layerMetrics(), [.nc3: nil, .nc1Right: nil, .nc1Left: nil])
}

@Test func `the mean of means counts every class once`() throws {
  // Means 0 and 6, the first of three samples: mu_G = 3, Sb = 9, and Sw = (1 + 1) / 4.
  var lab = line()
  (lab.features, lab.labels) = (Reals([[-1], [0], [1], [6]]), [0, 0, 0, 1])
  expect(try lab.layerMetrics(), [.nc1: 0.5 / 9, .cdnv: (2.0 / 3) / 2 / 36])
}

@Test(arguments: 2...6)
func `a simplex of class means has no error`(_ count: Int) throws {
  let identity = Reals((0..<count).map { row in (0..<count).map { $0 == row ? 3 : 0 } })
  var lab = LayerLab.random(seed: 1, samples: count, width: count, classCount: count)
  (lab.features, lab.weights, lab.biases) = (identity, identity, [])
  let metrics = try lab.layerMetrics()
  expect(metrics, [.nc1: 0, .nc1Pinv: 0, .nc1Svd: 0, .nc2: 0, .nc3: 0, .nc4: 0, .cdnv: 0, .wcv: 0, .tcv: 0])
}

@Test func `rank distance is what lies beyond the classes`() throws {
  var lab = LayerLab.random(seed: 1, width: 4, classCount: 2)
  lab.weights = Reals([[4, 0, 0, 0], [0, 0, 0, -3], [0, 2, 0, 0], [0, 0, 1, 0]])
  lab.deltas = Reals(rows: 60, columns: 4, repeating: 0)
  lab.biases = []
  // Without deltas the gradient is lambda W, so the bound is ||W||.
  expect(try lab.layerMetrics(), [.rankDistance: 5.0.squareRoot(), .rankBound: 30.0.squareRoot()])
  lab.weightDecay = 0
  expect(try lab.layerMetrics(), [.rankDistance: 5.0.squareRoot(), .rankBound: nil])
}

@Test func `weights whose Gram matrix is the root of the AGOP correlate fully`() throws {
  // AGOP = diag(16, 1), its root diag(4, 1) = W'W; the participation ratio is 17^2 / 257.
  var lab = LayerLab.random(seed: 1, width: 2)
  lab.weights = Reals([[2, 0], [0, 1]])
  let metrics = try lab.withLayer { layer in
    try Reals([[16, 0], [0, 1]]).withView { try layer.agopMetrics($0) }
  }
  expect(metrics, [.agopCorrelation: 1, .agopParticipationRatio: 289.0 / 257])
}

@Test func `last-layer metrics of a cross are solved by hand`() throws {
  // Variance 4 along the first axis, 1 along the second; the weights read an axis at 30 degrees.
  let half = 0.75.squareRoot()
  var lab = LayerLab.random(seed: 1)
  lab.features = Reals([[2, 0], [-2, 0], [0, 1], [0, -1], [0, 0]])
  lab.weights = Reals([[half, 0.5]])
  lab.targets = Reals([[2], [-2], [0], [0], [0]])
  let found = try lab.lastLayerMetrics()
  let expected: [Metric: Double] = [
    .pcaResidual: 0.5, .pcaResidualCentred: 0.2, .weightResidual: 0.5,
    .weightResidualCentred: (8 * 0.25 + 2 * 0.75) / 10,
    // Residuals are 2 - sqrt 3, its negative, -1/2, 1/2 and 0.
    .residualVariance: (2 * (2 - 3.0.squareRoot()) * (2 - 3.0.squareRoot()) + 0.5) / 5,
  ]
  #expect(
    found.keys.sorted { $0.name < $1.name } == expected.keys.sorted { $0.name < $1.name })
  for (metric, value) in expected { #expect(abs((found[metric] ?? .nan) - value) < 1e-14, "\(metric)") }
}

@Test func `the Gram residual of given weights is solved by hand`() throws {
  // Sigma = diag(4, 1): at gamma = 0 the form is diag(2, 1), at gamma = 1 it is diag(1, 0).
  var lab = LayerLab.random(seed: 1)
  lab.targets = Reals([[2, 1], [2, -1], [-2, 1], [-2, -1]])
  lab.features = Reals([[1, 0], [0, 1], [1, 1], [0, 0]])
  lab.weights = Reals([[3, 0], [0, 0]])
  let found = try lab.lastLayerMetrics()
  #expect(found[.gramResidual] == 0)
  #expect(found[.gramGamma] == 1)
  #expect(found[.gramGammaRatio] == 1)
  // The residuals' covariance is ((6.25, -1.5), (-1.5, 1)).
  #expect(abs(try #require(found[.residualVariance]) - 3.625) < 1e-14)
  let anisotropy = (2 * 2.625 * 2.625 + 2 * 1.5 * 1.5) / (6.25 * 6.25 + 1 + 2 * 1.5 * 1.5)
  #expect(abs(try #require(found[.residualAnisotropy]) - anisotropy.squareRoot()) < 1e-14)
  #expect(found[.gramResidualThreshold] == nil)
  let targets = try lab.targets.withView { try Targets($0) }
  func residual(_ threshold: Double) throws -> Double? {
    try lab.withLayer {
      try LastLayer($0, targets, threshold: threshold).metrics()[.gramResidualThreshold]
    }
  }
  #expect(abs(try #require(try residual(0)) - (2 - 4 / 5.0.squareRoot())) < 1e-14)
  #expect(try residual(1) == 0)
  #expect(try residual(-1) == nil)
}

@Test func `white targets skip the gamma at which nothing is left`() throws {
  // Sigma = I: every gamma below 1 leaves a multiple of I, and gamma = 1 nothing.
  var lab = LayerLab.random(seed: 1)
  lab.targets = Reals([[1, 1], [1, -1], [-1, 1], [-1, -1]])
  lab.features = Reals([[1, 0], [0, 1], [1, 1], [0, 0]])
  lab.weights = Reals([[1, 0], [0, 1]])
  let targets = try lab.targets.withView { try Targets($0) }
  let atOne = try lab.withLayer {
    try LastLayer($0, targets, threshold: 1).metrics()
  }
  #expect(atOne[.gramResidualThreshold] == nil)
  #expect(try #require(try lab.lastLayerMetrics()[.gramResidual]) < 1e-30)
}
