import Foundation
import SweepLanguage
import SweepModel
import TestSupport
import Testing

/// What the sweeps that ship are planned as. A line that changes means that stored results lose their trials.
@Suite struct ShippedSweepTests {
  @Test func `every sweep that ships keeps its trials, their order and their cost`() throws {
    let folder = Self.root.appending(path: "sweeps").path
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
    #expect(files.count >= 30)
    let lines = try files.sorted().map { try Self.line(of: "sweeps/\($0)") }
    try expectPinned(lines.joined(separator: "\n") + "\n", "shipped-sweeps.txt")
  }

  /// Two grids that share a trial, every way to write values, conditions over defaults, listed seeds and a cap.
  @Test func `a grid keeps the order of its trials`() throws {
    let plan = try plan(
      """
      name: order
      parameters:
        - dataset: teacher
          depth: {range: {min: 2, max: 8, step: 3}}
          width: {distribution: log_grid, min: 8, max: 128, n: 3}
          weight_decay: {distribution: log_grid, min: 1e-5, max: 1e-2, n: 4}
          milestones: {values: [[30, 60], [50]]}
        - {dataset: swimmer.npz, activation: [tanh, relu], bias: [yes, no]}
        - {dataset: teacher, depth: 5, width: 32, weight_decay: [1e-5, 0.3], milestones: [50]}
      exclude: ["depth == 2 and width > 8", "weight_decay > 1e-3 and momentum == 0.9 and width == 128"]
      seeds: [7, 0, 9007199254740992]
      measure: {every: 10, metrics: [ranks, nrc, intrinsic_dimension]}
      run_cap: 170
      """)
    let trials = plan.trials.map { "\($0.cell) \($0.id)" }
    #expect(trials.count == 170)
    try expectPinned(
      "\(plan.id) \(plan.variedParameters.joined(separator: ","))\n" + trials.joined(separator: "\n") + "\n",
      "grid-order.txt")
  }

  private static func line(of path: String) throws -> String {
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    let plan = try SweepPlan.plan(text: text, path: path, data: facts)
    var (ids, texts) = (ContentHash(), ContentHash())
    for trial in plan.trials {
      ids.update(trial.id.description)
      texts.update(trial.canonical + "\n")
    }
    let (idHash, textHash): (SweepID, SweepID) = (ids.finish(), texts.finish())
    return
      "\(path) id \(plan.id) cells \(plan.cells) trials \(plan.trials.count) ids \(idHash) texts \(textHash)"
      + " flops \(plan.totalFlops) varied \(plan.variedParameters.joined(separator: ","))"
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What the data files are: content and shape of those that ship, shapes alone of those that a user brings.
  private static func facts(_ path: String, header: Bool?) throws -> DataFacts {
    func shipped(_ train: Int, _ test: Int?, _ inputs: Int, _ targets: Int) throws -> DataFacts {
      let file = root.appending(path: path).standardizedFileURL.path
      return DataFacts(
        id: try DataID(contentsOf: [file]), path: file, trainRows: train, testRows: test, inputs: inputs,
        targets: targets)
    }
    func digits(_ number: UInt64) -> DataFacts {
      let labels = LabelFacts(columns: 1, train: (0..<60_000).map { Float($0 % 10) }, test: [9])
      return DataFacts(
        id: DataID(high: 1, low: number), path: path, trainRows: 60_000, testRows: 10_000, inputs: 784,
        targets: 1, labels: labels)
    }
    switch path.split(separator: "/").last {
    case "mujoco_swimmer.npz": return try shipped(10_000, 2000, 8, 2)
    case "mujoco_reacher.npz": return try shipped(10_000, 2000, 11, 2)
    case "mujoco_hopper.npz": return try shipped(20_000, 4000, 11, 3)
    case "policy.npz": return try shipped(1000, nil, 8, 2)
    case "sgemm_product.csv":
      return DataFacts(
        id: DataID(high: 1, low: 1), path: path, trainRows: 241_600, testRows: nil, inputs: 17, targets: 1)
    case "mnist.npz": return digits(2)
    case "train-images-idx3-ubyte.gz": return digits(3)
    default: throw NoSuchFile(path: path)
    }
  }
}
