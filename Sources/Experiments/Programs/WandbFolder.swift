internal import Commands
internal import Foundation
internal import Glibc

/// What a W&B client leaves in `WANDB_DIR` when it is offline.
struct WandbFolder {
  /// Bytes of a run's file at most.
  private static let limit = 256 << 20

  private let path: String

  /// - Parameter out: what `WANDB_DIR` is.
  init(in out: String) { path = out + "/wandb" }

  /// Takes the numbers of all runs, the oldest first; answers sentences about what could not be taken.
  func take(into figures: inout ReportedFigures, isAsked: Bool) -> [String] {
    let files = runs
    var sentences = files.isEmpty && isAsked ? ["The program left no run of W&B in WANDB_DIR."] : []
    for file in files {
      guard let bytes = Self.content(of: file) else {
        sentences.append(
          "A run of W&B was left out: its file has more than \(Self.limit >> 20) MiB or is none.")
        continue
      }
      let run = WandbRun(bytes)
      for point in run.points {
        sentences +=
          figures.take(epoch: point.epoch, layer: nil, layerName: nil, point.values).map { [$0] } ?? []
      }
      sentences += figures.take(epoch: nil, layer: nil, layerName: nil, run.summary).map { [$0] } ?? []
      if let fault = run.fault { sentences.append("A run of W&B was read as far as it goes: \(fault).") }
    }
    return sentences
  }

  private var runs: [String] {
    func names(_ folder: String) -> [String] {
      // A folder that is not there has nothing in it.
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
    return names(path).filter { $0.hasPrefix("offline-run-") }.flatMap { run in
      names("\(path)/\(run)").filter { $0.hasSuffix(".wandb") }.map { "\(path)/\(run)/\($0)" }
    }
  }

  /// `nil` for a larger one, a link and what is no file: a pipe has no end.
  private static func content(of path: String) -> [UInt8]? {
    var facts = stat()
    guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= limit else {
      return nil
    }
    return FileManager.default.contents(atPath: path).map { Array($0) }
  }
}
