internal import Expressions
internal import SweepModel

/// A sweep file whose every value was checked by itself; what depends on data or on a whole cell was not.
package struct SweepFile {
  /// One parameter and its values, in the file's order.
  struct Axis {
    let parameter: Declaration
    let line: Int
    let values: [ParameterValue]
    /// Whether `null`, not set, stands among the values.
    var hasUnset = false
  }

  /// A grid: every combination of its axes' values, the last axis varying fastest.
  struct Block {
    let line: Int
    let axes: [Axis]
    /// Whether everything in the block could be read.
    let isSound: Bool

    func axis(_ parameter: Declaration) -> Axis? { axes.first { $0.parameter == parameter } }

    /// The one that all its trials have.
    var model: NetworkModel { axis(Parameter.model).flatMap { NetworkModel($0.values[0]) } ?? .mlp }
  }

  struct Condition: Sendable {
    /// As it stands in the file.
    let text: String
    let expression: Expression
  }

  static let mostTrials = 10_000_000
  static let isEmpty = "the file is empty. Expected at least 'experiment' and 'parameters'."
  static let keys = [
    "name", "method", "experiment", "parameters", "exclude", "seeds", "measure", "run_cap", "retry",
    "resources",
  ]

  var name: String
  var method: any SweepMethod = GridMethod()
  var kind = ExperimentKind.all[0]
  var blocks: [Block] = []
  var exclude: [Condition] = []
  var excludeLine = 1
  var seeds = Seeds.count(1)
  var measureEvery = 0
  var measuresTestRows = false
  /// `nil`: what is usual in the experiment.
  var metrics: [MetricGroup]?
  var runCap: Int?
  var retryMax = 3
  var timeLimit: Duration?
  var memoryLimitBytes: Int?
  var manner: CommandManner?
}

/// The seeds of every cell, in order.
package enum Seeds: Hashable, Sendable {
  /// 0, 1, … one less than the count.
  case count(Int)
  case list([Int])

  package var count: Int {
    switch self {
    case .count(let count): count
    case .list(let seeds): seeds.count
    }
  }

  package subscript(_ index: Int) -> Int {
    switch self {
    case .count: index
    case .list(let seeds): seeds[index]
    }
  }
}
