internal import Glibc
package import LinearAlgebra
package import SweepModel

/// A deep recursive feature machine: layer by layer, kernel regression on the labels tells which directions matter (AGOP),
/// samples are turned along its root, and a random feature map gives the next layer's samples. Nothing else is trained.
///
/// Layer l: rows at unit length; a Laplace kernel machine; M = its AGOP over M's largest entry; X M^{1/2}; random features.
/// - Shapes: samples N x d, targets N x K (labels coded as -1 and 1).
/// - Precision: double. Source: Beaglehole et al. (2024), section 4, as the authors' code has it.
package struct DeepRFM {
  package struct Settings: Hashable, Sendable {
    /// Features of each random map.
    package var width: Int
    /// `relu`: max(0, W x), entries of W uniform in +-1/sqrt(d). `cosine`: sqrt(2 / width) cos(w'x + u), entries of w from
    /// a Cauchy distribution of scale `frequencyScale`, u uniform in [0, 2 pi).
    package var map = FeatureMap.relu
    package var frequencyScale = 0.05
    package var bandwidth = 2.0
    package var ridge = 1e-3
    /// False: the control, in which M is the identity.
    package var projects = true

    package init(width: Int, map: FeatureMap = .relu) { (self.width, self.map) = (width, map) }
  }

  package struct Layer {
    /// From 1.
    package let number: Int
    /// X, N x d, rows at unit length.
    package let features: Matrix<Double>
    /// M, d x d; its largest entry is 1, and it is the identity for the control.
    package let agop: Matrix<Double>
    /// M^{1/2}, symmetric.
    package let root: Matrix<Double>
    /// X M^{1/2}.
    package let projected: Matrix<Double>
    /// The random map of the projected samples, N x width: the next layer's samples before they are brought to unit length.
    package let mapped: Matrix<Double>
    /// Mean over entries of (f - Y)^2 of the layer's kernel machine on its own samples.
    package let trainError: Double
  }

  private let settings: Settings
  private let targets: Matrix<Double>
  private var samples: Matrix<Double>
  private var stream: RandomStream
  private var number = 0

  package init(_ samples: Matrix<Double>, targets: Matrix<Double>, _ settings: Settings, seed: Int) {
    (self.samples, self.targets, self.settings) = (samples, targets, settings)
    stream = RandomStream(seed: seed, for: .initialization)
  }

  /// Computes the next layer. `progress` is called several times a layer.
  package mutating func next(progress: () throws -> Void = {}) throws -> Layer {
    let features = samples.unitRows
    let machine = try LaplaceMachine(
      features, targets: targets, bandwidth: settings.bandwidth, ridge: settings.ridge)
    try progress()
    let agop = try settings.projects ? scaled(machine.agop(progress: progress)) : .identity(features.columns)
    let root = settings.projects ? try agop.positiveRoot() : agop
    let projected = settings.projects ? features.times(root) : features
    let mapped = draw(projected)
    samples = mapped
    number += 1
    let errors = zip(machine.predictions.entries, targets.entries).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    return Layer(
      number: number, features: features, agop: agop, root: root, projected: projected, mapped: mapped,
      trainError: errors / Double(max(1, targets.entries.count)))
  }

  private func scaled(_ agop: Matrix<Double>) -> Matrix<Double> {
    guard let largest = agop.entries.max(), largest > 0 else { return agop }
    return Matrix(rows: agop.rows, columns: agop.columns, entries: agop.entries.map { $0 / largest })
  }

  private mutating func draw(_ rows: Matrix<Double>) -> Matrix<Double> {
    let (inputs, width) = (rows.columns, settings.width)
    switch settings.map {
    case .relu:
      let bound = 1 / Double(max(1, inputs)).squareRoot()
      let map = (0..<width * inputs).map { _ in (2 * stream.uniform() - 1) * bound }
      var result = rows.times(Matrix(rows: width, columns: inputs, entries: map), transposed: true)
      for place in result.entries.indices { result.entries[place] = max(0, result.entries[place]) }
      return result
    case .cosine:
      let scale = settings.frequencyScale
      let map = (0..<width * inputs).map { _ in scale * tan(.pi * (stream.uniform() - 0.5)) }
      let phases = (0..<width).map { _ in 2 * .pi * stream.uniform() }
      var result = rows.times(Matrix(rows: width, columns: inputs, entries: map), transposed: true)
      let factor = (2 / Double(width)).squareRoot()
      for place in result.entries.indices {
        result.entries[place] = factor * cos(result.entries[place] + phases[place % width])
      }
      return result
    }
  }
}

extension Matrix where Scalar == Double {
  /// Rows divided by their lengths; a row of zeros stays.
  var unitRows: Self {
    var result = self
    for row in 0..<rows {
      let places = row * columns..<(row + 1) * columns
      let length = entries[places].reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { continue }
      for place in places { result.entries[place] /= length }
    }
    return result
  }

  /// The symmetric root of a symmetric matrix, negative eigenvalues taken as zero.
  func positiveRoot() throws -> Self {
    let spectrum = try SymmetricSpectrum(upper: entries, order: columns, byLAPACK: true)
    let kept = spectrum.values.prefix { $0 > 0 }
    return try spectrum.leadingVectors(kept.count).symmetric(kept.map { $0.squareRoot() })
  }
}
