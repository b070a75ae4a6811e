import Collapse
import LinearAlgebra
import SweepModel
import Testing

/// How the entries of a random matrix are spoilt.
enum Spoilt: CaseIterable, Sendable {
  case none, zeros, constant, repeated, tiny, huge, extreme

  func matrix(_ rows: Int, _ columns: Int, _ stream: inout RandomStream) -> Reals {
    var matrix = Reals.normal(rows, columns, &stream)
    switch self {
    case .none: break
    case .zeros: matrix = Reals(rows: rows, columns: columns, repeating: 0)
    case .constant: matrix = Reals(rows: rows, columns: columns, repeating: 0.1)
    case .repeated:
      for row in 0..<rows { for column in 0..<columns { matrix[row, column] = matrix[0, column] } }
    case .tiny: matrix = matrix.scaled(1e-40)
    case .huge: matrix = matrix.scaled(1e30)
    case .extreme: matrix.entries = matrix.entries.map { $0 < 0 ? -3.4e38 : 3.4e38 }
    }
    return matrix
  }
}

@Test(arguments: 1...40, Spoilt.allCases)
func `no shape, label or value traps or gives a number that is not finite`(_ seed: Int, _ spoilt: Spoilt)
  throws
{
  var stream = RandomStream(seed: seed, for: .test)
  for _ in 0..<12 {
    let sizes = (0..<5).map { _ in [0, 1, 2, 3, 5, 9][stream.below(6)] }
    let (samples, width, outputs, dimension, count) = (sizes[0], sizes[1], sizes[2], sizes[3], sizes[4] + 1)
    func array(_ rows: Int, _ columns: Int) -> Reals {
      (stream.below(3) == 0 ? spoilt : .none).matrix(rows, columns, &stream)
    }
    let lab = LayerLab(
      features: spoilt.matrix(samples, width, &stream), weights: array(outputs, width),
      targets: array(samples, dimension), labels: (0..<samples).map { _ in stream.below(count) },
      classCount: stream.below(2) == 0 ? nil : count, biases: array(1, outputs).entries,
      deltas: array(samples, outputs), jacobian: array(stream.below(4), width),
      weightDecay: [0, 1e-30, 1e-3, .infinity, .nan, -1][stream.below(6)])
    let metrics = try lab.layerMetrics()
    #expect(metrics.filter { !$0.value.isFinite } == [:], "\(sizes)")
    #expect(try lab.lastLayerMetrics().filter { !$0.value.isFinite } == [:], "\(sizes)")
    if samples == 0 || width == 0 {
      #expect(Set(metrics.keys).isSubset(of: [.rankDistance]), "\(sizes)")
      #expect(try lab.lastLayerMetrics().keys.allSatisfy { $0.name.hasPrefix("gram") }, "\(sizes)")
    }
    if Spoilt.constantOnes.contains(spoilt) {
      let ofMeans: Set<Metric> = [.nc1, .nc1Pinv, .nc1Svd, .nc2, .nc3, .nc4, .cdnv, .nc1Right, .nc1Left]
      #expect(ofMeans.isDisjoint(with: metrics.keys), "\(sizes)")
    }
  }
}

extension Spoilt {
  fileprivate static let constantOnes: [Spoilt] = [.zeros, .constant, .repeated]
}

@Test(arguments: [[Int]]([[], [0], [0, 0, 0], [1, 1, 1], [0, 2, 2]]))
func `no sample, one sample, one class and an empty class have no class metric`(_ labels: [Int]) throws {
  var lab = LayerLab.random(seed: 1, samples: labels.count, classCount: 3)
  (lab.labels, lab.classCount) = (labels, nil)
  let metrics = try lab.layerMetrics()
  let ofMeans: Set<Metric> = [.nc1, .nc1Pinv, .nc1Svd, .nc2, .nc3, .nc4, .cdnv, .nc1Right, .nc1Left]
  #expect(ofMeans.isDisjoint(with: metrics.keys))
  #expect((metrics[.wcv] == nil) == labels.isEmpty)
  #expect((metrics[.tcv] == nil) == labels.isEmpty)
}

@Test(arguments: 1...5)
func `one target has no Gram metric, nor have weights of another shape`(_ seed: Int) throws {
  var lab = LayerLab.random(seed: seed, classCount: 3)
  let all = try lab.lastLayerMetrics()
  // Without penalties there is no threshold.
  #expect(Set(all.keys) == Set(MetricGroup.lastLayer.metrics).subtracting([.gramResidualThreshold]))
  let gram: Set<Metric> = [.gramResidual, .gramGamma, .gramGammaRatio]
  lab.targets = lab.targets.columns([0])
  #expect(gram.isDisjoint(with: try lab.lastLayerMetrics().keys))
  lab.weights = lab.weights.rows([0])
  #expect(gram.isDisjoint(with: try lab.lastLayerMetrics().keys))
}

@Test(arguments: [Double.nan, .infinity, 1e39], [0, 4])
func `an entry that is not finite is refused with its array and row`(_ value: Double, _ row: Int) {
  let good = LayerLab.random(seed: 1, samples: 20, width: 6)
  func place(_ array: MeasuredArray, column: Int = 1) -> CollapseError {
    .notFinite(array, row: row, column: column, value: "\(value)")
  }
  var bad = good
  bad.features[row, 1] = value
  #expect(throws: place(.features(layer: 1))) { try bad.layerMetrics() }
  #expect(throws: place(.features(layer: 1))) { try bad.lastLayerMetrics() }
  bad = good
  bad.weights[row % 4, 1] = value
  #expect(throws: CollapseError.self) { try bad.lastLayerMetrics() }
  bad = good
  bad.deltas[row, 1] = value
  #expect(throws: place(.deltas(layer: 1))) { try bad.layerMetrics() }
  bad = good
  bad.targets[row, 1] = value
  #expect(throws: place(.targets)) { try bad.lastLayerMetrics() }
  bad = good
  bad.biases[row % 4] = value
  #expect(throws: CollapseError.notFinite(.biases(layer: 1), row: row % 4, column: 0, value: "\(value)")) {
    try bad.layerMetrics()
  }
  var agop = Reals(rows: 6, columns: 6, repeating: 1)
  agop[row, 1] = value == 1e39 ? .infinity : value
  #expect(throws: CollapseError.self) {
    try good.withLayer { layer in try agop.withView { try layer.agopMetrics($0) } }
  }
}

private let misfits: [(CollapseError, @Sendable (inout LayerLab) -> Void)] = [
  (.labelCount(.features(layer: 1), rows: 20, labels: 19), { $0.labels.removeLast() }),
  (.label(row: 3, value: -1, classCount: 4), { $0.labels[3] = -1 }),
  (.label(row: 0, value: 4, classCount: 4), { $0.labels[0] = 4 }),
  (.label(row: 2, value: .max, classCount: nil), { ($0.classCount, $0.labels[2]) = (nil, .max) }),
  (.shape(.biases(layer: 1), found: [3], expected: [4]), { $0.biases.removeLast() }),
  (.shape(.deltas(layer: 1), found: [20, 1], expected: [20, 4]), { $0.deltas = $0.deltas.columns([0]) }),
  (
    .shape(.agop(layer: 1), found: [2, 2], expected: [6, 6]), { $0.jacobian = $0.jacobian.columns([0, 1]) }
  ),
  (.inputCount(.weights(layer: 1), columns: 1, features: 6), { $0.weights = $0.weights.columns([0]) }),
]

@Test(arguments: misfits.indices)
func `arrays that do not fit the labels or the layer are refused`(_ index: Int) {
  var lab = LayerLab.random(seed: 1, samples: 20, width: 6)
  misfits[index].1(&lab)
  #expect(throws: misfits[index].0) { try lab.layerMetrics() }
}

@Test func `a label of any size is a class like others`() throws {
  let labels = try ClassLabels([0, 1 << 60, 1])
  #expect(labels.classCount == (1 << 60) + 1)
  var lab = LayerLab.random(seed: 1, samples: 3, classCount: 3)
  (lab.labels, lab.classCount) = ([0, 1 << 60, 1], nil)
  let metrics = try lab.layerMetrics()
  #expect(metrics[.tcv] == 0 && metrics[.rankDistance] == 0 && metrics[.nc1] == nil)
}

@Test(arguments: [
  (
    CollapseError.labelCount(.predictions, rows: 3, labels: 4),
    """
    'the predictions' has '3' rows and 'labels' has '4' entries. Expected one of each a sample. \
    Record the features of exactly the samples whose labels are given.
    """
  ),
  (
    .label(row: 2, value: 7, classCount: 5),
    """
    'labels' holds '7' in row 2 (the first is 0). Expected a whole number from 0 to '4'. Number the classes from 0.
    """
  ),
  (
    .label(row: 2, value: -7, classCount: nil),
    """
    'labels' holds '-7' in row 2 (the first is 0). Expected a whole number from 0 to the number of classes less one. \
    Number the classes from 0.
    """
  ),
  (
    .shape(.agop(layer: 2), found: [3, 4], expected: [4, 4]),
    """
    'the AGOP of layer 2' has shape '3 x 4'. Expected '4 x 4', as the layer's features and weights have it. \
    Record it at the same layer and for the same samples.
    """
  ),
])
func `an error of labels or shapes says what was found and what to do`(_ error: CollapseError, _ text: String)
{
  #expect("\(error)" == text)
}
