internal import Experiments
internal import Foundation
internal import Glibc
internal import Sessions

/// The folders in which one slot's programs run.
extension CommandHost {
  static func keptFolder(in base: String) -> String { base + "/kept" }

  /// Removes what trials have left long ago.
  func tidy() {
    ProgramCheckpoints.tidy(checkpoints)
    ProgramCheckpoints.tidy(kept, ending: "")
  }

  /// Makes the slot's own folder in `base`, and removes those of slots that are gone with all that they had started.
  ///
  /// - Returns: the host, and the lock on its folder; `nil` where the folder cannot be made.
  static func ofSlot(
    in base: String, checkpoints: String?, gpus: [String]?, leaving: Duration
  ) -> (CommandHost, FileLock)? {
    let slots = base + "/slots"
    let own = "\(slots)/\(getpid())"
    // What cannot be made is told by the lock below.
    try? FileManager.default.createDirectory(
      atPath: own, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard let lock = FileLock(own + "/lock", creating: true), lock.take() else { return nil }
    for name in DataCache.names(in: slots) where name != "\(getpid())" {
      let folder = "\(slots)/\(name)"
      guard let other = FileLock(folder + "/lock", creating: false), other.take() else { continue }
      DataCache.remove(folder)
    }
    let host = CommandHost(
      environment: ProcessInfo.processInfo.environment, folder: own,
      checkpoints: checkpoints ?? base + "/checkpoints", kept: keptFolder(in: base),
      keepsFrom: WorkerSession.Settings().reports.spoolFrom * 2, code: base + "/code", gpus: gpus,
      lock: lock.descriptor, leaving: leaving
    ) { words in
      var rest = words[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        // Nobody listens any more.
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
      }
    }
    return (host, lock)
  }
}
