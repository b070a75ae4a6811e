package import LinearAlgebra

extension NetworkFunction {
  /// The AGOP of each layer's input, (1/N) sum of J'J over samples: h x h, symmetric, first layer to last.
  ///
  /// J is D W with W the layer's map and D, outputs x out, the derivatives by what it gives; so that W' (sum of D'D) W needs
  /// no derivative by the inputs, which only a network with few inputs takes. After the last map D is the identity, and
  /// after the one before it the sum is one of slopes: (V'V) o (sum of d d') for V the last map and d a sample's slopes.
  /// - Precision: double; an entry's error is a few 1e-16 of ||W||^2 times the trace of the mean D'D.
  /// - Memory besides: about depth + 2 matrices of a thousand rows. Without samples all entries are zero. `progress` is
  ///   called every chunk.
  package func agop(
    _ samples: MatrixView, chunkRows: Int? = nil, progress: () throws -> Void = {}
  ) rethrows -> [Matrix<Double>] {
    let chunkRows = chunkRows ?? max(1, Self.rowsTogether / max(1, outputs))
    var sums = DeltaGrams(self)
    for start in stride(from: 0, to: samples.rows, by: chunkRows) {
      let rows = start..<min(start + chunkRows, samples.rows)
      sums.add(slopes(linearOutputs(samples.copied(rows))))
      try progress()
    }
    return weights.indices.map { index in
      let map = weights[index]
      if samples.rows == 0 { return Matrix(rows: map.columns, columns: map.columns, repeating: 0) }
      return index == depth - 1 ? map.columnGram : sums.agop(index, samples.rows)
    }
  }

  /// Rows of derivatives that are carried back at once: samples times outputs.
  private static let rowsTogether = 1024
}

/// The sums of D'D over samples, of every linear map but the last; of a first map with few inputs that of J'J.
private struct DeltaGrams {
  private let weights: [Matrix<Double>]
  private let outputs: Int
  /// V'V of the last map V.
  private let lastGram: Matrix<Double>
  /// Upper triangles. The last one is of slopes, before it is multiplied by `lastGram`.
  private var sums: [Matrix<Double>]
  /// D of one layer and of the one before, a sample's rows one after the other; kept from chunk to chunk.
  private var (deltas, next) = ([Double](), [Double]())
  private let products = BLAS.products
  private let hasFewInputs: Bool

  init(_ function: NetworkFunction) {
    weights = function.weights
    outputs = function.outputs
    lastGram = weights[weights.count - 1].columnGram
    let (inputs, first) = (weights[0].columns, weights[0].rows)
    hasFewInputs = weights.count > 2 && 2 * first * inputs + inputs * inputs < first * first
    sums = weights.dropLast().map { Matrix(rows: $0.rows, columns: $0.rows, repeating: 0) }
    if hasFewInputs { sums[0] = Matrix(rows: inputs, columns: inputs, repeating: 0) }
  }

  /// That of linear map `index`, from 0.
  func agop(_ index: Int, _ samples: Int) -> Matrix<Double> {
    let mean = mean(index, samples)
    return index == 0 && hasFewInputs ? mean : mean.congruent(weights[index])
  }

  /// Both triangles.
  private func mean(_ index: Int, _ samples: Int) -> Matrix<Double> {
    var mean = sums[index]
    let isLast = index == sums.count - 1
    for place in mean.entries.indices {
      mean.entries[place] *= (isLast ? lastGram.entries[place] : 1) / Double(samples)
    }
    mean.mirrorUpper()
    return mean
  }

  /// Takes in some samples, given the slopes after each linear map but the last.
  mutating func add(_ slopes: [Matrix<Double>]) {
    guard let last = slopes.last else { return }
    BLAS.addColumnGram(
      last.columns, last.rows, last.entries, last.columns, to: &sums[slopes.count - 1].entries, by: products)
    guard slopes.count > 1 else { return }
    start(last)
    for index in slopes.indices.dropLast().reversed() {
      carry(through: weights[index + 1], slopes[index])
      var width = slopes[index].columns
      if index == 0, hasFewInputs {
        carry(through: weights[0], nil)
        width = weights[0].columns
      }
      BLAS.addColumnGram(
        width, last.rows * outputs, deltas, width, to: &sums[index].entries, by: products)
    }
  }

  /// D after the map before the last: the last map's rows times the slopes.
  private mutating func start(_ slopes: Matrix<Double>) {
    let width = slopes.columns
    deltas.resize(slopes.rows * outputs * width)
    let map = weights[weights.count - 1].entries
    deltas.withUnsafeMutableBufferPointer { deltas in
      guard let deltas = deltas.baseAddress else { return }
      for sample in 0..<slopes.rows {
        (deltas + sample * map.count).update(from: map, count: map.count)
      }
      BLAS.scaleRows(slopes.rows, outputs, width, slopes.entries, deltas)
    }
  }

  /// The derivatives by what enters the map and, given the slopes there, by what comes before those.
  private mutating func carry(through map: Matrix<Double>, _ slopes: Matrix<Double>?) {
    let (rows, width) = (deltas.count / max(1, map.rows), map.columns)
    next.resize(rows * width)
    BLAS.multiply(
      rows, width, map.rows, deltas, map.rows, .no, map.entries, width, .no, into: &next, width, by: products)
    if let slopes { BLAS.scaleRows(slopes.rows, outputs, width, slopes.entries, &next) }
    swap(&deltas, &next)
  }
}

extension [Double] {
  /// Makes room for exactly so many, whose values are of no matter.
  fileprivate mutating func resize(_ count: Int) {
    if self.count != count { self = Array(repeating: 0, count: count) }
  }
}

extension Matrix where Scalar == Double {
  /// W' S W, symmetric, for this symmetric S.
  fileprivate func congruent(_ map: Self) -> Self {
    var product = map.transposed.times(times(map))
    // Rounding apart, both triangles are the same.
    product.mirrorUpper()
    return product
  }
}
