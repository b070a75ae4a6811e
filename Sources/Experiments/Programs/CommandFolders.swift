internal import Commands
internal import Foundation
internal import Glibc
internal import SweepModel

/// The files and folders that one trial of a program is given.
struct CommandFolders {
  private let host: CommandHost
  /// The trial's checkpoints, and where its output is kept.
  private let own, kept: String

  init(_ host: CommandHost, _ trial: TrialID) {
    self.host = host
    own = "\(host.checkpoints)/\(ProgramCheckpoints.name(of: trial))"
    kept = "\(host.kept)/\(trial)"
  }

  var places: CommandSurroundings.Places {
    .init(
      trial: host.folder + "/trial.json", wandb: host.folder + "/wandb.yaml", out: host.folder + "/out",
      checkpoint: own)
  }

  /// The file of `${args_json_file}`.
  var arguments: String { host.folder + "/arguments.json" }
  /// Where a program without files of its own starts.
  var empty: String { host.folder + "/empty" }

  /// Makes all of it, and waits for an earlier attempt that still writes down where it stands.
  ///
  /// - Throws: `TrialFailure`, or what `moved` throws.
  func prepare(_ surroundings: CommandSurroundings, _ moved: () throws -> Void) throws -> FolderLock {
    do {
      do { try writeFiles(surroundings) } catch {
        // What is kept of others may have filled the disk.
        CodeFolder.remove(host.kept)
        try writeFiles(surroundings)
      }
    } catch {
      throw TrialFailure(
        isLocal: true,
        "Cannot make the trial's files in '\(host.folder)': \((error as NSError).localizedDescription)")
    }
    while true {
      guard let lock = FolderLock(making: own) else {
        throw TrialFailure(isLocal: true, "Cannot make '\(own)': \(String(cString: strerror(errno))).")
      }
      // Whoever had it may have removed the folder in the meantime.
      if lock.take(), lock.isOf(own) { return lock }
      try moved()
      usleep(50_000)
    }
  }

  private func writeFiles(_ surroundings: CommandSurroundings) throws {
    try Scratch.empty(places.out)
    try Scratch.empty(empty)
    try Scratch.write(surroundings.trialText, to: places.trial)
    try Scratch.write(surroundings.wandbText, to: places.wandb)
    if CommandArguments.readsFile(surroundings.trial) {
      try Scratch.write(ParameterValue.map(surroundings.trial.arguments).pythonJSON, to: arguments)
    }
  }

  /// Puts what the program has left aside until its report is acknowledged; of a trial that is as quickly run again it is
  /// removed.
  func keepOutput(after length: Duration) {
    if Scratch.isEmpty(places.out) { return }
    CodeFolder.remove(kept)
    mkdir(host.kept, 0o700)
    if length < host.keepsFrom || rename(places.out, kept) != 0 { CodeFolder.remove(places.out) }
  }

  /// What tells that something was written into the checkpoint folder.
  var newestCheckpoint: [String] {
    let files = FileManager.default.enumerator(atPath: places.checkpoint)?.compactMap { $0 as? String } ?? []
    return files.sorted().prefix(10_000).map { name in
      var facts = stat()
      guard stat("\(places.checkpoint)/\(name)", &facts) == 0 else { return name }
      return "\(name) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec) \(facts.st_size)"
    }
  }
}
