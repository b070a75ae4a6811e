internal import Answers
internal import ArgumentParser
internal import Collapse
internal import Foundation
internal import Glibc
internal import LinearAlgebra
internal import Processes
internal import SweepModel

extension BenchCommand {
  /// Time and memory of measuring a network, beside what the definition costs in numpy.
  struct Measure: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure")

    @Option var samples = 8000
    @Option var width = 512
    @Flag(help: "What each group costs in epochs of training, and nothing else.") var groups = false
    @Option(help: Format.help) var format = Format.table

    private struct Groups: Answer, Encodable {
      var coreType: String
      var costs: GroupCosts

      func text(width: Int) -> String { "core type \(coreType): \(costs.text)" }
    }

    private struct Found: Answer, Encodable {
      var coreType: String
      var samples, width, depth, targets: Int
      var regressionSeconds, neighbourSeconds, clusterSeconds: Double
      var arrayBytes, peakBytes: Int
      var peakRatio: Double
      var cka: KernelComparison

      func text(width: Int) -> String {
        let rows: [(String, String)] = [
          ("regression measures, CPU s", String(format: "%.2f", regressionSeconds)),
          ("TwoNN and MLE, CPU s", String(format: "%.2f", neighbourSeconds)),
          ("clusters of \(targets) classes, CPU s", String(format: "%.4f", clusterSeconds)),
          ("peak memory / arrays", String(format: "%.2f", peakRatio)),
          ("all nrc of a layer, \(cka.rows) rows, s", String(format: "%.4f", cka.seconds)),
          ("one CKA of it, N x N in numpy, s", cka.numpySeconds.map { String(format: "%.4f", $0) } ?? "-"),
        ]
        return "\(depth) layers of \(self.width), \(samples) samples, one core of type \(coreType)\n"
          + rows.map { MetricTable.row($0, [$1], width: 40) }.joined()
      }
    }

    func run() throws {
      if groups { return try show(Groups(coreType: BLAS.kernels, costs: GroupCosts()), as: format) }
      try CommandFailure.check("--samples", samples, in: 16...1_000_000)
      try CommandFailure.check("--width", width, in: 16...8192)
      let network = try BenchNetwork(samples: samples, width: width)
      let targets = try network.targets.withView { try Targets($0, knownRank: 2) }
      let regression = try network.seconds(targets, [.nrc, .ranks])
      let neighbours = try network.seconds(targets, [.intrinsicDimension])
      let clusters = try network.seconds(targets, [.clusters])
      // Kilobytes, as the kernel counts them.
      let peak = Int((Usage.ofThisProcess.megabytes * 1024).rounded()) * 1024
      let answer = Found(
        coreType: BLAS.coreType, samples: samples, width: width, depth: BenchNetwork.depth,
        targets: BenchNetwork.targets, regressionSeconds: regression, neighbourSeconds: neighbours,
        clusterSeconds: clusters,
        arrayBytes: network.bytes, peakBytes: peak, peakRatio: Double(peak) / Double(network.bytes),
        cka: try KernelComparison(network))
      try show(answer, as: format)
    }
  }
}

/// The arrays of an untrained ReLU network.
struct BenchNetwork {
  static let depth = 8
  static let targets = 10

  let features: [Matrix<Float>]
  let weights: [Matrix<Float>]
  let targets: Matrix<Float>
  /// As many as targets, which take turns.
  let classes: ClassLabels

  init(samples: Int, width: Int) throws {
    var stream = RandomStream(seed: 0, for: .test)
    func noise(_ rows: Int, _ columns: Int, _ scale: Float) -> Matrix<Float> {
      let entries = (0..<rows * columns).map { _ in scale * Float(2 * stream.uniform() - 1) }
      return Matrix(rows: rows, columns: columns, entries: entries)
    }
    var features = [noise(samples, width, 1)]
    var weights: [Matrix<Float>] = []
    for layer in 1...Self.depth {
      let outputs = layer == Self.depth ? Self.targets : width
      weights.append(noise(outputs, width, (6 / Float(width)).squareRoot()))
      if layer < Self.depth { features.append(features[layer - 1].rectified(through: weights[layer - 1])) }
    }
    classes = try ClassLabels((0..<samples).map { $0 % Self.targets }, classCount: Self.targets)
    (self.features, self.weights, targets) = (features, weights, noise(samples, Self.targets, 1))
  }

  var bytes: Int { 4 * (features + weights + [targets]).reduce(0) { $0 + $1.entries.count } }

  /// The least processor time of two rounds over all layers.
  func seconds(_ targets: Targets, _ groups: Set<MetricGroup>) throws -> Double {
    var best = Double.infinity
    for _ in 0..<2 {
      let start = Self.processorSeconds
      for layer in 1...Self.depth { _ = try metrics(layer, targets, groups) }
      best = min(best, Self.processorSeconds - start)
    }
    return best
  }

  func metrics(_ layer: Int, _ targets: Targets, _ groups: Set<MetricGroup>) throws -> [Metric: Double] {
    try features[layer - 1].withView { features in
      try weights[layer - 1].withView { weights in
        try Meter(targets, groups, classes: classes).measured(
          MeteredLayer(LayerArrays(number: layer, features: features, weights: weights))
        ).measure.metrics
      }
    }
  }

  static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

/// All NRC measures of one layer, and one CKA of it by its definition: kernels of N x N and centring matrices, in numpy.
private struct KernelComparison: Encodable {
  let rows: Int
  let seconds: Double
  let value: Double?
  /// `nil` where there is no Python with numpy.
  private(set) var numpySeconds: Double?
  private(set) var numpyValue: Double?

  private static let mostRows = 2000

  init(_ network: BenchNetwork) throws {
    let layer = BenchNetwork.depth - 1
    rows = min(network.targets.rows, Self.mostRows)
    let (features, targets) = (network.features[layer - 1].first(rows), network.targets.first(rows))
    let start = BenchNetwork.processorSeconds
    value = try targets.withView { view in
      let targets = try Targets(view)
      return try features.withView { features in
        try network.weights[layer - 1].withView { weights in
          try LayerArrays(number: layer, features: features, weights: weights)
            .metrics(against: targets, groups: [.nrc])[.nrc2Full]
        }
      }
    }
    seconds = BenchNetwork.processorSeconds - start
    if let answer = try Self.numpy(features, targets) { (numpySeconds, numpyValue) = answer }
  }

  private static let script = """
    import sys, time, numpy as np
    n, h, t = map(int, sys.argv[1:])
    data = np.frombuffer(sys.stdin.buffer.read(), dtype=np.float32).astype(float)
    H, Y = data[: n * h].reshape(n, h), data[n * h :].reshape(n, t)
    start = time.process_time()
    C = np.eye(n) - np.ones((n, n)) / n
    K, L = C @ (H @ H.T) @ C, C @ (Y @ Y.T) @ C
    value = np.sum(K * L) / np.sqrt(np.sum(K * K) * np.sum(L * L))
    print(time.process_time() - start, value)
    """

  /// Seconds of one core and the value; `nil` where no Python with numpy answers.
  private static func numpy(_ features: Matrix<Float>, _ targets: Matrix<Float>) throws -> (Double, Double)? {
    let process = Process()
    var environment = ProcessInfo.processInfo.environment
    environment["OPENBLAS_NUM_THREADS"] = "1"
    environment["OMP_NUM_THREADS"] = "1"
    process.environment = environment
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      environment["FATHOM_PYTHON"] ?? "python3", "-c", script, "\(features.rows)", "\(features.columns)",
      "\(targets.columns)",
    ]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = FileHandle.nullDevice
    // Without a Python there is nothing to compare with, which the answer says by leaving the metric out.
    guard (try? process.run()) != nil else { return nil }
    // A Python that ended early is found out by its missing answer.
    for matrix in [features, targets] {
      let bytes = matrix.entries.withUnsafeBytes { Data($0) }
      guard (try? input.fileHandleForWriting.write(contentsOf: bytes)) != nil else { break }
    }
    try? input.fileHandleForWriting.close()  // What is not closed here is closed with the pipe.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let numbers = text.split { $0.isWhitespace }.compactMap { Double($0) }
    return process.terminationStatus == 0 && numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }
}

extension Matrix where Scalar == Float {
  fileprivate func first(_ count: Int) -> Matrix {
    Matrix(rows: count, columns: columns, entries: Array(entries.prefix(count * columns)))
  }

  /// max(0, A W').
  fileprivate func rectified(through weights: Matrix) -> Matrix {
    var result = Matrix(rows: rows, columns: weights.rows, repeating: 0)
    result.entries.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      BLAS.multiply(
        rows, weights.rows, columns, entries, columns, .no, weights.entries, columns, .yes, into: target,
        weights.rows)
      for place in 0..<rows * weights.rows { target[place] = max(0, target[place]) }
    }
    return result
  }
}
