package import SweepModel

/// What several trials say about the singular values of one layer's features or weights, each divided by the largest.
package struct SpectrumEstimate: Hashable, Sendable {
  package var layer: Int
  package var kind: LayerSpectra.Kind
  /// By place, the largest first: the mean is 1 there.
  package var means: [Double]
  /// Half the width of each mean's 95 % confidence interval; empty for one trial.
  package var halfWidths: [Double]
  /// How many trials have such a spectrum.
  package var count: Int

  /// One estimate for each layer and kind that a trial has, ascending by layer.
  ///
  /// - Parameter trials: the spectra of each trial; of several epochs the last counts.
  static func all(of trials: [[LayerSpectra]]) -> [SpectrumEstimate] {
    let last = trials.flatMap { spectra in
      let epoch = spectra.map(\.epoch).max()
      return spectra.filter { $0.epoch == epoch }
    }
    return Dictionary(grouping: last, by: \.layer).sorted { $0.key < $1.key }.flatMap { layer, members in
      LayerSpectra.Kind.allCases.compactMap { kind in
        SpectrumEstimate(layer, kind, members.map { $0[kind] })
      }
    }
  }

  /// `nil` when no spectrum has a value above 0. Of unequal lengths the shortest counts.
  private init?(_ layer: Int, _ kind: LayerSpectra.Kind, _ spectra: [[Float]]) {
    let shares = spectra.compactMap { values -> [Double]? in
      guard let largest = values.first, largest > 0 else { return nil }
      return values.map { Double($0) / Double(largest) }
    }
    guard let length = shares.map(\.count).min() else { return nil }
    (self.layer, self.kind, count) = (layer, kind, shares.count)
    (means, halfWidths) = ([], [])
    for place in 0..<length {
      let (mean, _, halfWidth) = Estimate.moments(shares.map { $0[place] }, around: shares[0][place])
      means.append(mean)
      if let halfWidth { halfWidths.append(halfWidth) }
    }
  }
}
