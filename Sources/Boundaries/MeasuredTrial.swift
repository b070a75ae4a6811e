package import SweepModel

/// A trial and what it ended with: all that decides what its sweep runs next.
package struct MeasuredTrial: Hashable, Sendable {
  package let row: TrialRow
  /// On the train rows at the last measured epoch, ascending by layer.
  package let layers: [LayerMeasure]
  /// What its program reported of the whole trial under names of its own, the last value of each.
  package let told: [String: Double]

  package init(_ row: TrialRow, layers: [LayerMeasure] = [], told: [String: Double] = [:]) {
    let last = layers.map(\.epoch).max()
    self.row = row
    self.layers = layers.filter { $0.epoch == last && $0.rows == .train }.sorted { $0.layer < $1.layer }
    self.told = told
  }
}
