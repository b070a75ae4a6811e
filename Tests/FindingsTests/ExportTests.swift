import Exports
import Findings
import SweepModel
import TestSupport
import Testing

@Suite struct ExportTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"no\"", "\"say \"\"no\"\"\""),
    ("two\nlines", "\"two\nlines\""),
    ("cr\rhere", "\"cr\rhere\""), (" edge", "\" edge\""), ("", ""),
    ("mark \"\u{301}", "\"mark \"\"\u{301}\""),
  ])
  func `a field is quoted where it must be`(text: String, field: String) throws {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    lab.set(0, .failed, failure: .crashed, text: text)
    let csv = Export.text(lab.rows, .trials, as: .csv)
    #expect(csv.contains(",crashed,\(field),w-1,"))
  }

  @Test func `a number that is not finite is written as missing`() {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    lab.trials[0].metrics[.testLoss] = .infinity
    #expect(!Export.text(lab.rows, .trials, as: .csv).contains("inf"))
  }

  @Test func `one row a trial, one row a trial, epoch and layer`() {
    let rows = ReportLab.finished(depths: [4], widths: [64], ranks: []).rows
    #expect(Export.text(rows, .trials, as: .csv).split(separator: "\n").count == 1 + 12)
    #expect(Export.text(rows, .layers, as: .csv).split(separator: "\n").count == 1 + 12 * 2 * 4)
    #expect(Export.text(rows, .curves, as: .csv).split(separator: "\n").count == 1 + 12 * 10)
    // Ten features and 64 weights of the first layer, 64 of each in the others.
    #expect(Export.text(rows, .spectra, as: .csv).split(separator: "\n").count == 1 + 12 * (74 + 3 * 128))
  }

  @Test func `a curve tells the learning rate of each epoch, and a spectrum its singles as they are`() throws
  {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    let id = lab.trials[0].id
    lab.spectra[id] = [LayerSpectra(epoch: 100, layer: 2, features: [0.1], weights: [3, 1e-45])]
    let curve = try ReadJSON(Export.text(lab.rows, .curves, as: .json)).items
    let rates = curve.map { $0["epoch_learning_rate"]?.number }
    let first = try #require(lab.trials[0].spec[.learningRate])
    // Milestones before epochs 33 and 66, counted from 0: the 34th and 67th epochs are the first with the lower rate.
    #expect(rates == (1...10).map { $0 < 4 ? first : $0 < 7 ? first * 0.1 : first * 0.1 * 0.1 })
    #expect(curve.map { $0["epoch"]?.number } == (1...10).map { Double($0 * 10) })
    #expect(
      Export.text(lab.rows, .spectra, as: .csv).split(separator: "\n").dropFirst().map(String.init) == [
        "\(id),0,0,100,2,features,1,0.1", "\(id),0,0,100,2,weights,1,3.0", "\(id),0,0,100,2,weights,2,1e-45",
      ])
  }

  @Test(arguments: Export.Table.allCases)
  func `each value is of its column's type`(table: Export.Table) throws {
    let rows = ReportLab.states[3].lab.rows
    let export = Export(table, as: .json)
    #expect(export.types.count == export.columns.count)
    for object in try ReadJSON(Export.text(rows, table, as: .json)).items {
      for (name, type) in zip(export.columns, export.types) {
        let fits =
          switch (object[name], type) {
          case (.null, _), (.flag, .flag), (.text, .text), (.array, .text), (.number, .number): true
          case (.number(let number), .integer): Int(exactly: number) != nil
          // A batch size is a number of rows or 'full'.
          case (.number, .text): name == "batch_size"
          default: false
          }
        #expect(fits, "\(name): \(String(describing: object[name]))")
      }
    }
  }

  @Test func `metrics come in the order of their declaration, parameters under their own names`() {
    let layers = Export(.layers, as: .csv).columns
    #expect(Array(layers.suffix(Metric.ofLayers.count)) == Metric.ofLayers.map(\.name))
    #expect(layers.starts(with: ["trial", "position", "cell", "experiment", "numerics", "seed", "dataset"]))
    let trials = Export(.trials, as: .csv).columns
    #expect(Set(trials).count == trials.count && Set(layers).count == layers.count)
    for name in ["depth", "weight_decay", "batch_size", "milestones", "train_loss", "collapse_layer"] {
      #expect(trials.contains(name))
    }
  }

  @Test func `columns that a sweep's kind, data, network and groups cannot have are left out`() {
    var spec = Specification(.regression, dataset: .teacher)
    (spec[.metrics], spec[.batchSize]) = ([.nrc], .rows(32))
    let trials = Export(.trials, of: [spec], as: .csv)
    let (columns, types) = (trials.columns, trials.types)
    for name in [
      "ufm_rank", "train_accuracy", "pruned_train_loss", "kernel", "classes", "blocks", "target_twonn",
    ] {
      #expect(!columns.contains(name), "\(name)")
    }
    for name in [
      "trial", "experiment", "seed", "depth", "target_rank", "train_loss", "collapse_layer", "fitted_rank",
      "worker",
    ] {
      #expect(columns.contains(name), "\(name)")
    }
    #expect(columns.firstIndex(of: "batch_size").map { types[$0] } == .integer)
    let layers = Export(.layers, of: [spec], as: .csv).columns
    #expect(layers.contains("nrc1_rank") && !layers.contains("pca99") && !layers.contains("nc1"))
    // One trial of another kind brings its columns; without any trial there are all.
    var other = Specification(.classification, dataset: .gaussianClusters)
    (other[.metrics], other[.batchSize]) = ([.classes], .full)
    let both = Export(.trials, of: [spec, other], as: .csv)
    #expect(both.columns.contains("train_accuracy") && both.columns.contains("classes"))
    #expect(both.columns.firstIndex(of: "batch_size").map { both.types[$0] } == .text)
    #expect(Export(.layers, of: [spec, other], as: .csv).columns.contains("nc1"))
    #expect(Export(.trials, as: .csv).columns.contains("ufm_rank"))
  }

  @Test(arguments: Export.Table.allCases)
  func `CSV and JSON hold the same values, bit by bit`(table: Export.Table) throws {
    let rows = ReportLab.states[3].lab.rows
    let lines = Export.text(rows, table, as: .csv).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let objects = try ReadJSON(Export.text(rows, table, as: .json)).items
    #expect(objects.count == lines.count - 1)
    var differing = 0
    for (line, object) in zip(lines.dropFirst(), objects) {
      for (name, field) in zip(lines[0], line) {
        let same =
          switch object[name] {
          case .null: field == ""
          case .flag(let flag): field == String(flag)
          case .number(let number): Double(field) == number
          case .text(let text): field == text
          case .array(let items): field.split(separator: " ").count == items.count
          case .object, nil: false
          }
        differing += same ? 0 : 1
      }
    }
    #expect(differing == 0)
  }

  @Test func `a data file's name stands beside its hash`() throws {
    let rows = ReportLab.finished(depths: [4], widths: [64], ranks: [2]).rows
    for table in Export.Table.allCases where ![.spectra, .metrics].contains(table) {
      let objects = try ReadJSON(Export.text(rows, table, as: .json, dataNames: ReportLab.names)).items
      let names = Set(objects.map { "\($0["dataset"]?.text ?? "") \($0["dataset_name"]?.text ?? "none")" })
      #expect(names == ["\(ReportLab.file) mujoco_swimmer.npz", "teacher none"])
    }
  }

  @Test func `what counts has no decimals`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    lab.trials[0].metrics = [.collapseLayer: 3, .trivial: 0, .trainLoss: 2]
    lab.layers[lab.trials[0].id] = [LayerMeasure(epoch: 100, layer: 1, metrics: [.pca99: 4, .nrc1: 1])]
    func field(_ table: Export.Table, _ name: String) -> Substring? {
      let lines = Export.text(lab.rows, table, as: .csv).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      return lines[0].firstIndex { $0 == name }.map { lines[1][$0] }
    }
    #expect(field(.trials, "collapse_layer") == "3" && field(.trials, "trivial") == "0")
    #expect(field(.trials, "train_loss") == "2.0")
    #expect(field(.layers, "pca99") == "4" && field(.layers, "nrc1") == "1.0")
  }

  @Test func `layers name their rows`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    lab.layers[lab.trials[0].id] = [MeasuredRows.train, .test].map {
      LayerMeasure(epoch: 100, layer: 1, rows: $0, metrics: [.nrc1: 1])
    }
    let objects = try ReadJSON(Export.text(lab.rows, .layers, as: .json)).items
    #expect(objects.map { $0["rows"]?.text } == ["train", "test"])
  }

  @Test func `numbers read back to the same bits`() throws {
    var lab = ReportLab()
    lab.addCell(seeds: 1)
    let value = 0.1 + 0.2
    lab.trials[0].metrics = [.trainLoss: value, .testLoss: .nan, .r2: 5e-324]
    let csv = Export.text(lab.rows, .trials, as: .csv)
    #expect(csv.contains(",0.30000000000000004,,5e-324,"))
  }

  @Test func `only columns that say so depend on where, when and how often a trial ran`() {
    let here = ReportLab.finished(depths: [4], widths: [64], ranks: [])
    var there = here
    for position in there.trials.indices {
      there.trials[position].worker = WorkerID("other")
      there.trials[position].attempt = Attempt(7)
      there.trials[position].failure = .lostWorker
      there.trials[position].failureText = "gone"
      there.trials[position].provenance = Provenance(
        coreType: "Zen", processor: "other", libraries: "OpenBLAS 0.3.26", version: "0.2.0", host: "far",
        trainSeconds: 9, measureSeconds: 9)
    }
    #expect(Export.text(here.rows, .layers, as: .csv) == Export.text(there.rows, .layers, as: .csv))
    let lines = [here, there].map { lab in
      Export.text(lab.rows, .trials, as: .csv).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    }
    let free = ["seconds", "time", "worker", "slot", "host", "attempt"]
    for (index, name) in lines[0][0].enumerated() where !free.contains(where: { name.contains($0) }) {
      #expect(lines[0].map { $0[index] } == lines[1].map { $0[index] }, "\(name)")
    }
  }

  @Test func `an empty sweep exports a header, and an empty array`() throws {
    #expect(Export.text(ReportLab().rows, .trials, as: .csv).split(separator: "\n").count == 1)
    #expect(Export.text(ReportLab().rows, .layers, as: .json) == "[]\n")
  }
}
