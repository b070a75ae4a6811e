internal import LinearAlgebra

/// How well the raw features predict the targets linearly: nrc4.
extension LayerArrays {
  /// The mean over all N * t entries of (H pinv(H) Yc - Yc)^2, singular values of H below 1e-3 of the largest cut.
  ///
  /// - Parameter centredGram: as `PrincipalDirections.gram(of:minus:)` gives it with the columns' means as offsets.
  /// - Precision: the squared cut, 1e-6, is far above double's 1e-16; the residual is formed entry by entry, so that a
  ///   small one keeps its digits.
  func predictionError(of targets: Targets, means: [Double], centredGram: consuming [Double]) throws
    -> Double?
  {
    let entries = targets.samples * targets.dimension
    guard entries > 0 else { return nil }
    let order = min(features.rows, features.columns)
    let gram = rawGram(centredGram, order, means)
    let spectrum = try SymmetricSpectrum(upper: gram, order: order)
    let kept = spectrum.values.prefix { $0 > 0 && $0 >= 1e-6 * spectrum.values[0] }
    var sum = 0.0
    if features.columns <= features.rows {
      let cross = crossProduct(means, targets)
      let coefficients = try spectrum.scale(cross, alongLeading: kept.map { 1 / $0 })
      sum = squaredResidual(coefficients, targets)
    } else {
      let predicted = try spectrum.scale(targets.centred, alongLeading: kept.map { _ in 1 })
      for (truth, guess) in zip(targets.centred.entries, predicted.entries) {
        sum += (truth - guess) * (truth - guess)
      }
    }
    return sum / Double(entries)
  }

  /// The Gram matrix of H from that of Hc: H'H = Hc'Hc + N m m', or HH' = (Hc + 1m')(Hc + 1m')'.
  private func rawGram(_ centred: consuming [Double], _ order: Int, _ means: [Double]) -> [Double] {
    var gram = centred
    if features.columns <= features.rows {
      for row in 0..<order {
        let scaled = means[row] * Double(features.rows)
        for column in row..<order { gram[row * order + column] += scaled * means[column] }
      }
      return gram
    }
    var along = [Double](repeating: 0, count: order)
    features.forEachColumnChunk(minus: means) { start, count, chunk in
      for row in 0..<order {
        for column in 0..<count { along[row] += chunk[row * count + column] * means[start + column] }
      }
    }
    let square = means.reduce(0) { $0 + $1 * $1 }
    for row in 0..<order {
      for column in row..<order { gram[row * order + column] += along[row] + along[column] + square }
    }
    return gram
  }

  /// The sum of squares of Yc - H X, where `coefficients` is X transposed, t x h.
  private func squaredResidual(_ coefficients: Matrix<Double>, _ targets: Targets) -> Double {
    var sum = 0.0
    if features.columns == 0 { return targets.centred.entries.reduce(0) { $0 + $1 * $1 } }
    features.forEachRowChunk { start, count, chunk in
      var predicted = [Double](repeating: 0, count: targets.dimension * count)
      BLAS.multiply(
        targets.dimension, count, features.columns, coefficients.entries, features.columns, .no, chunk,
        features.columns, .yes, into: &predicted, count)
      targets.centred.entries.withUnsafeBufferPointer { centred in
        predicted.withUnsafeBufferPointer { predicted in
          for target in 0..<targets.dimension {
            let (line, own) = (target * targets.samples + start, target * count)
            for row in 0..<count {
              let residual = centred[line + row] - predicted[own + row]
              sum += residual * residual
            }
          }
        }
      }
    }
    return sum
  }
}
