import Boundaries
import Refinement
import SweepLanguage
import SweepModel
import SweepText
import Testing

/// Sweeps that look for boundaries.
@Suite struct RefineTests {
  private static let parameters = """
    parameters:
      dataset: teacher
      target_rank: [1, 2]
      weight_decay: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 25}
      depth: [3, 4]

    """
  private static func text(
    _ refine: String = "parameter: weight_decay, question: pca99 <= target_rank + 1", _ more: String = "",
    parameters: String = parameters
  ) -> String {
    parameters + "method: refine\nrefine: {\(refine)}\n" + (more.isEmpty ? "" : more + "\n")
  }

  private static func plan(_ text: String) throws(SweepProblems) -> SweepPlan { try MethodLab.plan(text) }

  /// Plays a sweep whose thresholds are given, as decades, by setting; answers its trials, and how each round was asked for.
  private static func play(
    _ text: String, most: Int, threshold: (Specification) -> Double
  ) throws -> (rows: [MeasuredTrial], plan: SweepPlan) {
    let plan = try plan(text)
    var rows = plan.trials.enumerated().map { place, trial in Self.row(trial, place) }
    var random = RandomStream(seed: most, for: .test)
    while true {
      let waiting = rows.indices.filter { rows[$0].row.state == .waiting }.shuffled(using: &random)
      for place in waiting.prefix(most) {
        var row = rows[place].row
        row.state = .finished
        let decay = BoundaryRequest.decades(row.spec[.weightDecay] ?? 0)
        let rank = Double(row.spec[.targetRank] ?? 0)
        let layer = LayerMeasure(
          epoch: 9, layer: 0, metrics: [.pca99: decay > threshold(row.spec) ? rank + 1 : rank + 2])
        rows[place] = MeasuredTrial(row, layers: [layer])
      }
      let growth = plan.grown(by: rows)
      #expect(try Self.plan(text).grown(by: rows.shuffled(using: &random)) == growth)
      rows += zip(growth.firstPosition..., growth.trials).map { Self.row($1, $0) }
      if growth.isOver { return (rows, plan) }
    }
  }

  private static func row(_ trial: PlannedTrial, _ place: Int) -> MeasuredTrial {
    MeasuredTrial(
      TrialRow(id: trial.id, position: place, cell: trial.cell, spec: trial.spec, state: .waiting))
  }

  @Test func `both ends of every setting are run first`() throws {
    let plan = try Self.plan(Self.text())
    #expect(!plan.isOver && plan.trials.count == 8 && plan.cells == 8)
    #expect(Set(plan.trials.map { $0.spec[.weightDecay] }) == [1e-5, 1e-2])
    #expect(plan.trials.allSatisfy { $0.spec.seed == 0 })
    let outlook = try #require(plan.outlook)
    #expect(outlook.most == 4 * 60 && outlook.least == 4 * 10)
    #expect((4 * 14...4 * 25).contains(outlook.likely), "\(outlook)")
    #expect(try Self.plan(Self.parameters).outlook == nil)
  }

  @Test func `each setting has its own threshold, whoever ends first and however many at once`() throws {
    func threshold(_ spec: Specification) -> Double {
      -3 - 0.3 * Double(spec[.targetRank] ?? 0) - 0.05 * Double(spec[.depth] ?? 0)
    }
    let one = try Self.play(Self.text(), most: 1, threshold: threshold)
    let many = try Self.play(Self.text(), most: 100, threshold: threshold)
    #expect(Set(one.rows.map(\.row.id)) == Set(many.rows.map(\.row.id)))
    #expect(Set(one.rows.map(\.row.id)).count == one.rows.count)
    #expect(one.rows.map(\.row.position) == Array(one.rows.indices))
    let request = try #require(BoundaryRequest(sweepFile: Self.text()))
    var settings: [[ParameterValue?]] = []
    var truths: [Double] = []
    for trial in one.rows.map(\.row) where !settings.contains(request.setting(of: trial.spec)) {
      settings.append(request.setting(of: trial.spec))
      truths.append(threshold(trial.spec))
    }
    let found = request.boundaries(settings, one.rows)
    #expect(found.count == 4)
    for (boundary, truth) in zip(found, truths) {
      #expect(boundary.outcome == .placed && boundary.interval.contains(truth), "\(boundary), \(truth)")
      #expect(boundary.trials < 30)
    }
    #expect(found.map(\.trials).reduce(0, +) == one.rows.count)
  }

  @Test func `levels in any order in the file are run by their value`() throws {
    let shuffled = Self.parameters.replacing(
      "{distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 25}",
      with: "[1.0e-2, 1.0e-4, 1.0e-5, 1.0e-3, 3.0e-5, 3.0e-3, 3.0e-4]")
    let text = Self.text(
      "parameter: weight_decay, question: pca99 <= target_rank + 1, tolerance: 0.6", parameters: shuffled)
    let played = try Self.play(text, most: 3) { _ in -2.75 }
    let decays = played.rows.compactMap { $0.row.spec[.weightDecay] }
    #expect(Set(decays.prefix(8)) == [1e-5, 1e-2])
    // Near the threshold, which lies between these.
    #expect(Set(decays.suffix(4)).isSubset(of: [1e-3, 3e-3]), "\(decays)")
  }

  @Test(arguments: [
    "cap: 90", "tolerance: 0.25", "batch: 4", "question: 'pca99   <= target_rank + 1'",
  ])
  func `the cap, defaults and spelling do not change the sweep's id`(_ setting: String) throws {
    let question = setting.hasPrefix("question") ? "" : ", question: pca99 <= target_rank + 1"
    let other = Self.text("parameter: weight_decay\(question), \(setting)")
    #expect(try Self.plan(other).id == Self.plan(Self.text()).id)
  }

  @Test(arguments: [
    "parameter: weight_decay, question: pca99 <= target_rank",
    "parameter: weight_decay, question: pca99 <= target_rank + 1, tolerance: 0.3",
    "parameter: weight_decay, question: pca99 <= target_rank + 1, batch: 8",
  ])
  func `question, tolerance and batch are in the sweep's id`(_ refine: String) throws {
    #expect(try Self.plan(Self.text(refine)).id != Self.plan(Self.text()).id)
  }

  @Test func `seeds are twelve, or those that the file lists`() throws {
    let ids = try ["", "seeds: 12", "seeds: 3", "seeds: [4, 7, 9]"].map { try Self.plan(Self.text(more: $0)) }
    #expect(ids[0].id == ids[1].id && Set(ids.map(\.id)).count == 3)
    #expect(ids[3].trials.allSatisfy { $0.spec.seed == 4 })
    #expect(try Self.plan(Self.text(more: "seeds: 1")).outlook?.most == 4 * 25)
  }

  private static func text(more: String) -> String {
    text("parameter: weight_decay, question: pca99 <= target_rank + 1", more)
  }

  private static let usual = "parameter: weight_decay, question: pca99 < 3"

  @Test(arguments: [
    (
      "question: pca99 < 3", "",
      "7: 'parameter' is missing in 'refine'. Expected a mapping such as {parameter: weight_decay, question: \"pca99 <= target_rank + 1\"}."
    ),
    (
      "parameter: weight_decay", "",
      "7: 'question' is missing in 'refine'. Expected a mapping such as {parameter: weight_decay, question: \"pca99 <= target_rank + 1\"}."
    ),
    ("\(usual), tolerence: 1", "", "7: 'tolerence' is not known in 'refine'. Did you mean 'tolerance'?"),
    (
      "\(usual), tolerance: 0", "",
      "7: 'tolerance' is '0'. Expected a number of decades above 0, such as 0.25."
    ),
    (
      "\(usual), tolerance: 0.1", "",
      "7: 'tolerance' is 0.1 decades, and values of 'weight_decay' lie up to 0.125 decades apart, so that no threshold can be placed. Give more values, or a greater tolerance."
    ),
    ("\(usual), batch: 0", "", "7: 'batch' is '0'. Expected a whole number from 1 to 1000."),
    ("\(usual), cap: 5", "", "7: 'cap' is '5'. Expected a whole number from 6 to 100000."),
    (
      "\(usual)", "run_cap: 30",
      "7: 'run_cap' would cut a sweep that refines where its trials happen to end. Give 'cap' in 'refine', which is the most trials of one setting."
    ),
    (
      "parameter: width, question: pca99 < 3", "",
      "7: 'parameter' is 'width'. Expected 'target_rank', 'weight_decay' or 'depth'."
    ),
    (
      "parameter: depth, question: pca99 < 3", "",
      "5: 'refine' looks along 'depth', which needs at least 3 values above 0, as decades are counted. Give some, such as {distribution: log_grid, min: 1.0e-5, max: 1.0e-1, n: 33}."
    ),
    (
      "parameter: weight_decay, question: pca9 < 3", "",
      "7: 'question' at character 1 of 'pca9 < 3': 'pca9' is no metric or parameter. Did you mean 'pca95'?"
    ),
    (
      "parameter: weight_decay, question: weight_decay > 0.001", "",
      "7: 'question' is 'weight_decay > 0.001', which parameters answer without any training. Name a metric in it."
    ),
    (
      "parameter: weight_decay, question: [a]", "",
      "7: 'question' is a list. Expected a condition such as \"pca99 <= target_rank + 1\"."
    ),
    (
      "parameter: weight_decay, question: agop_correlation > 0.9", "",
      "7: 'question' names 'agop_correlation', which is of group 'agop'. Add the group to 'metrics' of 'measure'."
    ),
    (
      "parameter: weight_decay, question: train_accuracy > 0.9", "",
      "7: 'question' names 'train_accuracy', which trials of this sweep do not have. Ask about another metric."
    ),
    (
      "\(usual)", "exclude: weight_decay > 0.001 and depth == 3",
      "8: 'exclude' names 'weight_decay', along which 'refine' looks. Narrow the range of 'weight_decay' instead."
    ),
  ])
  func `what cannot be asked is said in a sentence`(_ refine: String, _ more: String, _ sentence: String) {
    let error = #expect(throws: SweepProblems.self) { try Self.plan(Self.text(refine, more)) }
    #expect(error?.lines == ["sweeps/a.yaml:\(sentence)"])
  }

  @Test func `a file without the section, with a list for it, or with two blocks is refused`() {
    let section =
      "Expected a mapping such as {parameter: weight_decay, question: \"pca99 <= target_rank + 1\"}."
    let texts = [
      (Self.parameters + "method: refine\n", "1: 'refine' is missing. \(section)"),
      (Self.parameters + "method: refine\nrefine: [1]\n", "7: 'refine' is a list. \(section)"),
      (
        "parameters:\n  - {dataset: teacher, weight_decay: [1, 2, 3]}\n  - {dataset: teacher, weight_decay: [1, 2, 4]}\n"
          + "method: refine\nrefine: {parameter: weight_decay, question: pca99 < 3}\n",
        "3: 'method: refine' looks in one block, and 'parameters' has 2, or a model for each. Make a sweep of each."
      ),
    ]
    for (text, sentence) in texts {
      let error = #expect(throws: SweepProblems.self) { try Self.plan(text) }
      #expect(error?.lines == ["sweeps/a.yaml:\(sentence)"])
    }
  }

  @Test func `a metric that the file asks for may be asked about`() throws {
    let text = Self.text(
      "parameter: weight_decay, question: agop_correlation > 0.9", "measure: {metrics: [agop]}")
    #expect(try Self.plan(text).trials.count == 8)
  }

  @Test func `settings that exclude leaves out are not looked at`() throws {
    let plan = try Self.plan(Self.text(more: "exclude: target_rank == 2 and depth == 4"))
    #expect(plan.trials.count == 6)
  }

  @Test func `what a program reports may be asked about`() throws {
    let text = """
      command: [python3, train.py]
      parameters:
        lr: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 25}
      method: refine
      refine: {parameter: lr, question: top1 > 0.5}

      """
    #expect(try Self.plan(text).trials.count == 2)
  }
}
