internal import ArrayFiles
internal import Experiments
internal import Foundation
internal import SweepLanguage
internal import SweepModel

/// What measuring a network costs, group by group, in epochs of its training: processor time of whole trials.
struct GroupCosts: Encodable {
  struct Row: Encodable {
    var group: String
    var seconds: Double
    var epochs: Double
  }

  private(set) var epochSeconds = 0.0
  private(set) var rows: [Row] = []

  private static let (short, long) = (20, 120)

  /// The least of three rounds each. One measurement is what a trial of 20 epochs takes longer when all of them are measured, over
  /// the 19 more; an epoch what 100 more take.
  init() throws {
    let measured: [MetricGroup] = [
      .ranks, .nrc, .classes, .singular, .clusters, .agop, .equilibrium, .gram, .lastLayer,
      .intrinsicDimension,
    ]
    let start = try Self.seconds(.ranks, Self.short)
    epochSeconds = (try Self.seconds(.ranks, Self.long) - start) / Double(Self.long - Self.short)
    for group in measured {
      let once = try Self.seconds(group, Self.short)
      let always = try Self.seconds(group, Self.short, every: 1)
      let cost = max(0, always - once) / Double(Self.short - 1)
      rows.append(Row(group: group.rawValue, seconds: cost, epochs: cost / epochSeconds))
    }
  }

  var text: String {
    let lines = rows.map { row in
      MetricTable.row(
        row.group, [String(format: "%.1f", 1000 * row.seconds), String(format: "%.1f", row.epochs)], width: 24
      )
    }
    let title = String(
      format: "of a classifier of 6 layers of 64 over 2,000 samples, an epoch takes %.2f ms\n",
      1000 * epochSeconds)
    return "measuring once, group by group, " + title
      + MetricTable.row("group", ["CPU ms", "epochs"], width: 24) + lines.joined()
  }

  private static func seconds(_ group: MetricGroup, _ epochs: Int, every: Int = 0) throws -> Double {
    let text = """
      experiment: classification
      dataset: gaussian-clusters
      samples: 2000
      inputs: 20
      classes: 10
      width: 64
      depth: 6
      init: he_uniform
      weight_decay: 0.001
      learning_rate: 0.05
      batch_size: 64
      epochs: \(epochs)
      metrics: [\(group.rawValue)]
      measure_every: \(every)
      """
    let plan = try SweepPlan.trial(text: text, path: "bench", dataset: nil) { name, header in
      try DataFacts(file: name, header: header)
    }
    var best = Double.infinity
    for _ in 0..<3 {
      for trial in plan.trials {
        let start = BenchNetwork.processorSeconds
        let program = try Programs(on: .ofThisMachine).start(trial.spec, dataPath: "")
        _ = try program.run(moved: {}, passed: { _ in })
        best = min(best, BenchNetwork.processorSeconds - start)
      }
    }
    return best
  }
}
