import Collapse
import LinearAlgebra
import SweepModel
import Testing

private func only(_ metrics: [Metric: Double], but left: Set<Metric>) -> [Metric: Double] {
  metrics.filter { !left.contains($0.key) }
}

private func lastDifferences(
  _ found: [Metric: Double], _ expected: [Metric: Double], gammaUnit: Double = 1
) -> [String] {
  Set(found.keys).union(expected.keys).sorted { $0.name < $1.name }.compactMap { metric in
    guard let left = found[metric], let right = expected[metric] else { return metric.name }
    let value = [.gramGamma, .residualVariance].contains(metric) ? left / gammaUnit : left
    return abs(value - right) <= 1e-8 * max(abs(right), 1e-3) ? nil : "\(metric.name): \(value), \(right)"
  }
}

@Test(arguments: 1...5, [60, 9])
func `rotating features, weights and gradients together changes nothing`(_ seed: Int, _ samples: Int) throws {
  let lab = LayerLab.random(seed: seed, samples: samples)
  var stream = RandomStream(seed: seed + 100, for: .test)
  let rotation = Reals.orthogonal(12, &stream)
  var turned = lab
  turned.features = lab.features.times(rotation)
  turned.weights = lab.weights.times(rotation)
  turned.jacobian = lab.jacobian.times(rotation)
  // The correlation is of entries less their mean, and a mean entry depends on the axes.
  let left: Set<Metric> = [.agopCorrelation]
  #expect(
    differences(only(try turned.layerMetrics(), but: left), only(try lab.layerMetrics(), but: left)) == [])
  #expect(lastDifferences(try turned.lastLayerMetrics(), try lab.lastLayerMetrics()) == [])
}

@Test(arguments: 1...3, [1e-6, 0.3, 1e6])
func `scales change metrics by their unit alone`(_ seed: Int, _ factor: Double) throws {
  let lab = LayerLab.random(seed: seed)
  var scaled = lab
  scaled.features = lab.features.scaled(factor)
  scaled.weights = lab.weights.scaled(1 / factor)
  scaled.deltas = lab.deltas.scaled(1 / factor / factor)
  var found = try scaled.layerMetrics()
  for metric in [Metric.wcv, .tcv] { found[metric]? /= factor * factor }
  for metric in [Metric.rankDistance, .rankBound] { found[metric]? *= factor }
  #expect(differences(found, try lab.layerMetrics()) == [])
  #expect(lastDifferences(try scaled.lastLayerMetrics(), try lab.lastLayerMetrics()) == [])
  scaled = lab
  (scaled.targets, scaled.weights) = (lab.targets.scaled(factor, plus: factor), lab.weights.scaled(factor))
  #expect(
    lastDifferences(try scaled.lastLayerMetrics(), try lab.lastLayerMetrics(), gammaUnit: factor * factor)
      == [])
}

@Test(arguments: 1...5)
func `the order of samples and of units changes no class, cluster or last-layer metric`(_ seed: Int) throws {
  let lab = LayerLab.random(seed: seed)
  var stream = RandomStream(seed: seed + 100, for: .test)
  let (samples, units) = (permutation(60, &stream), permutation(12, &stream))
  var moved = lab
  moved.features = lab.features.rows(samples).columns(units)
  moved.weights = lab.weights.columns(units)
  moved.jacobian = lab.jacobian.columns(units)
  moved.targets = lab.targets.rows(samples)
  moved.deltas = lab.deltas.rows(samples)
  moved.labels = samples.map { lab.labels[$0] }
  #expect(differences(try moved.layerMetrics(), try lab.layerMetrics()) == [])
  #expect(lastDifferences(try moved.lastLayerMetrics(), try lab.lastLayerMetrics()) == [])
}

@Test(arguments: 1...5)
func `the classes' names change nothing`(_ seed: Int) throws {
  let lab = LayerLab.random(seed: seed)
  var stream = RandomStream(seed: seed + 100, for: .test)
  let names = permutation(4, &stream)
  let old = names.indices.map { name in names.firstIndex(of: name) ?? 0 }
  var renamed = lab
  renamed.labels = lab.labels.map { names[$0] }
  renamed.weights = lab.weights.rows(old)
  renamed.deltas = lab.deltas.columns(old)
  renamed.biases = old.map { lab.biases[$0] }
  #expect(differences(try renamed.layerMetrics(), try lab.layerMetrics()) == [])
}

@Test(arguments: 1...5, [3, 70])
func `columns of zeros change no class, cluster or last-layer metric`(_ seed: Int, _ columns: Int) throws {
  let lab = LayerLab.random(seed: seed)
  var padded = lab
  padded.features = lab.features.padded(columns)
  padded.weights = lab.weights.padded(columns)
  padded.jacobian = lab.jacobian.padded(columns)
  let left: Set<Metric> = [.agopCorrelation]
  #expect(
    differences(only(try padded.layerMetrics(), but: left), only(try lab.layerMetrics(), but: left)) == [])
  #expect(lastDifferences(try padded.lastLayerMetrics(), try lab.lastLayerMetrics()) == [])
}

@Test(arguments: 1...3)
func `every sample twice and an offset change nothing that is centred`(_ seed: Int) throws {
  let lab = LayerLab.random(seed: seed)
  var twice = lab
  let order = Array(0..<60) + Array(0..<60)
  (twice.features, twice.deltas) = (lab.features.rows(order), lab.deltas.rows(order))
  (twice.targets, twice.labels) = (lab.targets.rows(order), lab.labels + lab.labels)
  twice.jacobian = Reals(rows: 360, columns: 12, entries: lab.jacobian.entries + lab.jacobian.entries)
  #expect(differences(try twice.layerMetrics(), try lab.layerMetrics()) == [])
  #expect(lastDifferences(try twice.lastLayerMetrics(), try lab.lastLayerMetrics()) == [])
  var moved = lab
  moved.features = lab.features.scaled(1, plus: 40)
  let raw: Set<Metric> = [.nc4, .nc1Left, .rankBound]
  #expect(differences(only(try moved.layerMetrics(), but: raw), only(try lab.layerMetrics(), but: raw)) == [])
}

@Test(arguments: 1...5)
func `the centred PCA residual is nrc1 and no residual exceeds one`(_ seed: Int) throws {
  let lab = LayerLab.random(seed: seed)
  let found = try lab.lastLayerMetrics()
  #expect(found[.pcaResidualCentred] == (try metrics(lab.features, lab.weights, lab.targets)[.nrc1]))
  for metric in [Metric.pcaResidual, .weightResidual, .weightResidualCentred] {
    let value = try #require(found[metric])
    #expect(value > 0 && value < 1)
  }
}

@Test(arguments: 1...5)
func `k-means never does worse than the labels and the distance never grows with K`(_ seed: Int) throws {
  let lab = LayerLab.random(seed: seed, classCount: 3, spread: 2)
  let found = try (3...12).map { count in
    try lab.withLayer { try $0.clusterMetrics(ClassLabels(lab.labels, classCount: count)) }
  }
  let totals = try found.map { try #require($0[.tcv]) }
  for (total, metrics) in zip(totals, found) { #expect(total <= (metrics[.wcv] ?? .nan)) }
  let distances = try found.map { try #require($0[.rankDistance]) }
  #expect(distances == distances.sorted(by: >))
}

@Test(arguments: 1...5, 2...5)
func `k-means on a line finds the best cuts`(_ seed: Int, _ count: Int) throws {
  var stream = RandomStream(seed: seed, for: .test)
  let values = (0..<40).map { _ in stream.normal() }.sorted()
  let lab = LayerLab.random(seed: seed, samples: 40, width: 1, classCount: count)
  let features = Reals(rows: 40, columns: 1, entries: values)
  let found = try features.withView { features in
    try lab.weights.withView { weights in
      try LayerArrays(number: 1, features: features, weights: weights).clusterMetrics(ClassLabels(lab.labels))
    }
  }
  #expect(abs(try #require(found[.tcv]) - leastVariation(values, count)) < 1e-12)
}

/// The least variation of sorted values in `count` runs, over all cuts (dynamic programming).
private func leastVariation(_ values: [Double], _ count: Int) -> Double {
  func inertia(_ range: Range<Int>) -> Double {
    let mean = values[range].reduce(0, +) / Double(range.count)
    return values[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
  var best = (0...values.count).map { $0 == 0 ? 0 : inertia(0..<$0) }
  for _ in 1..<count {
    best = best.indices.map { end in (0..<end).map { best[$0] + inertia($0..<end) }.min() ?? 0 }
  }
  return best[values.count] / Double(values.count)
}

@Test func `the same seed finds the same clusters`() throws {
  let lab = LayerLab.random(seed: 3, classCount: 6, spread: 3)
  #expect(try lab.layerMetrics() == lab.layerMetrics())
}

/// In x, the cosine between WW' and Sigma^1/2 - x I has the derivative (a + b x) / ||Sigma^1/2 - x I||^3, a and b free of x.
@Test(arguments: 1...20)
func `the Gram residual turns at most once over gamma, so a least one inside is the only one`(_ seed: Int)
  throws
{
  let lab = LayerLab.random(seed: seed)
  let targets = try lab.targets.withView { try Targets($0) }
  var covariance = lab.targets
  let samples = Double(covariance.rows)
  for column in 0..<covariance.columns {
    let mean = (0..<covariance.rows).reduce(0) { $0 + covariance[$1, column] } / samples
    for row in 0..<covariance.rows { covariance[row, column] -= mean }
  }
  covariance = covariance.transposed.times(covariance).scaled(1 / samples)
  let smallest = try #require(
    try SymmetricSpectrum(upper: covariance.entries, order: covariance.rows).values.last)
  #expect(smallest > 0.01)
  let residuals = try (0..<100).map { step in
    let metrics = try lab.withLayer {
      try LastLayer($0, targets, threshold: smallest * Double(step) / 100).metrics()
    }
    return try #require(metrics[.gramResidualThreshold])
  }
  let rises = zip(residuals, residuals.dropFirst()).map { $0 < $1 }
  #expect(zip(rises, rises.dropFirst()).count { $0 != $1 } <= 1)
  let best = try lab.lastLayerMetrics()
  // The metric's grid is another and finer one.
  #expect(abs(try #require(best[.gramResidual]) - (residuals.min() ?? 0)) < 1e-4)
  #expect(try #require(best[.gramGamma]) <= smallest * (1 + 1e-9))
}
