package import LinearAlgebra

/// Where the class means lie and how the samples scatter about them. Every class has a sample and there are two or more.
///
/// With mu_G the plain mean of the class means: Sb = (1/K) sum (mu_c - mu_G)(mu_c - mu_G)' and
/// Sw = (1/N) sum (x - mu_c)(x - mu_c)'.
struct ClassGeometry {
  /// The samples, where they are there and not only their moments.
  private let grouped: GroupedFeatures?
  private let samples: Double
  /// Mc: the class means less mu_G, K x h.
  private let centred: Matrix<Double>
  /// The mean squared distance of each class's samples from its mean.
  private let variances: [Double]
  /// tr Sw and tr Sb.
  private let within: Double
  private let between: Double
  /// Squared singular values of Mc, largest first, and N v'Sw v for its right singular vectors v.
  private let squares: [Double]
  private let projected: [Double]

  private var classCount: Int { centred.rows }
  /// `nil` when the class means coincide to the resolution of single precision.
  ///
  /// - Parameter scale: the square of what the features were computed from, where their own scatter does not tell it.
  init?(_ grouped: GroupedFeatures, against scale: Double = 0) throws {
    try self.init(grouped, grouped.means, grouped.groups.sizes, against: scale) {
      Self.scatter(grouped, $0)
    }
  }

  /// The same from moments: `scatters` of the classes about their means, and what gives that of all along directions.
  init?(
    means: Matrix<Double>, sizes: [Int], scatters: [Double], along: (Matrix<Double>) -> [Double]
  ) throws {
    try self.init(nil, means, sizes, against: 0) { (scatters, along($0)) }
  }

  private init?(
    _ grouped: GroupedFeatures?, _ groupMeans: Matrix<Double>, _ sizes: [Int], against scale: Double,
    scatter: (Matrix<Double>) -> (ofClasses: [Double], along: [Double])
  ) throws {
    self.grouped = grouped
    samples = Double(sizes.reduce(0, +))
    var means = groupMeans
    for column in 0..<means.columns {
      let mean = (0..<means.rows).reduce(0) { $0 + means[$1, column] } / Double(means.rows)
      for row in 0..<means.rows { means[row, column] -= mean }
    }
    centred = means
    let (values, vectors) = try means.rightSingularVectors()
    squares = values.map { $0 * $0 }
    // Mc has rank K - 1 at most; what lies below the resolution is no direction.
    let told = min(means.rows - 1, values.prefix { $0 > 0 && $0 >= 1e-6 * values[0] }.count)
    let (scatters, projected) = scatter(vectors.leadingRows(told))
    self.projected = projected
    variances = zip(scatters, sizes).map { $0 / Double($1) }
    within = scatters.reduce(0, +) / samples
    between = squares.reduce(0, +) / Double(means.rows)
    guard between > 0, between > Self.resolution * max(within, scale) else { return nil }
  }

  /// tr Sw / tr Sb.
  var traceRatio: Double { within / between }

  /// tr(pinv(Sb) Sw) / K, eigenvalues of Sb below 1e-6 of the largest dropped.
  var pseudoInverse: Double? { inverse(squares.prefix { $0 >= 1e-6 * squares[0] }.count) }

  /// The same with the K - 1 leading directions of Sb, all of which it must have.
  var leading: Double? { projected.count == classCount - 1 ? inverse(classCount - 1) : nil }

  /// The mean over the K^2 entries of (U U' - E)^2, with the rows of Mc at unit length in U. `nil` when one has no length.
  var simplexError: Double? {
    let norms = lengths(centred)
    let limit = Self.resolution * max(within, norms.map { $0 * $0 }.max() ?? 0)
    if norms.contains(where: { $0 == 0 || $0 * $0 <= limit }) { return nil }
    var unit = centred
    for row in 0..<unit.rows { for column in 0..<unit.columns { unit[row, column] /= norms[row] } }
    let others = -1 / Double(classCount - 1)
    var sum = 0.0
    for row in 0..<unit.rows {
      let line = Matrix(rows: 1, columns: unit.columns, entries: unit.row(row))
      for (column, cosine) in line.times(unit, transposed: true).entries.enumerated() {
        let error = cosine - (column == row ? 1 : others)
        sum += error * error
      }
    }
    return sum / Double(classCount * classCount)
  }

  /// || G / ||G|| - (K I - 11') / (K sqrt(K - 1)) || with G = W Mc'. `nil` unless there is one output a class.
  func dualityError(_ weights: MatrixView) -> Double? {
    guard weights.rows == classCount else { return nil }
    let map = weights.copied()
    let product = map.times(centred, transposed: true)
    let norm = Spectrum.norm(product.entries)
    guard norm > 0, norm > Self.resolution * Spectrum.norm(map.entries) * Spectrum.norm(centred.entries)
    else { return nil }
    let count = Double(classCount)
    let scale = 1 / (count * (count - 1).squareRoot())
    var sum = 0.0
    for row in 0..<classCount {
      for column in 0..<classCount {
        let error = product[row, column] / norm - (row == column ? count - 1 : -1) * scale
        sum += error * error
      }
    }
    return sum.squareRoot()
  }

  /// The mean over pairs of classes of (v_a + v_b) / 2 over the squared distance of their means. `nil` when two coincide.
  var distanceVariance: Double? {
    let largest = lengths(centred).max() ?? 0
    var sum = 0.0
    for left in 0..<classCount {
      let row = centred.row(left)
      for right in 0..<left {
        let distance = zip(row, centred.row(right)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let variance = (variances[left] + variances[right]) / 2
        guard distance > 0, distance > Self.resolution * max(variance, largest * largest) else { return nil }
        sum += variance / distance
      }
    }
    return sum / (Double(classCount) * Double(classCount - 1) / 2)
  }

  /// The share of samples whose nearest class mean (the first among equals) is not the class in `predictions`; `nil` without
  /// samples.
  func disagreement(_ predictions: [Int]) -> Double? {
    guard let grouped else { return nil }
    let (means, features) = (grouped.means, grouped.features)
    let halves = lengths(means).map { $0 * $0 / 2 }
    var wrong = 0
    features.forEachRowChunk(minus: grouped.origin) { start, count, chunk in
      var products = Matrix<Double>(rows: count, columns: classCount, repeating: 0)
      BLAS.multiply(
        count, classCount, features.columns, chunk, features.columns, .no, means.entries, features.columns,
        .yes, into: &products.entries, classCount)
      for row in 0..<count {
        var nearest = 0
        for other in 1..<classCount
        where products[row, other] - halves[other] > products[row, nearest] - halves[nearest] {
          nearest = other
        }
        if nearest != predictions[start + row] { wrong += 1 }
      }
    }
    return Double(wrong) / samples
  }

  /// tr(pinv(Sb) Sw) / K over the leading `count` directions: (1/N) sum projected / square, as K cancels.
  private func inverse(_ count: Int) -> Double? {
    guard count > 0, count <= projected.count else { return nil }
    return zip(projected, squares).prefix(count).reduce(0) { $0 + $1.0 / $1.1 } / samples
  }

  private func lengths(_ rows: Matrix<Double>) -> [Double] {
    (0..<rows.rows).map { Spectrum.norm(rows.row($0)) }
  }

  /// The scatter of each class about its mean, and of all about their means along each row of `directions`.
  private static func scatter(_ grouped: GroupedFeatures, _ directions: Matrix<Double>)
    -> (ofClasses: [Double], along: [Double])
  {
    let width = grouped.features.columns
    var scatters = [Double](repeating: 0, count: grouped.groups.count)
    var along = [Double](repeating: 0, count: directions.rows)
    grouped.forEachResidualChunk { start, count, chunk in
      for row in 0..<count {
        scatters[grouped.groups.members[start + row]] += GroupedFeatures.square(chunk + row * width, width)
      }
      var products = [Double](repeating: 0, count: count * directions.rows)
      BLAS.multiply(
        count, directions.rows, width, chunk, width, .no, directions.entries, width, .yes, into: &products,
        directions.rows)
      for row in 0..<count {
        for direction in 0..<directions.rows {
          let product = products[row * directions.rows + direction]
          along[direction] += product * product
        }
      }
    }
    return (scatters, along)
  }

  /// A squared length below this share of what it is measured against is rounding: single precision's, squared.
  private static let resolution = 0x1p-46
}

extension Matrix {
  package func row(_ row: Int) -> [Scalar] { Array(entries[row * columns..<(row + 1) * columns]) }
}
