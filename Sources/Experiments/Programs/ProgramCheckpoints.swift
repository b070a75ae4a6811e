internal import Foundation
internal import Glibc
package import SweepModel

/// The folders that trials of programs have for their checkpoints on a machine, and those where their output waits for
/// its acknowledgement: one a trial, for all slots and agents.
package struct ProgramCheckpoints {
  /// Beyond either, those written longest ago go first.
  package static let longestLife = Duration.seconds(14 * 86_400)
  package static let mostFolders = 1_024

  package static func name(of trial: TrialID) -> String { "\(trial).program" }

  package struct Entry: Equatable, Sendable {
    package var name: String
    /// In seconds since 1970: when something was last put into the folder or one below it.
    package var written: Int

    package init(_ name: String, written: Int) { (self.name, self.written) = (name, written) }
  }

  /// What is to go.
  package static func surplus(of entries: [Entry], at now: Int) -> [String] {
    let sorted = entries.sorted { ($0.written, $0.name) < ($1.written, $1.name) }
    let life = Int(longestLife / .seconds(1))
    return sorted.enumerated().filter { place, entry in
      place < sorted.count - mostFolders || entry.written < now - life
    }
    .map(\.element.name)
  }

  /// Removes what is to go of the folders in `path` whose names end so, but those in use.
  package static func tidy(_ path: String, ending: String = ".program", at now: Int = time(nil)) {
    // Where nothing can be listed nothing can be removed.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let entries = names.filter { $0.hasSuffix(ending) }.map { name in
      Entry(name, written: written("\(path)/\(name)"))
    }
    for name in surplus(of: entries, at: now) { remove("\(path)/\(name)") }
  }

  /// Removes a trial's folder unless somebody writes into it.
  package static func remove(_ folder: String) {
    if rmdir(folder) == 0 || errno == ENOENT { return }
    guard let lock = FolderLock(making: folder), lock.take() else { return }
    CodeFolder.remove(folder)
  }

  private static func written(_ folder: String) -> Int {
    func time(of path: String) -> Int {
      var facts = stat()
      return lstat(path, &facts) == 0 ? facts.st_mtim.tv_sec : 0
    }
    let names = FileManager.default.enumerator(atPath: folder)?.lazy.compactMap { $0 as? String }.prefix(
      10_000)
    return (names?.map { time(of: "\(folder)/\($0)") } ?? []).reduce(time(of: folder), max)
  }
}
