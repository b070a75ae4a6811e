internal import LinearAlgebra
internal import SweepModel

/// Samples of K classes about K centroids, for classification.
///
/// Row i is of class i mod K, so that classes are as large as each other but for one row. A centroid's inputs are standard
/// normal, a sample's are its centroid's plus `spread` times standard normal ones. With spread 0 there are K distinct
/// rows.
///
/// - Precision: double, rounded to `Float` at the end; the data do not depend on the machine.
enum GaussianClusters {
  static func samples(_ spec: Specification) throws(TrainingError) -> Samples {
    let (rows, columns) = (try spec.required(.samples), try spec.required(.inputs))
    let (classes, spread) = (try spec.required(.classes), try spec.required(.spread))
    let seed = try spec.required(.dataSeed)
    var centroidStream = RandomStream(seed: seed, for: .clusters)
    let centroids = (0..<classes * columns).map { _ in centroidStream.normal() }
    var stream = RandomStream(seed: seed, for: .inputs)
    var inputs: [Float] = []
    inputs.reserveCapacity(rows * columns)
    for row in 0..<rows {
      let centroid = row % classes * columns
      for column in 0..<columns {
        inputs.append(Float(centroids[centroid + column] + spread * stream.normal()))
      }
    }
    return Samples(
      inputs: Matrix(rows: rows, columns: columns, entries: inputs),
      targets: (spec[.labelCoding] ?? .oneHot).targets((0..<rows).map { $0 % classes }, classes: classes))
  }
}
