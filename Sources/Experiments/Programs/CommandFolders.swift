internal import Commands
internal import Foundation
internal import Glibc
internal import SweepModel

/// The files and folders that one trial of a program is given.
struct CommandFolders {
  private let host: CommandHost
  private let own: String

  init(_ host: CommandHost, _ trial: TrialID) {
    self.host = host
    own = "\(host.checkpoints)/\(trial).files"
  }

  var places: CommandSurroundings.Places {
    .init(
      trial: host.folder + "/trial.json", wandb: host.folder + "/wandb.yaml", out: host.folder + "/out",
      checkpoint: own + "/files")
  }

  /// The file of `${args_json_file}`.
  var arguments: String { host.folder + "/arguments.json" }
  /// Where a program without files of its own starts.
  var empty: String { host.folder + "/empty" }

  /// A lock on the trial's checkpoints, as long as it is there or anything that inherited it runs.
  final class Lock {
    let descriptor: Int32

    init?(_ path: String) {
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    var isTaken: Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
  }

  /// Makes all of it, and waits for an earlier attempt that still writes down where it stands.
  ///
  /// - Throws: `TrialFailure`, or what `moved` throws.
  func prepare(_ surroundings: CommandSurroundings, _ moved: () throws -> Void) throws -> Lock {
    clear()
    do {
      for folder in [places.out, empty, places.checkpoint] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      try Data(surroundings.trialText.utf8).write(to: URL(fileURLWithPath: places.trial))
      try Data(surroundings.wandbText.utf8).write(to: URL(fileURLWithPath: places.wandb))
      if CommandArguments.readsFile(surroundings.trial) {
        let text = ParameterValue.map(surroundings.trial.arguments).pythonJSON
        try Data(text.utf8).write(to: URL(fileURLWithPath: arguments))
      }
    } catch {
      throw TrialFailure(
        isLocal: true,
        "Cannot make the trial's files in '\(host.folder)': \((error as NSError).localizedDescription)")
    }
    guard let lock = Lock(own + "/lock") else {
      throw TrialFailure(isLocal: true, "Cannot write '\(own)/lock': \(String(cString: strerror(errno))).")
    }
    while !lock.isTaken {
      try moved()
      usleep(50_000)
    }
    return lock
  }

  /// Removes what the trial was given and wrote, but its checkpoints.
  func clear() {
    for place in [places.out, empty, places.trial, places.wandb, arguments] { CodeFolder.remove(place) }
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
