internal import Boundaries
internal import SweepModel
internal import SweepText

/// Every cell with every seed, at once.
struct GridMethod: SweepMethod {
  static let name = "grid"
  static let keys: [String] = []

  init() {}

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {}

  var question: String? { nil }

  func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal {
    trials.isEmpty ? .everything : .over
  }
}
