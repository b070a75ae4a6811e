import Exports
import Findings
import Foundation
import SweepModel
import TestSupport
import Testing

@Suite struct OwnColumnsTests {
  private let rows: SweepRows
  private let own: OwnColumns
  private let values: [TrialID: [NamedValue]]

  init() throws {
    func trial(_ place: Int, _ given: [(String, ParameterValue)]) throws -> TrialRow {
      let parameters = try given.map {
        try #require(Declaration.argument($0.0.split(separator: "/").map(String.init)))
      }
      var spec = Specification(blank: .command, dataset: .none, arguments: parameters, seed: place)
      spec[.command] = ["a"]
      for (parameter, value) in zip(parameters, given.map(\.1)) { spec.set(parameter, to: value) }
      return TrialRow(
        id: spec.id, position: place, cell: place, spec: spec, state: .finished, metrics: [.trainLoss: 0.5])
    }
    let trials = try [
      trial(
        0,
        [
          ("lr", .real(0.1)), ("width", .integer(8)), ("model/depth", .integer(2)), ("state", .word("a,b")),
          ("amp", .flag(true)), ("kw", .map([.init("a", .integer(1))])),
        ]),
      trial(
        1,
        [
          ("lr", .integer(1)), ("width", .null), ("model/depth", .integer(3)), ("state", .word("c")),
          ("amp", .flag(false)), ("kw", .list([.null, .word("x")])),
        ]),
    ]
    let values = [
      trials[0].id: [
        NamedValue(epoch: 1, name: "val/acc", value: 0.25),
        NamedValue(epoch: 2, name: "train_loss", value: 3),
        NamedValue(epoch: 2, layer: 4, name: "sharpness", value: 7),
      ]
    ]
    self.values = values
    rows = SweepRows(
      sweep: SweepRow(
        id: SweepID(high: 0, low: 1), name: "s", file: "", trials: 2,
        submitted: Date(timeIntervalSince1970: 0)),
      trials: trials, layers: [:], curves: [:])
    own = OwnColumns(trials: trials, reported: [trials[0].id: ["val/acc": 0.25, "train_loss": 3]])
  }

  @Test
  func `trials have a column for each parameter and each figure that programs told, and none of networks`()
    throws
  {
    let export = Export(.trials, as: .csv, own: own)
    #expect(
      export.columns.prefix(14) == [
        "trial", "position", "cell", "state", "experiment", "interface", "seed", "amp", "kw", "lr",
        "model.depth",
        "parameter_state", "width", "metrics",
      ])
    #expect(export.columns.contains("val/acc") && export.columns.contains("metric_train_loss"))
    #expect(!export.columns.contains("depth") && Set(export.columns).count == export.columns.count)
    let types = Dictionary(uniqueKeysWithValues: zip(export.columns, export.types))
    #expect(
      types["lr"] == .number && types["width"] == .integer && types["amp"] == .flag && types["kw"] == .text)
    #expect(types["val/acc"] == .number && types["parameter_state"] == .text)
  }

  @Test func `their values are those of the trials, the last of each figure`() throws {
    let objects = try ReadJSON(Export.text(rows, .trials, as: .json, own: own)).items
    #expect(objects.count == 2)
    #expect(
      objects[0]["lr"] == .number(0.1) && objects[1]["width"] == .null
        && objects[0]["parameter_state"]?.text == "a,b")
    #expect(objects[0]["val/acc"] == .number(0.25) && objects[1]["val/acc"] == .null)
    #expect(objects[0]["train_loss"] == .number(0.5) && objects[0]["metric_train_loss"] == .number(3))
    let lines = Export.text(rows, .trials, as: .csv, own: own).split(separator: "\n")
    #expect(lines.count == 3 && lines[1].contains("\"a,b\""))
  }

  @Test func `a row of layers has the name that its program told, and none where it told none`() throws {
    var rows = rows
    rows.layers[rows.trials[0].id] = [
      LayerMeasure(epoch: 2, layer: 1, name: "layer1.0.conv1", metrics: [.nrc1: 0.5]),
      LayerMeasure(epoch: 2, layer: 2, metrics: [.nrc1: 0.25]),
    ]
    let objects = try ReadJSON(Export.text(rows, .layers, as: .json, own: own)).items
    #expect(objects.map { $0["name"]?.text } == ["layer1.0.conv1", nil])
    #expect(objects.map { $0["nrc1"]?.number } == [0.5, 0.25])
  }

  @Test func `the table metrics has a row for each figure`() {
    let id = rows.trials[0].id
    #expect(
      Export.text(rows, .metrics, as: .csv, named: values) == """
        trial,epoch,layer,name,value
        \(id),1,,val/acc,0.25
        \(id),2,,train_loss,3.0
        \(id),2,4,sharpness,7.0

        """)
  }

  @Test func `conditions and orders know the same columns`() throws {
    func chosen(_ condition: String, _ order: String = "") throws -> [Int] {
      try TrialQuery(condition: condition, order: order, own: own).chosen(rows.trials).map(\.position)
    }
    for (condition, places) in [
      ("lr > 0.5", [1]), ("model.depth == 2", [0]), ("amp", [0]), ("parameter_state == 'c'", [1]),
      ("state == finished", [0, 1]),
    ] { #expect(try chosen(condition) == places, "\(condition)") }
    #expect(try chosen("", "-lr") == [1, 0])
    #expect(try chosen("", "model.depth") == [0, 1])
    #expect(throws: FindingsError.self) { try TrialQuery(condition: "depth > 1", own: own) }
    #expect(throws: FindingsError.self) { try TrialQuery(order: "weight_decay", own: own) }
  }

  @Test func `a listing shows what varies and what was told`() {
    let text = trialsText(rows.trials, of: rows.trials, own: own, width: 200)
    for word in ["lr", "model.depth", "val/acc", "0.25"] { #expect(text.contains(word), "\(text)") }
  }
}
