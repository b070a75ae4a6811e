import ArrayFiles
import Foundation
import SweepModel
import Testing

/// Against `Fixtures/make_classification.py`.
@Suite struct ClassificationParityTests {
  @Test(arguments: [("cross_entropy", "cross_entropy", "one_hot"), ("plus_minus", "mse", "plus_minus")])
  func `fifty steps end on PyTorch's weights, and every group's metrics on those of its network in double`(
    key: String, loss: String, coding: String
  ) throws {
    let folder = try TemporaryFolder()
    // Those of equilibrium and gram: `EquilibriumTests`.
    let measured = Set(MetricGroup.allCases).subtracting([.equilibrium, .gram])
    let groups = measured.map(\.rawValue).sorted().joined(separator: ", ")
    let trial = try folder.write(
      "trial.yaml",
      """
      experiment: classification
      loss: \(loss)
      label_coding: \(coding)
      depth: 3
      width: 16
      bias: true
      standardize: false
      shuffle: false
      batch_size: 16
      epochs: 10
      learning_rate: 0.05
      weight_decay: 0.001
      milestones: []
      metrics: [\(groups)]
      """)
    let file = Fixtures.path("classification.npz")
    let run = try Program.run(
      "fathom",
      ["train", trial, "--weights", file, "--data", file, "--save", "out.npz", "--format", "json"], in: folder
    )
    #expect(run.status == 0, "\(run.errors)")
    let expected = try Expected(key)
    let saved = try ArrayFile.open(folder.path("out.npz"))
    #expect(saved.names.sorted() == expected.weights.keys.sorted())
    for (name, weights) in expected.weights {
      let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let difference = zip(try saved.doubles(name), weights).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(difference.squareRoot() < 1e-5 * norm, "\(name)")
    }
    let answer = try run.json()
    for (name, value) in expected.trial {
      #expect(abs(try #require(answer[name] as? Double) - value) < 1e-5 * value, "\(name)")
    }
    let layers = try #require(answer["layers"] as? [[String: Any]])
    let since: [Metric] =
      MetricGroup.dimensionScale.metrics
      + [.twonnLeftOut, .mleLeftOut, .pca95, .pca999, .gapRank, .nrc1Double, .nrc2Debiased]
    let count = Metric.ofLayers.count { $0.isBrought(by: measured) && !since.contains($0) }
    #expect(layers.count == 3 && expected.layers[2].count == count - 3)
    // No ReLU follows the last map, and its AGOP is W'W.
    let inner = ["nc1_left", "agop_correlation"]
    for (layer, row) in zip(layers, expected.layers) {
      for name in inner { #expect((layer[name] is Double) == (layer["layer"] as? Int != 3)) }
      for (name, value) in row where layer["layer"] as? Int != 3 || !inner.contains(name) {
        let found = try #require(layer[name] as? Double, "\(name)")
        // PyTorch's float32 weights and ours differ by their rounding.
        #expect(
          abs(found - value) <= 1e-4 * abs(value),
          "\(name) of layer \(layer["layer"] ?? 0): \(found), \(value)")
      }
    }
  }

  @Test func `a file with the whole network has the derivatives' metrics, another activation has not`() throws
  {
    let folder = try TemporaryFolder()
    let expected = try Expected("cross_entropy")
    var arrays = try expected.arrays()
    try ArrayFile.writeNPZ(path: folder.path("n.npz"), arrays)
    let run = try Program.run(
      "fathom", ["measure", "n.npz", "--metrics", "agop,clusters", "--format", "json"], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let layers = try #require(try run.json()["layers"] as? [[String: Any]])
    for (layer, row) in zip(layers, expected.layers) {
      for name in ["rank_bound", "agop_correlation", "agop_participation_ratio", "rank_distance", "tcv"] {
        if name == "agop_correlation", layer["layer"] as? Int == 3 {
          #expect(layer[name] is NSNull)
          continue
        }
        let (found, value) = (try #require(layer[name] as? Double), try #require(row[name]))
        #expect(abs(found - value) <= 1e-8 * abs(value), "\(name): \(found), \(value)")
      }
    }
    // Features that no activation makes of the layer before.
    let place = try #require(arrays.firstIndex { $0.name == "H2" })
    let squared = try ArrayFile.open(folder.path("n.npz")).doubles("H2").map { $0 * $0 }
    arrays[place] = NPZArray("H2", shape: [72, 16], .doubles(squared))
    try ArrayFile.writeNPZ(path: folder.path("other.npz"), arrays)
    let other = try Program.run(
      "fathom", ["measure", "other.npz", "--metrics", "agop,clusters", "--format", "json"], in: folder)
    for layer in try #require(try other.json()["layers"] as? [[String: Any]]) {
      for name in ["rank_bound", "agop_correlation"] { #expect(layer[name] is NSNull) }
      #expect(layer["rank_distance"] is Double)
    }
  }
}

private struct Expected {
  let weights: [String: [Double]]
  let layers: [[String: Double]]
  let trial: [String: Double]

  init(_ key: String) throws {
    let root = try #require(try Fixtures.json("classification.json") as? [String: [String: Any]])
    weights = try #require(root[key]?["weights"] as? [String: [Double]])
    layers = try #require(root[key]?["layers"] as? [[String: Double]])
    trial = try #require(root[key]?["trial"] as? [String: Double])
  }

  /// The network's arrays over its training rows, for `fathom measure`.
  func arrays() throws -> [NPZArray] {
    let data = try ArrayFile.open(Fixtures.path("classification.npz"))
    let sizes = [6, 16, 16, 4]
    var features = try data.doubles("x_train")
    var arrays = [
      NPZArray("labels", shape: [72], .integers(try data.integers("y_train"))),
      NPZArray("weight_decay", shape: [], .doubles([1e-3])),
    ]
    for layer in 1...3 {
      let (inputs, outputs) = (sizes[layer - 1], sizes[layer])
      let (map, bias) = (weights["W\(layer)"] ?? [], weights["b\(layer)"] ?? [])
      arrays += [
        NPZArray("H\(layer)", shape: [72, inputs], .doubles(features)),
        NPZArray("W\(layer)", shape: [outputs, inputs], .doubles(map)),
        NPZArray("b\(layer)", shape: [outputs], .doubles(bias)),
      ]
      features = (0..<72 * outputs).map { place in
        let (row, unit) = place.quotientAndRemainder(dividingBy: outputs)
        let sum = (0..<inputs).reduce(bias[unit]) {
          $0 + features[row * inputs + $1] * map[unit * inputs + $1]
        }
        return max(0, sum)
      }
    }
    return arrays
  }
}
