internal import Experiments
internal import Foundation
internal import Glibc
internal import SweepModel

/// Where the slots of a machine keep checkpoints of the trials that they run, one file a trial.
///
/// Agents of one machine share it: a checkpoint is as good for any of them, and each writer has a draft of its own.
package struct CheckpointFolder {
  /// Beyond either, those written longest ago go first.
  package static let greatestFiles = 1_024
  package static let greatestBytes = 4 << 30

  let path: String
  private let tell: (String) -> Void
  private var isRefusing = false

  init(_ path: String, tell: @escaping (String) -> Void) {
    self.path = path
    self.tell = tell
  }

  static func beside(spool: String) -> String { spool + "/checkpoints" }

  /// What an earlier attempt has left. A file that cannot be gone on from is told of; a damaged one is removed.
  func checkpoint(of trial: TrialID, on machine: Provenance) -> TrialCheckpoint? {
    let file = file(of: trial)
    guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
    do { return try TrialCheckpoint(bytes: bytes, of: trial, on: machine) } catch {
      switch error {
      case .foreign(let reason): tell("'\(file)' is not used; its trial starts over. \(reason)")
      case .damaged(let reason): refuse(trial, reason)
      }
      return nil
    }
  }

  /// Removes a checkpoint that its trial cannot go on from.
  func refuse(_ trial: TrialID, _ reason: String) {
    tell("'\(file(of: trial))' is not used and is removed; its trial starts over. \(reason)")
    forget(trial)
  }

  /// Puts a checkpoint, if there is one, in the place of the trial's last one. A disk that refuses is told of once; the
  /// trial goes on.
  mutating func keep(_ trial: TrialID, _ checkpoint: () throws -> TrialCheckpoint?) {
    do {
      guard let bytes = try checkpoint()?.bytes(of: trial) else { return }
      let file = file(of: trial)
      guard bytes.count <= Self.greatestBytes else {
        throw DurableFile.Refusal(path: file, reason: "\(bytes.count >> 20) MiB are more than it may hold")
      }
      try? FileManager.default.createDirectory(  // What it cannot make is told by the writing below.
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      for name in Self.surplus(of: entries(), adding: bytes.count, as: Self.name(of: trial)) {
        unlink("\(path)/\(name)")
      }
      try DurableFile.write([UInt8](bytes), to: file, draft: "\(file).\(getpid()).draft")
      isRefusing = false
    } catch {
      if !isRefusing { tell("\(error) The trial goes on without a checkpoint.") }
      isRefusing = true
    }
  }

  func forget(_ trial: TrialID) {
    unlink(file(of: trial))
    // What a program of a user has left there, where the trial is one.
    ProgramCheckpoints.remove("\(path)/\(ProgramCheckpoints.name(of: trial))")
  }

  package struct Entry: Equatable {
    package var name: String
    package var bytes: Int
    /// When it was written, in seconds.
    package var written: Int

    package init(name: String, bytes: Int, written: Int) {
      (self.name, self.bytes, self.written) = (name, bytes, written)
    }
  }

  /// Those to remove so that a file of `bytes` may take the place of `name`: the ones written longest ago.
  package static func surplus(
    of entries: [Entry], adding bytes: Int, as name: String, mostFiles: Int = greatestFiles,
    mostBytes: Int = greatestBytes
  ) -> [String] {
    let others = entries.filter { $0.name != name }.sorted { ($0.written, $0.name) < ($1.written, $1.name) }
    var (files, total) = (others.count + 1, others.reduce(bytes) { $0 + $1.bytes })
    var surplus: [String] = []
    for entry in others where files > mostFiles || total > mostBytes {
      surplus.append(entry.name)
      files -= 1
      total -= entry.bytes
    }
    return surplus
  }

  private func entries() -> [Entry] {
    DataCache.names(in: path).compactMap { name in
      var facts = stat()
      guard stat("\(path)/\(name)", &facts) == 0 else { return nil }
      return Entry(name: name, bytes: Int(facts.st_size), written: facts.st_mtim.tv_sec)
    }
  }

  private func file(of trial: TrialID) -> String { "\(path)/\(Self.name(of: trial))" }

  private static func name(of trial: TrialID) -> String { "\(trial).checkpoint" }
}
