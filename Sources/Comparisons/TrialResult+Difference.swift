package import SweepModel

extension TrialResult {
  /// Where two results first differ, and in what.
  package struct Difference: Hashable, Sendable {
    /// Such as `layer 3, epoch 50: nrc1`.
    package var place: String
    package var stored: Double?
    package var found: Double?
  }

  /// Every number in which `other` differs, in the result's order; what a trial cost and where it ran is not compared.
  ///
  /// Numbers are compared as a store keeps them: bit by bit, except that it does not tell -0 from 0.
  ///
  /// - Parameter tolerance: by how much two numbers may differ, relative to the larger one.
  package func differences(from other: TrialResult, within tolerance: Double = 0) -> [Difference] {
    var found: [Difference] = []
    func compare(_ place: String, _ one: Double?, _ two: Double?) {
      if let one, let two, abs(one - two) <= tolerance * max(abs(one), abs(two)) { return }
      if one != two { found.append(Difference(place: place, stored: one, found: two)) }
    }
    compare("diverged epoch", divergedEpoch.map(Double.init), other.divergedEpoch.map(Double.init))
    for metric in Metric.ofTrials { compare(metric.name, metrics[metric], other.metrics[metric]) }
    compare("measured layers", Double(layers.count), Double(other.layers.count))
    for (one, two) in zip(layers, other.layers) {
      let place = one.place
      if place != two.place {
        found.append(Difference(place: place, stored: nil, found: nil))
        continue
      }
      for metric in Metric.ofLayers {
        compare("\(place): \(metric.name)", one.metrics[metric], two.metrics[metric])
      }
    }
    compare("epochs of the curve", Double(curve.count), Double(other.curve.count))
    for (one, two) in zip(curve, other.curve) {
      compare("epoch of the curve", Double(one.epoch), Double(two.epoch))
      compare("epoch \(one.epoch): train loss", one.trainLoss, two.trainLoss)
      compare("epoch \(one.epoch): test loss", one.testLoss, two.testLoss)
    }
    compare("named values", Double(named.count), Double(other.named.count))
    for (one, two) in zip(named, other.named) {
      compare(one.place, one.value, one.place == two.place ? two.value : nil)
    }
    // A result of before spectra were kept has none to compare.
    return spectra.isEmpty ? found : found + spectralDifferences(from: other)
  }

  private func spectralDifferences(from other: TrialResult) -> [Difference] {
    var found: [Difference] = []
    if spectra.count != other.spectra.count {
      found.append(
        Difference(
          place: "layers with spectra", stored: Double(spectra.count), found: Double(other.spectra.count)))
    }
    for (one, two) in zip(spectra, other.spectra) {
      for kind in LayerSpectra.Kind.allCases {
        let place = "layer \(one.layer), epoch \(one.epoch): singular value"
        for index in 0..<max(one[kind].count, two[kind].count) {
          let values = [one, two].map { $0[kind].dropFirst(index).first.map(Double.init) }
          guard values[0] != values[1] || (one.epoch, one.layer) != (two.epoch, two.layer) else { continue }
          found.append(
            Difference(
              place: "\(place) \(index + 1) of the \(kind.rawValue)", stored: values[0], found: values[1]))
        }
      }
    }
    return found
  }
}

extension TrialResult.Difference: CustomStringConvertible {
  package var description: String {
    func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "missing" }
    return "\(place) is stored as \(text(stored)) and came out as \(text(found))"
  }
}
