internal import LinearAlgebra
internal import SweepModel

/// Adds to each target column normal noise of `noise` times that column's own standard deviation.
///
/// - Parameter targets: rows x `columns`, row-major.
func addNoise(_ noise: Double, columns: Int, seed: Int, to targets: inout [Double]) {
  guard noise > 0 else { return }
  var stream = RandomStream(seed: seed, for: .noise)
  let clean = Matrix(rows: targets.count / columns, columns: columns, entries: targets.map { Float($0) })
  let scales = Standardizer(clean).scales
  for place in targets.indices { targets[place] += noise * scales[place % columns] * stream.normal() }
}
