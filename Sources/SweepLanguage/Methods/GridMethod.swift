internal import SweepModel

/// Every cell with every seed, at once.
struct GridMethod: SweepMethod {
  static let name = "grid"
  static let keys: [String] = []

  init() {}

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {}

  var question: String? { nil }

  func propose(after rows: [TrialRow], among cells: SweepCells) -> Proposal {
    rows.isEmpty ? .everything : .over
  }
}
