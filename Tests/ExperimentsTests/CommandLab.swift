import Experiments
import Foundation
import Glibc
import SweepModel
import Synchronization

/// A machine on which shell scripts run as trials.
final class CommandLab {
  let folder: String
  private let log = Words()
  var manner = CommandManner()
  var attempt = 1
  var keepsFrom = Duration.zero
  var gpus: [String]?
  var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "FATHOM_SECRET": "1", "OWN": "here"]
  /// What the trial said on the way.
  private(set) var milestones: [String] = []
  private(set) var moves = 0

  private final class Words: Sendable { let text = Mutex("") }

  init() throws {
    // As a slot does.
    signal(SIGPIPE, SIG_IGN)
    folder = NSTemporaryDirectory() + "fathom-command-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    // A folder left behind in the temporary directory harms nobody.
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A trial of `sh -c script`, with these parameters.
  func spec(
    _ script: String, _ parameters: [(String, ParameterValue)] = [], words: [String] = [], seed: Int = 7
  ) -> Specification {
    let declarations = parameters.compactMap {
      Declaration.argument($0.0.split(separator: "/").map(String.init))
    }
    var spec = Specification(
      blank: .command, dataset: .none,
      arguments: declarations.sorted { $0.path.lexicographicallyPrecedes($1.path) },
      seed: seed)
    spec[.command] = ["/bin/sh", "-c", script] + words
    spec[.metrics] = []
    for (declaration, value) in zip(declarations, parameters.map(\.1)) { spec.set(declaration, to: value) }
    return spec
  }

  func host() -> CommandHost {
    CommandHost(
      environment: environment, folder: folder + "/slot", checkpoints: folder + "/checkpoints",
      kept: kept, keepsFrom: keepsFrom, code: folder + "/code", gpus: gpus, lock: -1, leaving: .seconds(3)
    ) { [log] words in log.text.withLock { $0 += String(decoding: words, as: UTF8.self) } }
  }

  /// - Parameter moved: told how often the trial has moved; what it throws ends the trial.
  func run(
    _ spec: Specification, dataPath: String = "", moved: (Int) throws -> Void = { _ in }
  ) throws -> TrialResult {
    moves = 0
    let order = CommandOrder(host(), attempt: attempt)
    let program = try Programs(on: .blank).start(spec, dataPath: dataPath, order: order, manner: manner)
    return try program.run {
      moves += 1
      try moved(moves)
    } passed: { milestone in
      if let line = milestone.line { milestones.append(line) }
    }
  }

  /// How the trial failed, as `explain` says it: `crashed: The program …`.
  func failure(_ script: String, moved: (Int) throws -> Void = { _ in }) -> String {
    do {
      _ = try run(spec(script), moved: moved)
      return "finished"
    } catch let failure as TrialFailure {
      return "\(failure.failure.rawValue): \(failure)"
    } catch { return "\(error)" }
  }

  /// What programs have written for people.
  var words: String { log.text.withLock { $0 } }
  var kept: String { folder + "/kept" }
  var checkpoint: String { folder + "/checkpoints" }
}

extension Provenance {
  static let blank = Provenance(
    coreType: "Haswell", processor: "test", libraries: "none", version: "1", host: "here", trainSeconds: 0,
    measureSeconds: 0)
}
