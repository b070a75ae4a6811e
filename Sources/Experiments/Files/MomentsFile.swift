internal import ArrayFiles
internal import Collapse
internal import LinearAlgebra
internal import SweepModel

/// Moments of a network's layers in an .npz: what the Python package's Recorder writes in place of arrays.
///
/// Members: `n`; of each layer l `M<l>` (h, what was taken off each sample), `S<l>` (h, the sum of the rest), `G<l>`
/// (h x h), and where they are known `W<l>`, `b<l>`, `R<l>` (samples, for intrinsic dimensions), of the last `Gn<l>`
/// and `Nn<l>`. Of targets `Y_shift`, `Y_sum`, `Y_gram` and of each layer `C<l>` (h x t); of classes `K_n` and of each
/// layer `K_sum<l>` (K x h) and `K_sq<l>` (K).
struct MomentsFile {
  /// What is not told by moments.
  static let undefined: Set<Metric> = [.nrc2Debiased]
  /// Groups that need the samples themselves.
  static let unmeasured: Set<MetricGroup> = [.agop, .singular, .clusters, .classes, .intrinsicDimension]
  /// An nrc4 below this share of the targets' variance is what is left of a difference.
  static let leastPredictionError = 1e-10

  private let archive: ArrayFile
  let samples: Int
  /// 1 to L.
  let layers: [Int]
  let classes: [Int]?
  let targetRank: Int?
  /// Members that are not measured.
  let unused: [String]

  /// Whether the file holds moments.
  static func isOne(_ archive: ArrayFile) -> Bool {
    archive.names.contains("n") && archive.names.contains("G1") && !archive.names.contains("H1")
  }

  /// - Throws: `BadFile` for the first mistake.
  init(_ archive: ArrayFile) throws {
    self.archive = archive
    let shapes = Shapes(archive)
    guard let count = try shapes.whole("n"), count > 0 else {
      throw BadFile("\(archive.file): 'n' is no number of samples. Expected a whole number from 1.")
    }
    samples = count
    let last = archive.names.compactMap { $0.hasPrefix("G") ? Int($0.dropFirst()) : nil }.max() ?? 0
    layers = Array(1...max(1, min(last, 10_000)))
    classes = archive.names.contains("K_n") ? try archive.integers("K_n") : nil
    if let classes, classes.contains(where: { $0 < 0 }) || classes.reduce(0, { $0 &+ $1 }) != count {
      throw BadFile(
        "\(archive.file): 'K_n' does not sum to 'n', \(count). Expected the samples of each class.")
    }
    let outputs: Int
    if let classes {
      outputs = classes.count
    } else {
      outputs = try shapes.vector("Y_sum")
      try shapes.expect("Y_gram", [outputs, outputs])
      if archive.names.contains("Y_shift") { try shapes.expect("Y_shift", [outputs]) }
    }
    targetRank = try shapes.whole("target_rank") ?? classes.map { max(1, $0.count - 1) }
    let known = /n|names|target_rank|Y_(shift|sum|gram)|K_n|(M|S|G|C|W|b|R|Gn|Nn|K_sum|K_sq)[0-9]+/
    unused = archive.names.filter { $0.wholeMatch(of: known) == nil }
    for layer in layers {
      let width = try shapes.vector("S\(layer)")
      try shapes.expect("M\(layer)", [width])
      try shapes.expect("G\(layer)", [width, width])
      if let classes {
        try shapes.expect("K_sum\(layer)", [classes.count, width])
        try shapes.expect("K_sq\(layer)", [classes.count])
      } else {
        try shapes.expect("C\(layer)", [width, outputs])
      }
      if archive.names.contains("W\(layer)") { try shapes.expect("W\(layer)", [nil, width]) }
      if archive.names.contains("R\(layer)") { try shapes.expect("R\(layer)", [nil, width]) }
      if archive.names.contains("Gn\(layer)") { try shapes.expect("Gn\(layer)", [width, width]) }
    }
  }

  func inputs(_ layer: Int) -> Int { (try? archive.member("S\(layer)").shape.first) ?? 0 }  // Was checked.
  func outputs(_ layer: Int) -> Int? {
    // Without weights there are none.
    archive.names.contains("W\(layer)") ? try? archive.member("W\(layer)").shape.first : nil
  }

  func weights(_ layer: Int) throws -> Matrix<Double> {
    guard archive.names.contains("W\(layer)") else {
      return Matrix(rows: 0, columns: inputs(layer), entries: [])
    }
    return try matrix("W\(layer)")
  }

  /// Some of the samples themselves; `nil` where none are there.
  func rows(_ layer: Int) throws -> StoredMatrix? {
    archive.names.contains("R\(layer)") ? try StoredMatrix(archive, "R\(layer)") : nil
  }

  /// Layer by layer: sums of the features and targets, and of the classes where there are any.
  func moments(_ layer: Int) throws -> (features: FeatureMoments, classes: ClassMoments?) {
    let sum = try numbers("S\(layer)")
    let gram = try matrix("G\(layer)")
    var units: (gram: Matrix<Double>, count: Double)?
    if archive.names.contains("Gn\(layer)") {
      let found = try matrix("Gn\(layer)")
      units = (found, (0..<found.rows).reduce(0) { $0 + found[$1, $1] })
    }
    func features(_ cross: Matrix<Double>, _ targetSum: [Double], _ targetGram: Matrix<Double>) throws
      -> FeatureMoments
    {
      FeatureMoments(
        number: layer, samples: samples, shift: try numbers("M\(layer)"), sum: sum, gram: gram, cross: cross,
        targetSum: targetSum, targetGram: targetGram, units: units)
    }
    guard let classes else {
      return (try features(matrix("C\(layer)"), numbers("Y_sum"), matrix("Y_gram")), nil)
    }
    let sums = try matrix("K_sum\(layer)")
    var indicators = Matrix<Double>(rows: classes.count, columns: classes.count, repeating: 0)
    for (group, count) in classes.enumerated() { indicators[group, group] = Double(count) }
    let found = ClassMoments(
      sizes: classes, sums: sums, squares: try numbers("K_sq\(layer)"), sum: sum, gram: gram, samples: samples
    )
    return (try features(sums.transposed, classes.map(Double.init), indicators), found)
  }

  private func matrix(_ name: String) throws -> Matrix<Double> {
    let shape = try archive.member(name).shape
    return Matrix(rows: shape[0], columns: shape.count > 1 ? shape[1] : 1, entries: try numbers(name))
  }

  private func numbers(_ name: String) throws -> [Double] {
    let numbers = try archive.doubles(name)
    guard numbers.allSatisfy(\.isFinite) else {
      throw BadFile(
        "\(archive.file): '\(name)' holds a number that is not finite. Record an epoch before it diverges.")
    }
    return numbers
  }

  /// Shapes of members, each with its sentence where it is another.
  private struct Shapes {
    let archive: ArrayFile

    init(_ archive: ArrayFile) { self.archive = archive }

    func vector(_ name: String) throws -> Int {
      try expect(name, [nil])
      return try archive.member(name).shape[0]
    }

    func expect(_ name: String, _ expected: [Int?]) throws {
      let words = "(" + expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", ") + ")"
      guard archive.names.contains(name) else {
        throw BadFile("\(archive.file): '\(name)' is missing. Expected an array of shape \(words).")
      }
      let shape = try archive.member(name).shape
      guard shape.count == expected.count, zip(shape, expected).allSatisfy({ $1 == nil || $0 == $1 }) else {
        throw BadFile("\(archive.file): '\(name)' has shape \(tuple(shape)). Expected \(words).")
      }
    }

    func whole(_ name: String) throws -> Int? {
      guard archive.names.contains(name) else { return nil }
      return try archive.integers(name).first
    }
  }
}
