import Findings
import Pages
import SweepModel
import TestSupport
import Testing

/// Figures for a paper: their panels, their numbers, and what cannot be drawn.
@Suite struct PaperFigureTests {
  private static let report = SweepReport(ReportLab.finished().rows, dataNames: ReportLab.names)

  private func figures(
    _ metrics: String? = nil, panel: String? = nil, of report: SweepReport = report
  ) throws -> [PaperFigure] {
    try PaperFigure.figures(of: report, try PaperRequest(metrics: metrics, panel: panel, width: "5.5in"))
  }

  @Test func `without a panel the metrics stand side by side, a figure for each setting`() throws {
    let all = try figures()
    #expect(
      all.map(\.name) == [
        "mujoco-swimmer-npz-nrc1-nrc2-nrc3-nrc4-depth-4-width-64",
        "mujoco-swimmer-npz-nrc1-nrc2-nrc3-nrc4-depth-4-width-128",
        "mujoco-swimmer-npz-nrc1-nrc2-nrc3-nrc4-depth-8-width-64",
        "mujoco-swimmer-npz-nrc1-nrc2-nrc3-nrc4-depth-8-width-128",
        "teacher-nrc1-nrc2-nrc3-nrc4-target-rank-1", "teacher-nrc1-nrc2-nrc3-nrc4-target-rank-2",
        "teacher-nrc1-nrc2-nrc3-nrc4-target-rank-4",
      ])
    let spec = try ReadJSON(all[0].specification)
    #expect(spec["usermeta"]?["points"]?.number == 396 && spec["columns"]?.number == 4)
    let titles = try #require(spec["concat"]).items.map {
      $0["layer"]?.items.last?["encoding"]?["y"]?["title"]?.text
    }
    #expect(spec["concat"]?.items.count == 4)
    #expect(titles.first == "nrc1")
    #expect(spec["title"] == nil, "what a caption says is not said in the picture")
  }

  @Test func `with a panel its values stand side by side, and only the first plot of a row names its axis`()
    throws
  {
    let figure = try #require(try figures("nrc1,nrc3", panel: "target_rank").only)
    let plots = try #require(try ReadJSON(figure.specification)["concat"]).items
    #expect(plots.count == 6)
    #expect(
      plots.map { $0["title"]?.text } == ["target rank 1", "target rank 2", "target rank 4", nil, nil, nil])
    let titles = plots.map { $0["layer"]?.items.first?["encoding"]?["y"]?["title"]?.text }
    #expect(titles == ["nrc1", nil, nil, "nrc3", nil, nil])
  }

  @Test func `the numbers beside it are those of findings.json, bit by bit`() throws {
    let figure = try #require(try figures("nrc1,nrc3", panel: "target_rank").only)
    let lines = figure.numbers.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(
      lines[0] == [
        "data", "target_rank", "weight_decay", "metric", "layer", "name", "mean", "low", "high", "n",
      ])
    var known: [String: Double] = [:]
    for cell in try ReadJSON(Self.report.json)["groups"]?.items.last?["cells"]?.items ?? [] {
      let place = ["target_rank", "weight_decay"].map { "\(cell["parameters"]?[$0]?.number ?? -1)" }
      for layer in cell["layers"]?.items ?? [] {
        for metric in ["nrc1", "nrc3"] {
          known[(place + [metric, "\(layer["layer"]?.number ?? 0)"]).joined(separator: " ")] =
            layer["figures"]?[metric]?["mean"]?.number
        }
      }
    }
    #expect(lines.count - 1 == known.count && known.count == 144)
    for line in lines.dropFirst() {
      let numbers = [line[1], line[2]].map { "\(Double($0) ?? -2)" }
      let key = (numbers + [String(line[3]), "\(Double(line[4]) ?? 0)"]).joined(separator: " ")
      #expect(Double(line[6]) == known[key], "\(line)")
      #expect(line[9] == "3")
    }
  }

  @Test func `the numbers and findings.json say what a program calls its layers`() throws {
    var lab = ReportLab()
    lab.addCell(depth: 4)
    for trial in lab.trials { lab.layers[trial.id]?[6].name = "layer1.0.conv1" }
    let report = SweepReport(lab.rows)
    let numbers = try #require(try figures("nrc1", of: report).first).numbers
    #expect(numbers.contains(",nrc1,3,layer1.0.conv1,") && numbers.contains(",nrc1,2,,"))
    let layers = try ReadJSON(report.json)["groups"]?.items[0]["cells"]?.items[0]["layers"]?.items ?? []
    #expect(layers.map { $0["name"]?.text } == [nil, nil, "layer1.0.conv1", nil])
  }

  @Test func `one seed has no interval in the table, and a name with a comma is quoted`() throws {
    var lab = ReportLab()
    for decay in [1e-4, 1e-3] { lab.addCell(seeds: 1, decay: decay) }
    let report = SweepReport(lab.rows, dataNames: [ReportLab.file: "a,\"b\".npz"])
    let line = try #require(try figures("nrc1", of: report).only).numbers.split(separator: "\n")[1]
    #expect(line.hasPrefix("\"a,\"\"b\"\".npz\",1e-4,nrc1,1,,") && line.hasSuffix(",,,1"), "\(line)")
  }

  private static let refused: [(String?, String?, String?, String)] = [
    (
      "nrc1,nrcc3", nil, nil,
      "'--metric' names 'nrcc3', which is no metric of a layer (docs/metrics.md). Did you mean 'nrc3'?"
    ),
    (
      "train_loss", nil, nil,
      "'--metric' names 'train_loss', which is no metric of a layer (docs/metrics.md)."
    ),
    ("", nil, nil, "'--metric' names '', which is no metric of a layer (docs/metrics.md)."),
    (
      nil, "seed", nil, "'--panel' is 'seed', which does not vary in this sweep. What varies: 'target_rank', "
    ),
    (
      nil, nil, "5.5", "'--width' is '5.5'. Give 1 to 20 inches in in, cm, mm or pt, as in '5.5in' or '14cm'."
    ),
    (nil, nil, "0.5in", "'--width' is '0.5in'. Give 1 to 20 inches"),
    (nil, nil, "1e9pt", "'--width' is '1e9pt'."),
    ("twonn", nil, nil, "twonn: no trial that counts has this of its layers, so there is nothing to draw."),
  ]

  @Test(arguments: refused.indices)
  func `what cannot be drawn is one sentence`(row: Int) throws {
    let (metrics, panel, width, sentence) = Self.refused[row]
    let error = #expect(throws: PaperRequest.Objection.self) {
      try PaperFigure.figures(
        of: Self.report, try PaperRequest(metrics: metrics, panel: panel, width: width))
    }
    #expect(error?.description.hasPrefix(sentence) ?? false, "\(error?.description ?? "none")")
  }

  @Test(arguments: [("5.5in", 396.0), ("14cm", 396.85), ("100mm", 283.46), ("300pt", 300)])
  func `a width is points`(text: String, points: Double) throws {
    #expect(abs(try PaperRequest(width: text).points - points) < 0.01)
  }
}

extension Collection {
  fileprivate var only: Element? { count == 1 ? first : nil }
}
