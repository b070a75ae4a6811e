internal import Collapse
internal import SweepModel

/// What is measured of a file that a program hands over: arrays, or moments of them.
struct ReportedArrays: Sendable {
  struct Layer: Sendable {
    var number: Int
    var name: String?
    var metrics: [Metric: Double]
  }

  let layers: [Layer]
  /// Of the targets.
  let trial: [Metric: Double]

  /// - Parameter groups: those that the sweep asks for; `nrc` and `ranks` where it asks for none.
  /// - Throws: `BadFile`, or what `moved` throws.
  init(_ path: String, groups: [MetricGroup], moved: () throws -> Void) throws {
    let (measures, _) = try FileMeasures.of(
      path, groups: Set(groups.isEmpty ? [.nrc, .ranks] : groups), progress: { _, _ in }, moved: moved)
    let names = measures.names
    layers = measures.layers.map { shape, metrics in
      let name = names.dropFirst(shape.number - 1).first
      // A network that is one layer has no name for it.
      return Layer(number: shape.number, name: name == "" ? nil : name, metrics: metrics)
    }
    trial = measures.targetMetrics
  }

  /// By noise in all layers at the end and before training.
  static func collapseLayer(_ layers: [[Metric: Double]]) -> Int? {
    CollapseLayer.first(
      nrc1: layers.map { $0[.nrc1Rank] ?? $0[.nrc1] }, start: layers.map { $0[.nrc1Start] })
  }
}
