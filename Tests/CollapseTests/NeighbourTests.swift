import Foundation
import LinearAlgebra
import SweepModel
import Testing

/// Samples whose neighbours are hard to find in single precision, or lie over several blocks of products.
enum HardSamples: String, CaseIterable {
  case normal, line, far, tiny, outlier, twoScales

  func features(_ stream: inout RandomStream) -> Reals {
    switch self {
    case .normal: return .normal(600, 24, &stream)
    case .line:
      // Neighbours are closer than single precision tells squared lengths apart.
      let (along, direction) = (Reals.normal(600, 1, &stream), Reals.normal(1, 24, &stream))
      var samples = along.times(direction)
      let noise = Reals.normal(600, 24, &stream)
      for place in samples.entries.indices { samples.entries[place] += 1e-4 * noise.entries[place] }
      return samples
    case .far: return Reals.normal(300, 10, &stream).mapped { $0 + 1e4 }
    case .tiny: return Reals.normal(300, 10, &stream).mapped { $0 * 1e-30 }
    case .outlier:
      var samples = Reals.normal(300, 10, &stream)
      samples[17, 3] = 1e9
      return samples
    case .twoScales:
      var samples = Reals.normal(520, 8, &stream)
      for row in 260..<520 { for column in 0..<8 { samples[row, column] *= 1e-4 } }
      return samples
    }
  }
}

extension Matrix where Scalar == Double {
  fileprivate func mapped(_ change: (Double) -> Double) -> Self {
    Matrix(rows: rows, columns: columns, entries: entries.map(change))
  }
}

@Test(arguments: HardSamples.allCases, 1...2)
func `mle is that of all pairs' distances in double`(_ kind: HardSamples, _ seed: Int) throws {
  var stream = RandomStream(seed: seed, for: .test)
  let features = kind.features(&stream)
  var (sum, lines) = (0.0, 0)
  for row in 0..<features.rows {
    var distances: [Double] = []
    for other in 0..<features.rows where other != row {
      var square = 0.0
      for column in 0..<features.columns {
        let difference = features[row, column] - features[other, column]
        square += difference * difference
      }
      distances.append(square.squareRoot())
    }
    let near = distances.sorted().prefix(20)
    sum += near.reduce(0) { $0 + log(near[19] / $1) }
    lines += 1
  }
  let found = try metrics(
    features, Reals(rows: 1, columns: features.columns, repeating: 1),
    Reals(rows: features.rows, columns: 1, repeating: 0), groups: [.intrinsicDimension])
  let expected = Double(19 * lines) / sum
  #expect(abs(try #require(found[.mle]) - expected) <= 1e-9 * expected)
}
