internal import SweepModel

/// The keys of metrics in a result's JSON, in the order of their text, with quotes and colon.
enum ResultKeys {
  struct Key: Sendable {
    let metric: Metric
    /// Before the first metric, and before the others.
    let first, next: [UInt8]
  }

  static let ofTrial = keys(Metric.ofTrials)
  static let ofLayer = keys(Metric.ofLayers)

  private static func keys(_ metrics: [Metric]) -> [Key] {
    metrics.sorted { $0.name < $1.name }.map {
      Key(metric: $0, first: Array("\"\($0.name)\":".utf8), next: Array(",\"\($0.name)\":".utf8))
    }
  }
}
