/// The first layer from which features have no more directions than the targets' rank explains: `rank_layer`.
package enum RankLayer {
  /// The first layer, counted from 1, such that it and every later one holds 99 % of its variance in at most r + 1
  /// directions, or 2r + 1 where features are pooled from images. An absolute rule, unlike `CollapseLayer`.
  ///
  /// - Parameter dimensions: pca99 of each layer, first to last; `nil` where it is undefined, which counts as more.
  /// - Returns: `nil` when not even the last layer is such, when r is not known or below 1, or when the trial is trivial.
  package static func first(
    pca99 dimensions: [Double?], rank: Int?, ofImages: Bool = false, trivial: Bool = false
  ) -> Int? {
    guard !trivial, let rank, rank > 0 else { return nil }
    let most = Double((ofImages ? 2 : 1) * rank + 1)
    let low = dimensions.reversed().prefix { $0.map { $0 <= most } ?? false }.count
    return low == 0 ? nil : dimensions.count - low + 1
  }
}
