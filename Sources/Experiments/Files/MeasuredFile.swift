internal import ArrayFiles
internal import Collapse
internal import LinearAlgebra

/// A network's arrays in an .npz, checked against each other by their headers before any number is read.
///
/// Members: `H1`…`HL` (N x h, what enters linear map l), `W1`…`WL` (out x in), `b1`…`bL` (out), `Y` (N x t, or N) or
/// `labels` (N, or N x 1) or both, `target_rank` and `weight_decay` (one number each). A layer without `W` is measured by its features alone.
package struct MeasuredFile {
  package struct Layer {
    package let number: Int
    /// h.
    package let inputs: Int
    /// Rows of W; `nil` without W.
    package let outputs: Int?
    let hasBiases: Bool
  }

  package let path: String
  /// N.
  let samples: Int
  package let layers: [Layer]
  let hasTargets: Bool
  let hasLabels: Bool
  private let hasNames: Bool
  let targetRank: Int?
  /// lambda of the decay that the network was trained with.
  let weightDecay: Double?
  /// Members that are not measured, in the file's order.
  package let unused: [String]
  private let archive: ArrayFile

  /// - Throws: `BadFile` with a sentence for each mistake.
  init(_ archive: ArrayFile) throws {
    self.archive = archive
    var headers = MemberHeaders(archive)
    let features = headers.numbered("H")
    let layers = features.sorted { $0.key < $1.key }.map { number, shape in
      Layer(
        number: number, inputs: shape.last ?? 0, outputs: headers.weights(number, inputs: shape.last),
        hasBiases: headers.hasBiases(number))
    }
    headers.checkNumbering(features.keys.sorted())
    samples = headers.checkSamples(features)
    (hasTargets, hasLabels) = headers.checkTargets()
    targetRank = headers.targetRank()
    weightDecay = headers.weightDecay()
    hasNames = headers.hasNames()
    guard headers.faults.isEmpty else { throw BadFile(headers.faults.joined(separator: "\n")) }
    (path, self.layers) = (archive.file, layers)
    let used = headers.used
    unused = archive.names.filter { !used.contains($0) }
  }

  /// All entries of a member, in the precision that holds them; a line of numbers is a column.
  func matrix(_ name: String) throws -> StoredMatrix {
    try StoredMatrix(archive, name)
  }

  /// The entries of a line of numbers.
  func column(_ name: String) throws -> [Double] {
    try archive.doubles(name)
  }

  /// `body` with one layer's arrays; weights that are not there have no rows.
  func withArrays<Result>(of layer: Layer, _ body: (LayerArrays) throws -> Result) throws -> Result {
    let features = try matrix("H\(layer.number)")
    let weights =
      layer.outputs == nil
      ? .single(Matrix(rows: 0, columns: layer.inputs, entries: [])) : try matrix("W\(layer.number)")
    return try features.withView { features in
      try weights.withView { weights in
        try body(LayerArrays(number: layer.number, features: features, weights: weights))
      }
    }
  }

  /// What gives the weights of the map after `number`, where both are in the file and it reads as many units as the one
  /// before has.
  func next(_ number: Int) -> (() throws -> Matrix<Double>)? {
    guard number < layers.count, let outputs = layers[number - 1].outputs, layers[number].outputs != nil,
      layers[number].inputs == outputs
    else { return nil }
    return { try matrix("W\(number + 1)").withView { $0.copied() } }
  }

  /// Names of the layers, 1 first; none where they are not there.
  func layerNames() throws -> [String] { hasNames ? try LayerNames.read(archive) : [] }

  /// The class of each sample.
  func labels() throws -> LabelNumbers {
    let labels = try archive.integers("labels")
    let numbers = LabelNumbers(labels, outputs: layers.last?.outputs)
    guard numbers.labels.count <= MemberHeaders.mostClasses else {
      throw BadFile(
        "\(path): 'labels' holds \(numbers.labels.count) different numbers. Expected at most "
          + "\(MemberHeaders.mostClasses) classes. Save the class of each sample, not its number.")
    }
    return numbers
  }
}

/// A matrix in the precision that it was stored in.
enum StoredMatrix {
  case single(Matrix<Float>)
  case double(Matrix<Double>)

  init(_ archive: ArrayFile, _ name: String) throws(ArrayFileError) {
    let member = try archive.member(name)
    let rows = member.shape.first ?? 1
    let columns = member.shape.count < 2 ? 1 : member.shape[1]
    self =
      if member.element.fitsSingle {
        .single(Matrix(rows: rows, columns: columns, entries: try archive.floats(name)))
      } else {
        .double(Matrix(rows: rows, columns: columns, entries: try archive.doubles(name)))
      }
  }

  var rows: Int { withView { $0.rows } }

  func withView<Result>(_ body: (MatrixView) throws -> Result) rethrows -> Result {
    switch self {
    case .single(let matrix): try matrix.withView(body)
    case .double(let matrix): try matrix.withView(body)
    }
  }
}
