/// The first layer from which features stay collapsed: `collapse_layer`.
package enum CollapseLayer {
  /// The first layer, counted from 1, such that it and every later one has nrc1 of at most half the highest nrc1 of all
  /// layers, or of at most 0.001.
  ///
  /// - Parameter residuals: nrc1 of each layer, first to last; `nil` where it is undefined, which counts as not collapsed.
  /// - Returns: `nil` when not even the last layer is collapsed, or when the trial is trivial.
  package static func first(nrc1 residuals: [Double?], trivial: Bool = false) -> Int? {
    guard !trivial, let peak = residuals.compactMap({ $0 }).max() else { return nil }
    let limit = max(peak / 2, 1e-3)
    let collapsed = residuals.reversed().prefix { $0.map { $0 <= limit } ?? false }.count
    return collapsed == 0 ? nil : residuals.count - collapsed + 1
  }
}
