import ArrayFiles
import Foundation
import Testing

/// What theory says of minima, held against trials that L-BFGS takes there in single precision.
@Suite struct EquilibriumLawTests {
  /// Sixteen rows of four inputs with covariance I, and targets of singular values 2, 1 and 1/2.
  private static func file(in folder: TemporaryFolder, scales: [Double] = [1, 1, 1, 1]) throws -> String {
    var (inputs, targets): ([Double], [Double]) = ([], [])
    for row in 0..<16 {
      let signs = (0..<4).map { row >> $0 & 1 == 0 ? 1.0 : -1 }
      inputs += zip(signs, scales).map { $0 * $1 }
      let parts = [2 * signs[0], signs[1], 0.5 * signs[2]]
      // Turned by the angles 0.6 and 0.8, so that no target is a direction of its own.
      targets += [0.6 * parts[0] - 0.8 * parts[1], 0.8 * parts[0] + 0.6 * parts[1], parts[2]]
    }
    let path = folder.path("data.npz")
    try ArrayFile.writeNPZ(
      path: path,
      [
        NPZArray("x_train", shape: [16, 4], .doubles(inputs)),
        NPZArray("y_train", shape: [16, 3], .doubles(targets)),
      ])
    return path
  }

  private func layers(
    depth: Int, activation: String, bias: Bool, scales: [Double] = [1, 1, 1, 1], decay: Double = 0.005,
    epochs: Int = 600
  ) throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let trial = try folder.write(
      "trial.yaml",
      """
      experiment: regression
      depth: \(depth)
      width: 6
      activation: \(activation)
      bias: \(bias)
      standardize: false
      test_fraction: 0
      loss: half_mse
      optimizer: lbfgs
      batch_size: full
      learning_rate: 1
      epochs: \(epochs)
      weight_decay: \(decay)
      metrics: [equilibrium, gram]
      """)
    let data = try Self.file(in: folder, scales: scales)
    let run = try Program.run("fathom", ["train", trial, "--data", data, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try run.json()["layers"] as? [[String: Any]])
  }

  @Test(arguments: [("identity", false), ("identity", true), ("tanh", false), ("tanh", true), ("gelu", true)])
  func `at a minimum each layer's gradient is none and FACT is W'W`(_ activation: String, _ bias: Bool)
    throws
  {
    for layer in try layers(depth: 3, activation: activation, bias: bias) {
      let stationarity = try #require(layer["stationarity"] as? Double)
      let correlation = try #require(layer["fact_correlation"] as? Double)
      #expect(stationarity < 1e-5 && correlation > 1 - 1e-6)
    }
  }

  /// Weights in single precision are off the minimum by their rounding, times the loss's curvature over the decay: exact minima
  /// of four maps, rounded to floats, have 2e-6 to 9e-6 at a decay of 0.005 and 3e-7 to 2e-6 at 0.02.
  @Test(arguments: [(0.005, 3e-5), (0.02, 1e-5)])
  func `four linear maps are as near to it as single precision holds their weights`(
    _ decay: Double, _ limit: Double
  ) throws {
    for layer in try layers(depth: 4, activation: "identity", bias: false, decay: decay, epochs: 900) {
      #expect(try #require(layer["stationarity"] as? Double) < limit)
      #expect(try #require(layer["fact_correlation"] as? Double) > 1 - 1e-9)
    }
  }

  @Test(arguments: [2, 3, 4], [false, true])
  func `decayed linear maps end balanced, with the L-th root of the outputs' covariance`(
    _ depth: Int, _ bias: Bool
  ) throws {
    let layers = try layers(depth: depth, activation: "identity", bias: bias)
    for layer in layers.dropLast() {
      #expect(try #require(layer["balancedness"] as? Double) < 1e-5)
    }
    let last = try #require(layers.last)
    #expect(abs(try #require(last["gram_power"] as? Double) - 1 / Double(depth)) < 1e-5)
    #expect(try #require(last["gram_power_residual"] as? Double) < 1e-9)
    #expect(try #require(last["gram_gradient_residual"] as? Double) < 1e-9)
    // Decay shrinks small directions more, so that the targets' own power is a larger one.
    #expect(try #require(last["gram_power_targets"] as? Double) > 1 / Double(depth) + 1e-3)
  }

  @Test func `inputs that are not white keep the gradients' law and break the outputs'`() throws {
    let last = try #require(
      try layers(depth: 3, activation: "identity", bias: false, scales: [0.5, 1, 2, 1]).last)
    #expect(try #require(last["gram_gradient_residual"] as? Double) < 1e-9)
    #expect(try #require(last["gram_power"] as? Double) > 0.5)
  }

  @Test func `a minimum of the unconstrained-feature model has the power one half`() throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write(
      "trial.yaml",
      """
      {experiment: ufm, width: 8, epochs: 500, feature_decay: 0.01, weight_decay: 0.02, optimizer: lbfgs,
       standardize: false, metrics: [equilibrium, gram, last_layer]}
      """)
    let data = try Self.file(in: folder)
    let run = try Program.run("fathom", ["train", trial, "--data", data, "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let layer = try #require((try run.json()["layers"] as? [[String: Any]])?.first)
    #expect(abs(try #require(layer["gram_power"] as? Double) - 0.5) < 1e-7)
    #expect(try #require(layer["gram_power_residual"] as? Double) < 1e-12)
    #expect(try #require(layer["stationarity"] as? Double) < 1e-6)
    #expect(abs(try #require(layer["fact_correlation"] as? Double) - 1) < 1e-9)
    for name in ["balancedness", "nfa_exponent", "gram_gradient_residual"] { #expect(layer[name] is NSNull) }
  }
}
