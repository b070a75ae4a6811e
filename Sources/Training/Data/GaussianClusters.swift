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
  static func samples(_ spec: TrialSpec) throws(TrainingError) -> Samples {
    guard let rows = spec.samples else { throw .missing(parameter: "samples") }
    guard let columns = spec.inputs else { throw .missing(parameter: "inputs") }
    guard let classes = spec.classes else { throw .missing(parameter: "classes") }
    guard let spread = spec.spread else { throw .missing(parameter: "spread") }
    guard rows > 0, columns > 0 else { throw .tooFewRows(found: rows, needed: 1, purpose: "training") }
    guard classes > 1 else {
      throw .outOfRange(parameter: "classes", value: "\(classes)", expected: "2 or more")
    }
    var centroidStream = RandomStream(seed: spec.dataSeed, for: .clusters)
    let centroids = (0..<classes * columns).map { _ in centroidStream.normal() }
    var stream = RandomStream(seed: spec.dataSeed, for: .inputs)
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
      targets: spec.labelCoding.targets((0..<rows).map { $0 % classes }, classes: classes))
  }
}
