internal import Distributions
internal import Expressions
internal import SweepModel
internal import SweepText

/// A sweep file whose every value was checked by itself; what depends on data or on a whole cell was not.
package struct SweepFile {
  /// One parameter and its values, in the file's order.
  struct Axis {
    let parameter: Declaration
    let line: Int
    var values: [ParameterValue]
    /// Whether `null`, not set, stands among the values.
    var hasUnset = false
    /// What its values are drawn from.
    var drawn: Distribution?
    /// What its value is computed by, in place of values.
    var expression: Condition?
  }

  /// A grid: every combination of its axes' values, the last axis varying fastest; or rows, of which each axis has one value.
  struct Block {
    let line: Int
    let axes: [Axis]
    /// Whether everything in the block could be read.
    let isSound: Bool
    /// How many rows there are; `nil` in a grid.
    var rows: Int?

    var cellCount: Double {
      rows.map { Double($0) } ?? axes.reduce(1) { $1.expression == nil ? $0 * Double($1.values.count) : $0 }
    }

    func axis(_ parameter: Declaration) -> Axis? { axes.first { $0.parameter == parameter } }

    /// The one that all its trials have.
    var model: NetworkModel {
      axis(Parameter.model)?.values.first.flatMap { NetworkModel($0) } ?? .mlp
    }
  }

  struct Condition: Sendable {
    /// As it stands in the file.
    let text: String
    let expression: Expression
  }

  /// Of each attempt, and of how many there are.
  struct Limits {
    var retryMax = 3
    var time: Duration?
    var memoryBytes: Int?
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
  /// `neighbours_apart`, where it is above 0, and its line.
  var window: (apart: Int, line: Int)?
  /// `nil`: what is usual in the experiment.
  var metrics: [MetricGroup]?
  var runCap: Int?
  var limits = Limits()
  var command = CommandSection()
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

extension SweepProblems {
  mutating func add(tooMany trials: String, at line: Int) {
    add(
      "the grid has \(trials) trials, and a sweep holds at most \(SweepFile.mostTrials). Give fewer values or seeds.",
      at: line)
  }
}
