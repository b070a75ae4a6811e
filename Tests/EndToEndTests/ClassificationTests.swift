import ArrayFiles
import Foundation
import SweepModel
import Testing

@Suite struct ClassificationTests {
  private static let groups = MetricGroup.allCases.map(\.rawValue).joined(separator: ", ")

  private static let sweep = """
    name: clusters
    experiment: classification
    parameters:
      dataset: gaussian-clusters
      classes: 3
      samples: 300
      inputs: 6
      spread: [0, 0.4]
      depth: 3
      width: 12
      epochs: 30
      init: he_uniform
      batch_size: 32
    seeds: 2
    measure: {every: 15, metrics: [\(groups)]}
    """

  @Test func `a sweep over clusters stores every group's metrics, and its report and export open`() throws {
    let folder = try TemporaryFolder()
    let sweep = try folder.write("clusters.yaml", Self.sweep)
    let run = try Program.run("fathom", ["run", sweep, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json()
    #expect(answer["done"] as? Int == 4 && answer["failed"] as? Int == 0)
    let rows = try Self.table("layers", in: folder)
    #expect(rows.count == 4 * 2 * 3)
    for metric in Metric.ofLayers {
      let isLast = metric.group == .lastLayer || metric == .nc3
      if metric == .nc1Left || [.equilibrium, .gram, .dimensionScale].contains(metric.group) { continue }
      for row in rows where !isLast || row["layer"] as? Int == 3 {
        // Three coinciding points have no neighbours; indicators of three classes have rank two; there is no penalty on features.
        let isDefined =
          metric.group != .intrinsicDimension
          && ![.gramGammaRatio, .gramResidualThreshold, .nrc3].contains(metric)
          && !(metric == .agopCorrelation && row["layer"] as? Int == 3)
        #expect(row[metric.name] is Double || !isDefined, "\(metric) of layer \(row["layer"] ?? 0)")
      }
      for row in rows where isLast && row["layer"] as? Int != 3 { #expect(row[metric.name] is NSNull) }
    }
    for row in rows {
      // No ReLU follows the last map.
      #expect((row["nc1_left"] is Double) == (row["layer"] as? Int != 3))
      let (distance, bound) = (try #require(row["rank_distance"] as? Double), row["rank_bound"] as? Double)
      #expect(distance <= (try #require(bound)))
      let (within, best) = (try #require(row["wcv"] as? Double), try #require(row["tcv"] as? Double))
      #expect(best <= within && (row["spread"] as? Double == 0) == (within == 0))
    }
    let trials = try Self.table("trials", in: folder)
    #expect(trials.allSatisfy { $0["train_accuracy"] as? Double == 1 && $0["test_accuracy"] is Double })
    #expect(trials.allSatisfy { $0["trivial"] as? Double == 0 && $0["r2"] is NSNull })
  }

  @Test func `the report of a classification tells of classes and claims nothing about regression`() throws {
    let folder = try TemporaryFolder()
    let text = Self.sweep.replacing("every: 15, metrics: [\(Self.groups)]", with: "every: 15")
    let sweep = try folder.write("clusters.yaml", text)
    let run = try Program.run("fathom", ["run", sweep], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("  nc1 of the last layer is below 1 in"))
    #expect(run.output.contains("Does the dimension equal the number of classes less one?"))
    #expect(!run.output.contains("regression") && !run.output.contains("nrc1"))
    let report = try Program.run("fathom", ["report", "last", "--format", "json"], in: folder)
    #expect(report.status == 0, "\(report.errors)")
    let asked = try Program.run("fathom", ["report", "last", "--question", "pca99 <= classes"], in: folder)
    #expect(
      asked.status == 0 && asked.output.contains("Where does 'pca99 <= classes' turn?"), "\(asked.errors)")
    let wrong = try Program.run("fathom", ["report", "last", "--question", "pca98 <= 3"], in: folder)
    #expect(wrong.status == 2 && wrong.errors.contains("at character 1 'pca98' is no parameter or metric."))
    let layers = try Self.table("layers", in: folder)
    #expect(layers.allSatisfy { $0["nc1"] is Double && $0["pca99"] is Double && $0["nrc1"] == nil })
  }

  private static let byHand = [
    "experiment: classification", "depth: 3", "width: 8", "epochs: 60", "bias: true", "init: he_uniform",
    "batch_size: 16",
  ]

  @Test(arguments: ["d.npz", "d.csv", "train-images-idx3-ubyte"])
  func `labels of a file train by hand and in a sweep`(_ name: String) throws {
    let folder = try TemporaryFolder()
    try Self.write(name, in: folder)
    let trial = try folder.write("trial.yaml", Self.byHand.joined(separator: "\n"))
    let run = try Program.run(
      "fathom", ["train", trial, "--data", name, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json()
    #expect(try #require(answer["train_accuracy"] as? Double) > 0.9)
    let parameters = Self.byHand.dropFirst().joined(separator: ", ")
    let sweep = try folder.write(
      "s.yaml", "\(Self.byHand[0])\nparameters: {dataset: \(name), \(parameters)}\n")
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let trials = try Self.table("trials", in: folder)
    #expect(trials[0]["trial"] as? String == answer["trial"] as? String)
    #expect(trials[0]["train_accuracy"] as? Double == answer["train_accuracy"] as? Double)
  }

  /// A sweep plans with what the file's labels are: those that are no classes from 0 are refused before anything starts.
  @Test(arguments: [
    ("1,2,3", "the labels of the training rows start at 1, and classes are counted from 0 without a gap."),
    ("0,2,4", "training rows is of class 1, and there are 5 classes."),
    ("0.5,1,2", "'dataset' has the label 0.5 in train row 0 (from 0)."),
    ("-1,0,1", "has the label -1 in train row 0"),
  ])
  func `labels of a sweep are classes from 0, or the sweep is refused with a sentence`(
    _ names: String, _ sentence: String
  ) throws {
    let folder = try TemporaryFolder()
    let labels = names.split(separator: ",")
    let lines = (0..<90).map { "\(80 * ($0 % 3) + $0 * 7919 % 41),\(labels[$0 % 3])" }
    try folder.write("d.csv", "x,label\n\(lines.joined(separator: "\n"))\n")
    let sweep = try folder.write(
      "s.yaml", "experiment: classification\nparameters: {dataset: d.csv, epochs: 1, depth: 2, width: 4}\n")
    let refused = try Program.run("fathom", ["run", sweep], in: folder)
    #expect(refused.status == 2 && refused.errors.contains(sentence), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path(".fathom")))
  }

  @Test
  func `a header in Latin-1 is a header, and a word of Latin-1 among numbers is refused with its place`()
    throws
  {
    let folder = try TemporaryFolder()
    let lines = (0..<90).map { "\(80 * ($0 % 3) + $0 * 7919 % 41);\($0 % 3)" }
    // 'Größe;Klasse', its umlaut and its sharp s a byte each.
    let header: [UInt8] = [0x47, 0x72, 0xf6, 0xdf, 0x65] + Array(";Klasse\n".utf8)
    let rest = Array((lines.joined(separator: "\n") + "\n").utf8)
    try Data(header + rest).write(to: folder.url.appendingPathComponent("d.csv"))
    let sweep = try folder.write(
      "s.yaml", "experiment: classification\nparameters: {dataset: d.csv, epochs: 1, depth: 2, width: 4}\n")
    #expect(try Program.run("fathom", ["run", sweep], in: folder).status == 0)
    let trials = try Self.table("trials", in: folder)
    #expect(trials.count == 1 && trials[0]["train_accuracy"] is Double)
    try Data(header + rest + [0xfc, 0x3b, 0x31, 0x0a]).write(to: folder.url.appendingPathComponent("d.csv"))
    let refused = try Program.run("fathom", ["plan", sweep], in: folder)
    #expect(refused.status == 2 && refused.errors.contains("d.csv:92: column 1 is "), "\(refused.errors)")
  }

  /// 120 samples of three classes in one input, in the format of the name.
  private static func write(_ name: String, in folder: TemporaryFolder) throws {
    let inputs = (0..<120).map { (row: Int) -> UInt8 in UInt8(80 * (row % 3) + row * 7919 % 41) }
    let labels = (0..<120).map { (row: Int) -> Int in row % 3 }
    switch name {
    case "d.npz":
      let arrays = [
        NPZArray("x_train", shape: [120, 1, 1], .floats(inputs.map { Float($0) })),
        NPZArray("y_train", shape: [120], .integers(labels)),
      ]
      try ArrayFile.writeNPZ(path: folder.path(name), arrays)
    case "d.csv":
      let lines = zip(inputs, labels).map { "\($0),\($1)" }
      _ = try folder.write(name, "x,label\n\(lines.joined(separator: "\n"))\n")
    default:
      let images = Data([0, 0, 8, 3, 0, 0, 0, 120, 0, 0, 0, 1, 0, 0, 0, 1]) + Data(inputs)
      let numbers = Data([0, 0, 8, 1, 0, 0, 0, 120]) + Data(labels.map { UInt8($0) })
      try images.write(to: folder.url.appendingPathComponent(name))
      try numbers.write(to: folder.url.appendingPathComponent("train-labels-idx1-ubyte"))
    }
  }

  private static func table(_ name: String, in folder: TemporaryFolder) throws -> [[String: Any]] {
    let export = try Program.run(
      "fathom", ["export", "last", "--table", name, "--format", "json"], in: folder)
    return try #require(try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [[String: Any]])
  }
}
