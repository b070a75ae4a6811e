internal import SweepModel

/// Which of the parameters that a file names differ between cells.
struct Variation {
  private var parameters: [Declaration] = []
  private var varied: Set<Declaration> = []
  private var first: Specification?

  var names: [String] { parameters.filter(varied.contains).map(\.name) }

  mutating func begin(_ block: SweepFile.Block) {
    for axis in block.axes where !parameters.contains(axis.parameter) {
      parameters.append(axis.parameter)
    }
  }

  mutating func note(_ spec: Specification) {
    guard let first else { return first = spec }
    for parameter in parameters where !varied.contains(parameter) {
      if spec.value(of: parameter) != first.value(of: parameter) { varied.insert(parameter) }
    }
  }
}
