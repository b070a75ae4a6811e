import ArrayFiles
import Foundation
import SweepModel
import Testing

/// Layers on training and test rows with the real binaries; numbers against `Fixtures/make_test_rows.py`.
@Suite struct TestRowTests {
  /// A rate that leaves every weight as it was given.
  private static let frozen = """
    standardize: false
    epochs: 1
    learning_rate: 1.0e-30
    milestones: []
    weight_decay: 0.001
    measure_rows: [train, test]

    """

  private static let dense =
    frozen + "experiment: classification\ndepth: 3\nwidth: 16\nbias: true\nmetrics: ["
    + MetricGroup.allCases.map(\.rawValue).joined(separator: ", ") + "]\n"

  private static func train(
    _ trial: String, on data: String, _ arguments: [String] = [], in folder: TemporaryFolder
  ) throws -> [String: [[String: Any]]] {
    let path = try folder.write("trial.yaml", trial)
    let run = try Program.run(
      "fathom", ["train", path, "--data", data, "--format", "json"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let layers = try #require(try run.json()["layers"] as? [[String: Any]])
    #expect(layers.map { $0["rows"] as? String } == layers.indices.map { ["train", "test"][$0 % 2] })
    return Dictionary(grouping: layers) { $0["rows"] as? String ?? "" }
  }

  @Test func `each row's metrics are numpy's of the network's features on those rows`() throws {
    let folder = try TemporaryFolder()
    let data = Fixtures.path("test_rows.npz")
    let found = try Self.train(Self.dense, on: data, ["--weights", data], in: folder)
    let expected = try #require(try Fixtures.json("test_rows.json") as? [String: [[String: Double]]])
    var compared = 0
    for (rows, layers) in expected {
      #expect(found[rows]?.map { $0["layer"] as? Int } == [1, 2, 3])
      for (layer, figures) in zip(found[rows] ?? [], layers) {
        for (name, value) in figures
        where layer["layer"] as? Int != 3 || !["nc1_left", "agop_correlation"].contains(name) {
          let number = try #require(layer[name] as? Double, "\(name) on \(rows)")
          // Features are float32, which the small residuals of nrc4 and the near ties of the neighbours feel.
          #expect(
            abs(number - value) <= 2e-6 * abs(value) + 1e-12,
            "\(name) of layer \(layer["layer"] ?? 0) on \(rows): \(number), \(value)")
          compared += 1
        }
      }
    }
    #expect(compared > 200)
    for (train, test) in zip(found["train"] ?? [], found["test"] ?? []) {
      #expect(train["nrc1_start"] is Double && train["rank_bound"] is Double)
      #expect(test["nrc1_start"] is NSNull && test["rank_bound"] is NSNull)
    }
  }

  @Test func `what is printed names the test rows' columns`() throws {
    let folder = try TemporaryFolder()
    let (data, trial) = (Fixtures.path("test_rows.npz"), try folder.write("trial.yaml", Self.dense))
    let run = try Program.run("fathom", ["train", trial, "--data", data, "--weights", data], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let heading = run.output.split(separator: "\n").first { $0.hasPrefix("layer ") }
    #expect(heading?.split(separator: " ").joined(separator: " ") == "layer 1 1 test 2 2 test 3 3 test")
  }

  /// Weights do not move, so that they cannot tell which rows they are trained on.
  @Test(arguments: ["dense", "images"])
  func `a file whose train and test rows change places has its metrics change places`(kind: String) throws {
    let folder = try TemporaryFolder()
    let columns = kind == "dense" ? 6 : 8 * 8 * 3
    var random = RandomStream(seed: 11, for: .test)
    func rows(_ count: Int) -> (x: [Double], labels: [Int]) {
      ((0..<count * columns).map { _ in Double(Float(random.normal())) }, (0..<count).map { $0 % 3 })
    }
    let (one, two) = (rows(48), rows(36))
    for (name, train, test) in [("a.npz", one, two), ("b.npz", two, one)] {
      let arrays = [("train", train), ("test", test)].flatMap { part, rows in
        let shape = kind == "dense" ? [rows.labels.count, columns] : [rows.labels.count, 8, 8, 3]
        return [
          NPZArray("x_\(part)", shape: shape, .doubles(rows.x)),
          NPZArray("y_\(part)", shape: [rows.labels.count], .integers(rows.labels)),
        ]
      }
      try ArrayFile.writeNPZ(path: folder.path(name), arrays)
    }
    let trial =
      kind == "dense"
      ? Self.dense
      : Self.frozen + """
        experiment: classification
        model: resnet
        pixels: raw
        blocks: [1, 1]
        stem: 3x3
        width: 4
        batch_size: 12
        normalization: none
        metrics: [nrc, ranks, classes, clusters, intrinsic_dimension, last_layer, singular]
        """
    let (a, b) = (
      try Self.train(trial, on: "a.npz", in: folder), try Self.train(trial, on: "b.npz", in: folder)
    )
    let pairs =
      Array(zip(a["test"] ?? [], b["train"] ?? [])) + Array(zip(a["train"] ?? [], b["test"] ?? []))
    #expect(pairs.count >= 6)
    let ofTraining = [
      "nrc1_start", "rank_bound", "gram_residual_threshold", "stationarity", "fact_correlation",
    ]
    for (left, right) in pairs {
      for metric in Metric.ofLayers where !ofTraining.contains(metric.name) {
        #expect(left[metric.name] as? Double == right[metric.name] as? Double, "\(metric.name)")
      }
      #expect(left["nrc1"] as? Double != nil && left["nc1"] as? Double != nil)
    }
  }

  private static let sweep = """
    name: both
    parameters:
      dataset: {value: teacher}
      samples: {value: 2000}
      inputs: {value: 8}
      target_dim: {value: 4}
      target_rank: {value: 2}
      test_fraction: {value: 0.25}
      weight_decay: {values: [1.0e-4, 1.0e-2]}
      depth: {value: 4}
      width: {value: 64}
      epochs: {value: 120}
      init: {value: he_uniform}
    seeds: 2
    measure: {every: 40, metrics: [nrc, ranks], rows: [train, test]}
    """

  @Test func `a killed run goes on, and exports, proof and report tell both rows apart`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("both.yaml", Self.sweep)
    let run = try Program("fathom", ["run", sweep, "--slots", "1"], in: folder)
    #expect(try wait(60) { try !Self.layers(in: folder).isEmpty })
    kill(run.identifier, SIGKILL)
    run.process.waitUntilExit()
    #expect(try Program.run("fathom", ["run", sweep, "--slots", "2"], in: folder).status == 0)
    let rows = try Self.layers(in: folder)
    #expect(rows.count == 4 * 3 * 4 * 2)
    for start in stride(from: 0, to: rows.count, by: 2) {
      let (train, test) = (rows[start], rows[start + 1])
      #expect(train["rows"] as? String == "train" && test["rows"] as? String == "test")
      for key in ["trial", "epoch", "layer", "weight_stable_rank"] {
        #expect("\(train[key] ?? "")" == "\(test[key] ?? "")", "\(key)")
      }
      #expect(train["nrc1"] as? Double != test["nrc1"] as? Double)
      #expect(test["nrc1_start"] is NSNull)
    }
    let spectra = try Program.run("fathom", ["export", "--table", "spectra"], in: folder).output
    let places = Set(
      spectra.split(separator: "\n").dropFirst().map { $0.split(separator: ",").dropLast().joined() })
    #expect(places.count == spectra.split(separator: "\n").count - 1, "each value once")
    let proof = try Program.run(
      "fathom", ["verify", "--recompute", "100%", "--format", "json"], in: folder, limit: 300)
    #expect(proof.status == 0, "\(proof.output)\(proof.errors)")
    try Self.expectReport(rows, in: folder)
  }

  /// The averages of the report's table, made anew from the exported rows.
  private static func expectReport(_ rows: [[String: Any]], in folder: TemporaryFolder) throws {
    #expect(try Program.run("fathom", ["report", "--out", "report"], in: folder).status == 0)
    let page = try String(contentsOfFile: folder.path("report/report.html"), encoding: .utf8)
    #expect(page.contains("Test rows beside training rows") && page.contains("nrc1, test"))
    let findings = try JSONSerialization.jsonObject(
      with: try Data(contentsOf: URL(fileURLWithPath: folder.path("report/findings.json"))))
    let group = try #require(((findings as? [String: Any])?["groups"] as? [[String: Any]])?.first)
    for cell in try #require(group["cells"] as? [[String: Any]]) {
      #expect((cell["layers"] as? [[String: Any]])?.count == 4)
      let last = try #require(cell["last_layer"] as? [String: Any])
      for part in ["train", "test"] {
        let values = rows.filter {
          $0["cell"] as? Int == cell["cell"] as? Int && $0["rows"] as? String == part
            && $0["layer"] as? Int == 4 && $0["epoch"] as? Int == 120
        }.compactMap { $0["nrc1"] as? Double }
        let found = ((last[part] as? [String: Any])?["nrc1"] as? [String: Any])?["mean"] as? Double
        let mean = try #require(found)
        #expect(values.count == 2 && abs(mean - (values[0] + values[1]) / 2) < 1e-15)
      }
    }
  }

  private static func layers(in folder: TemporaryFolder) throws -> [[String: Any]] {
    let export = try Program.run("fathom", ["export", "--table", "layers", "--format", "json"], in: folder)
    // Before the store is there, nothing is printed.
    if export.output.isEmpty { return [] }
    return try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [[String: Any]] ?? []
  }
}
