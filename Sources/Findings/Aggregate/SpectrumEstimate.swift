internal import Foundation
package import SweepModel

/// What several trials say about the singular values of one layer's features or weights, each divided by the largest.
///
/// Logarithms are averaged: values of a spectrum span decades, and an interval of their own mean would reach below 0.
package struct SpectrumEstimate: Hashable, Sendable {
  /// Smaller shares count as 0: single precision does not tell them from it.
  static let floor = 1e-6

  package var layer: Int
  package var kind: LayerSpectra.Kind
  /// Geometric means by place, the largest first, which is 1; as far as no trial's value is below `floor`.
  package var means: [Double]
  /// Each mean is its interval's geometric middle: 95 % of Student's t, as a factor; empty for one trial.
  package var factors: [Double]
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

  /// `nil` when no spectrum has a value above 0.
  private init?(_ layer: Int, _ kind: LayerSpectra.Kind, _ spectra: [[Float]]) {
    let logarithms = spectra.compactMap { values -> [Double]? in
      guard let largest = values.first, largest > 0 else { return nil }
      return values.map { Double($0) / Double(largest) }.prefix { $0 >= Self.floor }.map { log($0) }
    }
    guard let length = logarithms.map(\.count).min() else { return nil }
    (self.layer, self.kind, count) = (layer, kind, logarithms.count)
    (means, factors) = ([], [])
    for place in 0..<length {
      let values = logarithms.map { $0[place] }
      let (mean, _, halfWidth) = Estimate.moments(values, around: values[0])
      means.append(exp(mean))
      if let halfWidth { factors.append(exp(halfWidth)) }
    }
  }
}
