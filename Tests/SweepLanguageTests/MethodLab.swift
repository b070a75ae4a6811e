import Boundaries
import SweepLanguage
import SweepModel
import SweepText
import Testing

/// Looks for the two neighbouring weight decays between which `r2` falls below a level, two cells a round.
struct Bisection: SweepMethod {
  static let name = "bisection"
  static let keys = ["level"]
  let percent: Int

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {
    guard let percent = sections["level"].map({ reader.integer($0, "level", 1...99) }) ?? 50 else {
      return nil
    }
    self.percent = percent
  }

  var question: String? { "level \(percent)" }

  func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal {
    let rows = trials.map(\.row)
    guard !rows.contains(where: { $0.state == .waiting }) else { return .run([:]) }
    let (cells, level) = (Array(cells), Double(percent) / 100)
    let decays = rows.filter { $0.state == .finished }.map { ($0.spec[.weightDecay], $0.metrics[.r2] ?? 0) }
    let fits = cells.map { cell in decays.first { $0.0 == cell.spec[.weightDecay] }.map { $0.1 >= level } }
    let (low, high) = (fits.lastIndex(of: true) ?? 0, fits.firstIndex(of: false) ?? cells.count - 1)
    guard high - low > 1 else { return .over }
    let third = max(1, (high - low) / 3)
    return .run(Dictionary([low + third, high - third].map { (cells[$0].number, .count(1)) }) { $1 })
  }
}

/// Runs cell 0 again and again, with a further seed each round.
struct Repetition: SweepMethod {
  static let name = "repetition"
  static let keys: [String] = []

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {}

  var question: String? { "" }

  func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal {
    .run([0: .list([trials.last.map { $0.row.spec.seed + 1 } ?? 0]), 1: .count(1)])
  }
}

/// A sweep that grows: its plan, and its trials as the store would have them.
struct MethodLab {
  let text: String
  let plan: SweepPlan
  private(set) var rows: [TrialRow] = []

  init(_ text: String) throws {
    self.text = text
    plan = try Self.plan(text)
    add(plan.trials, from: 0)
  }

  static func plan(_ text: String) throws(SweepProblems) -> SweepPlan {
    try SweepPlan.plan(
      text: text, path: "sweeps/a.yaml", methods: SweepMethods.all + [Bisection.self, Repetition.self],
      data: laboratoryData)
  }

  /// Ends the waiting trials, at most `most` of them. Those with less weight decay than `threshold` fit their targets.
  mutating func end(_ state: TrialState = .finished, most: Int = .max, threshold: Double = 3e-4) {
    for place in Array(rows.indices.filter { rows[$0].state == .waiting }.prefix(most)) {
      rows[place].state = state
      guard state == .finished, let decay = rows[place].spec[.weightDecay] else { continue }
      rows[place].metrics = [.r2: decay < threshold ? 0.9 : 0.1]
    }
  }

  /// Asks for what comes next, holds it against what a restarted coordinator gets, and takes it.
  mutating func grow() throws -> SweepGrowth {
    let growth = plan.grown(by: rows.map { MeasuredTrial($0) })
    let again = try Self.plan(text)
    var random = RandomStream(seed: rows.count, for: .test)
    let mixed = (rows + rows).shuffled(using: &random)
    #expect(again.id == plan.id)
    #expect(again.grown(by: mixed.map { MeasuredTrial($0) }) == growth)
    #expect(growth.firstPosition == rows.count)
    add(growth.trials, from: growth.firstPosition)
    #expect(Set(rows.map(\.id)).count == rows.count)
    return growth
  }

  private mutating func add(_ trials: some Collection<PlannedTrial>, from first: Int) {
    for (place, trial) in zip(first..., trials) {
      #expect(trial.id == trial.spec.id)
      rows.append(
        TrialRow(id: trial.id, position: place, cell: trial.cell, spec: trial.spec, state: .waiting))
    }
  }
}
