/// The first layer from which features stay collapsed: `collapse_layer`. Reasons and limits: `docs/metrics.md`.
package enum CollapseLayer {
  private static let leastAlignment = 0.4

  /// How well each layer's features tell the targets by a linear map, beside how well the network does.
  package struct Fit {
    /// nrc4 of each layer, first to last.
    package var layers: [Double?]
    /// The network's train MSE, in the same unit.
    package var network: Double
    /// Var Y, in the same unit.
    package var variance: Double

    package init(layers: [Double?], network: Double, variance: Double) {
      (self.layers, self.network, self.variance) = (layers, network, variance)
    }

    /// Whether the network after this layer does no more than a linear map would.
    func isLinear(after layer: Int) -> Bool {
      guard layer < layers.count, let error = layers[layer] else { return false }
      return abs(error - network) <= 0.05 * variance
    }
  }

  /// The first layer, counted from 1, such that it and every later one is collapsed. A layer is when
  ///
  /// 1. its noise is at most half of the highest noise of all layers,
  /// 2. its noise is at most half of what it was in the same layer before training,
  /// 3. its features tell the targets linearly as well as the network does, to 5 % of their variance,
  ///
  /// and noise of at most 0.001 meets 1 and 2. Where layers are added to earlier ones, decay can switch a branch off: its
  /// features are then as good as constant, with little noise and nothing of the targets. So such a network is asked for
  ///
  /// 4. features whose linear CKA with the targets (nrc2) is at least 0.4.
  ///
  /// - Parameters:
  ///   - residuals: noise (nrc1, with k = r where r is known) of each layer, first to last; `nil` where it is undefined,
  ///     which counts as not collapsed.
  ///   - start: the same before training; `nil` where nobody knows, which leaves out 2.
  ///   - fit: `nil` where the network's squared error is not known, which leaves out 3.
  ///   - alignment: nrc2 of each layer; `nil` for a chain, which leaves out 4.
  /// - Returns: `nil` when not even the last layer is collapsed, or when the trial is trivial.
  package static func first(
    nrc1 residuals: [Double?], start: [Double?]? = nil, fit: Fit? = nil, alignment: [Double?]? = nil,
    trivial: Bool = false
  ) -> Int? {
    guard !trivial, let peak = residuals.compactMap({ $0 }).max() else { return nil }
    let collapsed = residuals.indices.reversed().prefix { layer in
      guard let noise = residuals[layer] else { return false }
      if let alignment, (layer < alignment.count ? alignment[layer] ?? 0 : 0) < leastAlignment {
        return false
      }
      let before = start.map { layer < $0.count ? $0[layer] ?? 0 : 0 } ?? .infinity
      return noise <= max(min(peak, before) / 2, 1e-3) && fit?.isLinear(after: layer) ?? true
    }.count
    return collapsed == 0 ? nil : residuals.count - collapsed + 1
  }
}
