import ArrayFiles
import Foundation
import Processes
import SweepModel
import TestSupport
import Testing

/// Results to the last bit. Whoever means to change one raises the version of the arithmetic and records anew.
///
/// Products in single precision have the same bits on AVX2 and AVX-512; OpenBLAS, which does the rest, is held to one
/// core type. Its own version is that of Debian 12.
@Suite(.enabled(if: Processor.hasAVX2, "the pinned bits need AVX2 and FMA"))
struct ResultPinTests {
  static let settings = [
    "OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_NUM_THREADS": "1", "FATHOM_PRODUCTS": "fathom",
  ]

  @Test func `a trial of every kind gives the same bits`() throws {
    let folder = try Self.folder()
    var lines: [String] = []
    for (number, trial) in PinnedTrials.all.enumerated() {
      let file = try folder.write("trial-\(number).yaml", trial.text)
      let run = try Self.worker(["train", file, "--format", "json"], in: folder)
      #expect(run.status == 0, "\(trial.name): \(run.errors)")
      lines.append("\(trial.name)\t\(Self.result(run.output))")
    }
    let names = PinnedTrials.all.map(\.name)
    #expect(Set(names).count == names.count)
    try expectPinned(lines.joined(separator: "\n") + "\n", "results.txt")
  }

  @Test func `saved weights are the same bytes`() throws {
    let folder = try Self.folder()
    let base = "dataset: teacher\nsamples: 60\ndepth: 3\nwidth: 10\nbatch_size: 16\nepochs: 3\nseed: 1\n"
    var lines: [String] = []
    for setting in ["bias: false", "bias: true\nnormalization: layer", "bias: true\noptimizer: adamw"] {
      let file = try folder.write("trial.yaml", base + setting)
      let run = try Self.worker(["train", file, "--save", "w.npz", "--format", "json"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let saved = folder.path("w.npz")
      let names = try ArrayFile.open(saved).names.joined(separator: " ")
      lines.append("\(setting.replacing("\n", with: ", "))\t\(try DataID(contentsOf: [saved])) \(names)")
    }
    try expectPinned(lines.joined(separator: "\n") + "\n", "saved-weights.txt")
  }

  @Test func `given weights and any network's arrays are measured to the same bits`() throws {
    let folder = try Self.folder()
    _ = try folder.write(
      "trial.yaml", "depth: 3\nwidth: 8\nbatch_size: 16\nepochs: 3\ntarget_rank: 1\n")
    let given = ["train", "trial.yaml", "--weights", "training.npz", "--data", "training.npz", "--format"]
    var text = ""
    for arguments in [given + ["json"], given + ["table"]]
      + ["network.npz", "classes.npz"].flatMap({ [["measure", $0, "--format", "json"], ["measure", $0]] })
    {
      let run = try Self.worker(arguments, in: folder)
      #expect(run.status == 0, "\(run.errors)")
      text += "$ fathom-worker \(arguments.joined(separator: " "))\n" + Self.timeless(run.output)
    }
    try expectPinned(text, "measured.txt")
  }

  /// Through coordinator, wire, slot and store: what `train` prints lacks spectra. In the sweeps of data, one process
  /// trains neighbours that differ in one thing that decides the data.
  @Test(arguments: PinnedSweeps.all.keys.sorted())
  func `a sweep exports the same rows`(kind: String) throws {
    let folder = try Self.folder()
    let sweep = try folder.write("sweep.yaml", try #require(PinnedSweeps.all[kind]))
    let run = try Program("fathom", ["run", sweep, "--slots", "1"], in: folder, settings: Self.settings)
      .ending()
    #expect(run.status == 0, "\(run.errors)")
    var text = ""
    for table in ["trials", "layers", "curves", "spectra"] {
      let export = try Program.run("fathom", ["export", "--table", table, "--format", "csv"], in: folder)
        .output
      let rows = table == "trials" ? try RunTests.withoutCircumstances(export) : []
      text += rows.isEmpty ? export : rows.map { $0.joined(separator: ",") + "\n" }.joined()
    }
    try expectPinned(text, "exports-\(kind).csv")
  }

  private static func worker(_ arguments: [String], in folder: TemporaryFolder) throws -> Program.Ending {
    try Program("fathom-worker", arguments, in: folder, settings: settings).ending()
  }

  /// With the data files that the trials name.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["training.npz", "classification.npz", "network.npz", "classes.npz"] {
      try FileManager.default.copyItem(atPath: Fixtures.path(name), toPath: folder.path(name))
    }
    let rows = (0..<60).map { row in
      let columns = [3, 5, 7, 11].map { Double(row * row % $0) / 4 }
      return (columns + [columns[0] - columns[1], columns[2] * 0.3, columns[3] + 1]).map(\.description)
        .joined(separator: ",")
    }
    _ = try folder.write("table.csv", rows.joined(separator: "\n"))
    return folder
  }

  /// The answer in one line, without how long it took.
  private static func result(_ answer: String) -> String {
    timeless(answer).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined()
  }

  private static func timeless(_ answer: String) -> String {
    answer.split(separator: "\n").filter { !$0.contains(/_seconds" :/) }.map { $0 + "\n" }.joined()
  }
}

extension Processor {
  fileprivate static var hasAVX2: Bool { current.has(["avx2", "fma"]) }
}
