import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct PhaseDiagramTests {
  private func group(_ report: SweepReport, _ place: Int) throws -> ReadJSON {
    let groups = try ReadJSON(report.json)["groups"]?.items ?? []
    return try #require(groups.dropFirst(place).first)
  }

  @Test func `weight decay and target rank span the diagram where they vary`() throws {
    let report = SweepReport(ReportLab.finished(depths: []).rows)
    let diagram = try #require(try group(report, 0)["phase_diagram"])
    #expect(diagram["x"]?.text == "weight_decay" && diagram["y"]?.text == "target_rank")
    #expect(diagram["squares"]?.items.count == 12)
  }

  @Test func `a square is the mean over every counted trial in it`() throws {
    var lab = ReportLab.finished(seeds: 2, depths: [4, 8], widths: [64, 128], decays: [1e-3], ranks: [])
    for position in lab.trials.indices { lab.trials[position].metrics[.testLoss] = Double(position) }
    lab.trials[0].metrics[.trivial] = 1
    let report = try SweepReport(lab.rows, axes: "depth, width")
    let squares = try #require(try group(report, 0)["phase_diagram"]?["squares"]).items
    // By width, then depth; trial 0 is trivial.
    #expect(squares.map { $0["test_loss"]?.number } == [1, 4.5, 2.5, 6.5])
    #expect(squares.map { $0["trials"]?.number } == [1, 2, 2, 2])
    #expect(squares.map { $0["trial_ids"]?.items.count } == [1, 2, 2, 2])
    #expect(squares[0]["depth"]?.number == 4 && squares[1]["depth"]?.number == 8)
  }

  @Test func `a sweep in which one parameter varies has no diagram`() throws {
    let report = SweepReport(ReportLab.finished(depths: [4], widths: [64], ranks: []).rows)
    #expect(try group(report, 0)["phase_diagram"] == .null)
  }

  @Test(arguments: [
    ("depth", "Give two different parameters"), ("depth,depth", "Give two different"),
    ("a,b,c", "two different"),
    ("depth,wdith", "Did you mean 'width'?"), ("depth,activation", "'activation', which does not vary"),
    ("", "What varies: 'depth', 'width', 'weight_decay'."),
  ])
  func `axes that cannot be are refused`(text: String, words: String) throws {
    let rows = ReportLab.finished(ranks: []).rows
    let error = #expect(throws: FindingsError.self) { try SweepReport(rows, axes: text) }
    #expect(try #require(error).description.contains(words), "\(error?.description ?? "")")
  }
}
