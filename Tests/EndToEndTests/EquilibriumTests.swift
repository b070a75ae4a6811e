import Foundation
import SweepModel
import Testing

/// Against `Fixtures/make_equilibrium.py`.
@Suite struct EquilibriumTests {
  static let names = [
    "relu", "relu-bias", "tanh", "tanh-bias", "gelu", "gelu-bias", "linear", "classes", "batch-norm",
  ]

  private func measured(_ path: String, _ groups: String) throws -> [String: Any] {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      "fathom", ["measure", path, "--metrics", groups, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try run.json()
  }

  @Test(arguments: names)
  func `metrics of equilibrium and of the Gram law are PyTorch's own`(_ name: String) throws {
    let all = try #require(try Fixtures.json("equilibrium.json") as? [[String: Any]])
    #expect(all.map { $0["name"] as? String } == Self.names)
    let expected = try #require(all.first { $0["name"] as? String == name })
    let answer = try measured(Fixtures.path("equilibrium/\(name).npz"), "agop,equilibrium,gram")
    let layers = try #require(answer["layers"] as? [[String: Any]])
    let rows = try #require(expected["layers"] as? [[String: Double]])
    #expect(layers.count == rows.count)
    var pairs = Array(zip(layers, rows))
    pairs.append(
      (
        try #require(answer["last_layer"] as? [String: Any]),
        try #require(expected["last_layer"] as? [String: Double])
      ))
    for (found, row) in pairs {
      let names = found.compactMap { $0.value is Double ? $0.key : nil }
      let besides: Set = ["agop_participation_ratio", "layer", "inputs", "outputs"]
      #expect(Set(names).subtracting(besides) == Set(row.keys))
      for (metric, value) in row {
        let found = try #require(found[metric] as? Double, "\(metric)")
        // Where the distance is least it is flat: PyTorch's power is the square root of double's rounding away.
        let limit = metric.hasPrefix("gram_power") && !metric.hasSuffix("residual") ? 1e-6 : 1e-8
        #expect(abs(found - value) <= limit * abs(value), "\(metric): \(found), \(value)")
      }
    }
  }

  @Test func `agop's correlation and nfa's are missing in the last layer, where the product is W'W`() throws {
    let path = Fixtures.path("equilibrium/relu.npz")
    let layers = try #require(try measured(path, "agop,equilibrium")["layers"] as? [[String: Any]])
    for (place, layer) in layers.enumerated() {
      for name in ["agop_correlation", "nfa_exponent", "nfa_correlation", "balancedness"] {
        #expect((layer[name] is Double) == (place < layers.count - 1), "\(name) of layer \(place + 1)")
      }
      #expect(layer["agop_participation_ratio"] is Double && layer["stationarity"] is Double)
    }
  }
}
