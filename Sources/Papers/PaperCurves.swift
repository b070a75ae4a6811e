internal import SweepModel

/// Curves of the papers' figures, from `Resources/figures.csv`, which is part of the program.
extension LayerCurves {
  static let swimmer = plotted("swimmer")
  static let hopper = plotted("hopper")
  static let reacher = plotted("reacher")
  static let nonlinear = plotted("nonlinear")
  static let teacher = plotted("teacher 2e-3")
  static let sgemmSignal = plotted("sgemm signal")

  /// By weight decay.
  static let teachers = byDecay("teacher")
  static let sgemm = byDecay("sgemm")

  private static func plotted(_ name: String) -> LayerCurves {
    guard let curves = all[name] else { preconditionFailure("'\(name)' was read off no figure") }
    return curves
  }

  private static func byDecay(_ network: String) -> [Double: LayerCurves] {
    let pairs = all.compactMap { name, curves in
      name.hasPrefix(network + " ") ? Double(name.dropFirst(network.count + 1)).map { ($0, curves) } : nil
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private static let all: [String: LayerCurves] = {
    let lines = String(decoding: PackageResources.figures_csv, as: UTF8.self).split(separator: "\n")
    let rows = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: ",").map(String.init) }
    return Dictionary(grouping: rows) { $0[0] }.mapValues { rows in
      let read = Dictionary(
        uniqueKeysWithValues: rows.map { ($0[1], $0.dropFirst(2).compactMap(Double.init)) })
      let curves = read.compactMap { name, values in Metric.named(name).map { ($0, values) } }
        .filter { $0.0.scope == .layer }
      return LayerCurves(
        Dictionary(uniqueKeysWithValues: curves), trainLoss: read["train_loss"]?.first,
        targetRank: read["target_rank"]?.first)
    }
  }()
}
