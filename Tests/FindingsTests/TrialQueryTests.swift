import Exports
import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct TrialQueryTests {
  /// 84 trials; number 3 diverged, number 50 failed, 9 to 11 are trivial.
  private let lab = ReportLab.states[3].lab

  private func positions(_ condition: String = "", _ order: String = "", limit: Int? = nil) throws -> [Int] {
    try TrialQuery(condition: condition, order: order, limit: limit)
      .chosen(lab.trials, dataNames: ReportLab.names).map(\.position)
  }

  @Test(arguments: [
    ("state=failed", [50]), ("state = failed or state == diverged", [3, 50]), ("trivial = 1", [9, 10, 11]),
    ("position<2", [0, 1]), ("diverged_epoch > 0", [3]), ("weight_decay>=1e-5 and state=failed", [50]),
    ("weight_decay > 1 and state = failed", []), ("attempt_failure = crashed", [50]),
    ("attempt_failure_text != 'x'", [50]), ("worker = 'w-2'", []),
    ("dataset_name = 'mujoco_swimmer.npz' and position < 1", [0]),
    ("dataset = teacher and position > 82", [83]),
    ("trial = '\(ReportLab.states[3].lab.trials[7].id)'", [7]), ("seed + 1 = 3 and position < 4", [2]),
    ("not (state = finished)", [3, 50]), ("train_loss is missing", [3, 50]),
    ("diverged_epoch is not missing", [3]), ("not diverged_epoch is missing", [3]),
    ("train_loss is missing and not attempt_failure is missing", [50]),
    ("milestones is missing or position = 5", [5]), ("attempt_failure_text is not missing", [50]),
  ])
  func `a condition chooses trials by any column`(_ condition: String, _ expected: [Int]) throws {
    #expect(try positions(condition) == expected)
  }

  @Test(arguments: [
    "train_loss < 1000000", "not train_loss < 1000000", "train_loss != 0", "not (train_loss = 0)",
    "train_loss < 0 or train_loss >= 0", "not (train_loss > 0 and position >= 0)", "train_loss + 1 > 0",
  ])
  func `a missing value matches nothing, however it is asked for`(_ condition: String) throws {
    let found = try positions(condition)
    #expect(!found.contains(3) && !found.contains(50), "their losses are missing")
    #expect(try positions("(\(condition)) or state = failed").contains(50))
    #expect(try !positions("(\(condition)) and state = failed").contains(50))
  }

  @Test(arguments: ["train_loss", "-train_loss"])
  func `an order puts what is missing last both ways`(_ order: String) throws {
    let sorted = try positions("", order)
    #expect(Array(sorted.suffix(2)) == [3, 50])
    let losses = sorted.dropLast(2).compactMap { lab.trials[$0].metrics[.trainLoss] }
    #expect(losses.count == lab.trials.count - 2)
    #expect(losses == losses.sorted { order == "train_loss" ? $0 < $1 : $0 > $1 })
  }

  @Test func `several orders count one after the other, and the rest stays as it was`() throws {
    let sorted = try positions("position < 12", "-seed, weight_decay")
    #expect(sorted == [2, 5, 8, 11, 1, 4, 7, 10, 0, 3, 6, 9])
    #expect(try positions("", "state").prefix(3) == [3, 50, 0])
    #expect(try positions("", "-position", limit: 2) == [83, 82])
    #expect(try positions(limit: 1_000).count == 84)
  }

  @Test(arguments: [
    ("weigth_decay > 1", "at character 1 'weigth_decay' is no column. Did you mean 'weight_decay'?"),
    (
      "depth = 4 and qwertz = 1",
      "at character 15 'qwertz' is no column. The columns are those of 'fathom export --table trials'."
    ),
    ("state = fialed", "at character 9 'fialed' is no value of 'state'. Did you mean 'failed'?"),
    ("metrics = 1", "at character 1 'metrics' is a list, which a condition cannot use."),
    ("train_los is missing", "at character 1 'train_los' is no column. Did you mean 'train_loss'?"),
    ("train_loss is", "at character 14 found the end, expected 'missing' or 'not missing'."),
    ("train_loss is not 3", "at character 19 found '3', expected 'missing'."),
    ("train_loss is full", "at character 15 found 'full', expected 'missing' or 'not missing'."),
    ("depth", "at character 1 found a number, expected a condition such as 'depth < 8'."),
    ("depth = ", "at character 9 found the end, expected a column, a number or '('."),
    ("1; DROP TABLE trials", "at character 2 ';' means nothing here."),
  ])
  func `what is no condition is told with its place`(_ condition: String, _ words: String) {
    let sentence = "'--where' is '\(condition)'; \(words)"
    #expect { try TrialQuery(condition: condition) } throws: { "\($0)" == sentence }
  }

  @Test(arguments: [
    ("trian_loss", "'--sort' names 'trian_loss', which is no column. Did you mean 'train_loss'?"),
    (
      "seed,,depth",
      "'--sort' names '', which is no column. The columns are those of 'fathom export --table trials'."
    ),
  ])
  func `an order by what is no column is told`(_ order: String, _ sentence: String) {
    #expect { try TrialQuery(order: order) } throws: { "\($0)" == sentence }
  }

  /// A column taken for a number that holds words would silently match nothing.
  @Test func `every column can be compared as what it holds`() throws {
    let lists = ["metrics", "measure_rows", "milestones", "blocks", "stages", "image_shape"]
    for column in Export(.trials, as: .csv).columns where !lists.contains(column) {
      let conditions = ["\(column) != 1.5", "\(column) != 'x'", "\(column) = true"]
      let readable = conditions.filter { (try? TrialQuery(condition: $0)) != nil }
      let isChoice = (try? TrialQuery(condition: "\(column) = \(column)")) != nil && readable.isEmpty
      #expect(readable.count == 1 || isChoice, "\(column): \(readable)")
      guard let condition = readable.first else { continue }
      let lines = Export.text(lab.rows, .trials, as: .csv).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let place = try #require(lines[0].firstIndex { $0 == column })
      let present = lines.dropFirst().count { !$0[place].isEmpty && !$0[place].hasPrefix("\"") }
      if condition.contains("!=") { #expect(try positions(condition).count >= present, "\(column)") }
    }
  }

  @Test func `columns that are named are shown besides what varies`() throws {
    let query = try TrialQuery(condition: "width = 64 and r2 > 0.5 and depth > 1", order: "-decay_budget")
    #expect(query.mentioned == ["width", "r2", "depth", "decay_budget"])
    let trials = query.chosen(Array(lab.trials.prefix(12)))
    let text = trialsText(trials, of: trials, mentioned: query.mentioned)
    for heading in ["width", "r2", "depth", "decay", "budget"] { #expect(text.contains(heading), "\(text)") }
    #expect(text.matches(of: /weight/).count == 1)
  }

  @Test func `what varies in the sweep is shown though the chosen trials share it`() throws {
    let trials = try TrialQuery(condition: "depth = 8 and width = 64").chosen(lab.trials)
    let heading = { (text: String) in text.split(separator: "\n").prefix(2).joined() }
    let text = heading(trialsText(trials, of: lab.trials))
    #expect(text.contains("depth") && text.contains("width") && text.contains("target"))
    #expect(!heading(trialsText(trials, of: trials)).contains("depth"))
  }

  @Test func `a trial that learnt a part of its targets is marked, by the rank that was asked or measured`() {
    var lab = ReportLab()
    lab.addCell(rank: 3)
    lab.addCell(depth: 8, rank: nil)
    for (position, fitted) in [2.0, 3, nil, 1, 2, 3].enumerated() {
      lab.trials[position].metrics[.fittedRank] = fitted
      lab.trials[position].metrics[.targetPca99] = position < 3 ? 1 : 2
    }
    let lines = trialsText(lab.trials, of: lab.trials).split(separator: "\n")
    #expect(lines.count { $0.contains("partial: ") } == 2, "\(lines)")
    #expect(lines.contains { $0.contains("partial: fitted_rank 2 of 3") })
    #expect(lines.contains { $0.contains("partial: fitted_rank 1 of 2") })
    // What has no result to count is called what it is.
    lab.trials[0].metrics[.trivial] = 1
    #expect(lab.trials[0].note == "trivial" && lab.trials[1].note == "" && lab.trials[2].note == "")
  }
}
