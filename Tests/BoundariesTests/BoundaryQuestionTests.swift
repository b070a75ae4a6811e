import Boundaries
import Expressions
import Refinement
import SweepModel
import Testing

@Suite struct BoundaryQuestionTests {
  private static func question(_ text: String, program: Bool = false) throws -> BoundaryQuestion {
    try BoundaryQuestion(text, parameters: .parameters, admitsAnyName: program)
  }

  /// Three layers at epoch 9, and at epoch 3 others that nobody asks about.
  private static func trial(
    _ state: TrialState = .finished, metrics: [Metric: Double] = [:], pca99: [Double?] = [9, 7, 4, 3],
    rows: MeasuredRows = .train
  ) -> MeasuredTrial {
    var spec = Specification(blank: .regression, dataset: .teacher)
    spec[.targetRank] = 2
    let row = TrialRow(
      id: spec.id, position: 0, cell: 0, spec: spec, state: state, metrics: metrics)
    let early = (0..<4).map { LayerMeasure(epoch: 3, layer: $0, metrics: [.pca99: 1]) }
    let late = pca99.enumerated().map { place, value in
      LayerMeasure(epoch: 9, layer: place, rows: rows, metrics: value.map { [.pca99: $0] } ?? [:])
    }
    return MeasuredTrial(row, layers: (late + early).reversed())
  }

  @Test(arguments: [
    ("pca99 <= target_rank + 1", BoundaryAnswer.yes), ("pca99 <= target_rank", .no), ("pca99 < 3", .no),
    ("pca99_inner > 5.4 and pca99_inner < 5.6", .yes), ("train_loss < 1", .failed),
    ("collapse_layer is missing", .yes), ("not (collapse_layer is missing)", .no),
    ("train_loss < 1 or pca99 == 3", .yes), ("train_loss < 1 and pca99 == 4", .no),
    ("weight_stable_rank < 2", .failed),
  ])
  func `a trial answers from its last layer, its inner layers and its parameters`(
    _ text: String, _ answer: BoundaryAnswer
  ) throws {
    #expect(try Self.question(text).answer(Self.trial()) == answer)
  }

  @Test func `what has not ended answers nothing, and what did not learn not the question`() throws {
    let question = try Self.question("pca99 == 3")
    #expect(question.answer(Self.trial(.waiting)) == nil && question.answer(Self.trial(.running)) == nil)
    #expect(question.answer(Self.trial(.failed)) == .failed)
    #expect(question.answer(Self.trial(.diverged)) == .notLearnt)
    #expect(question.answer(Self.trial(metrics: [.trivial: 1])) == .notLearnt)
    #expect(question.answer(Self.trial(metrics: [.trivial: 0])) == .yes)
    let trivial = try Self.question("trivial == 1")
    #expect(trivial.answer(Self.trial(metrics: [.trivial: 1])) == .yes)
    #expect(trivial.answer(Self.trial(metrics: [.trivial: 0])) == .no)
    #expect(trivial.answer(Self.trial(.diverged, metrics: [.trivial: 0])) == .notLearnt)
  }

  @Test
  func `a last layer without the metric answers nothing, whatever others have, and test rows are not read`()
    throws
  {
    let question = try Self.question("pca99 <= 9")
    #expect(question.answer(Self.trial(pca99: [9, 7, 4, nil])) == .failed)
    #expect(question.answer(Self.trial(rows: .test)) == .failed)
    #expect(try Self.question("pca99_inner == 7").answer(Self.trial(pca99: [9, 7, nil, 3])) == .yes)
    // Of two layers there is none between.
    #expect(try Self.question("pca99_inner == 8").answer(Self.trial(pca99: [9, 7])) == .yes)
  }

  @Test func `a program's own number answers, and where it is missing the trial counts as failed`() throws {
    let question = try Self.question("val/top1 > 0.5".replacing("/", with: "_"), program: true)
    let trial = Self.trial()
    #expect(question.answer(MeasuredTrial(trial.row, told: ["val_top1": 0.6])) == .yes)
    #expect(question.answer(MeasuredTrial(trial.row, told: ["val_top1": 0.4])) == .no)
    #expect(question.answer(trial) == .failed)
  }

  @Test(arguments: [
    ("pca9 < 3", "'pca9' is no metric or parameter. Did you mean 'pca95'?"),
    ("pca99", "found a number, expected a condition such as 'depth < 8'."),
    ("pca99 <", "found the end, expected a metric or parameter, a number or '('."),
  ])
  func `what is no question is said`(_ text: String, _ sentence: String) {
    let fault = #expect(throws: ExpressionFault.self) { try Self.question(text) }
    #expect(fault?.sentence == sentence)
  }

  @Test func `names are told once, and metrics whatever form they have`() throws {
    let question = try Self.question("pca99_inner  <  3 and pca99 < 4\n or depth > 2")
    #expect(question.names == ["pca99_inner", "pca99", "depth"])
    #expect(question.metrics == [.pca99])
    #expect(question.text == "pca99_inner < 3 and pca99 < 4 or depth > 2")
  }
}
