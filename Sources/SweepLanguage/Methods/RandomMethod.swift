internal import Boundaries
internal import SweepModel
internal import SweepText

/// Cells drawn from distributions, without repeats: as many as `run_cap` has room for with all seeds.
struct RandomMethod: SweepMethod {
  static let name = "random"
  static let keys = ["search_seed"]
  static let drawsCells = true

  let searchSeed: Int

  init(searchSeed: Int = 0) { self.searchSeed = searchSeed }

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {
    let seed = sections["search_seed"].map { reader.integer($0, "search_seed", 0...Int(1) << 53) }
    guard let seed = seed ?? 0 else { return nil }
    searchSeed = seed
  }

  var question: String? { "search_seed \(searchSeed)" }

  func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal { .everything }
}
