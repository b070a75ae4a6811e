internal import CodeBundles
internal import Foundation
internal import Glibc
internal import SweepModel

/// The files of programs, unpacked once for all trials of a machine, and read-only.
struct CodeFolder {
  /// Beyond it, those used longest ago go first.
  static let greatestFolders = 64

  let path: String

  /// The folder of the archive at `archive`, unpacked if it is not there yet.
  ///
  /// - Throws: `TrialFailure`.
  func folder(of id: DataID, archive: String) throws -> String {
    let folder = "\(path)/\(id)"
    if access(folder, F_OK) == 0 {
      utimes(folder, nil)
      return folder
    }
    let bundle = try read(id, archive)
    do {
      let draft = "\(path)/\(id).\(getpid()).draft"
      try? FileManager.default.removeItem(atPath: draft)  // Of an earlier process of this number, if at all.
      try unpack(bundle, to: draft)
      if rename(draft, folder) != 0 {
        // Another slot was faster, with the same files.
        let reason = String(cString: strerror(errno))
        Self.remove(draft)
        guard access(folder, F_OK) == 0 else { throw failure(reason) }
      }
      clear(sparing: folder)
      return folder
    } catch let error as TrialFailure {
      throw error
    } catch {
      throw failure((error as NSError).localizedDescription)
    }
  }

  /// Refuses files of a folder that are no longer those of the archive. Those that are not in it are not looked at: whoever
  /// gives a program another folder may have its files elsewhere.
  ///
  /// - Throws: `TrialFailure`.
  func check(_ folder: String, against id: DataID, archive: String) throws {
    for file in try read(id, archive).files {
      let place = folder + "/" + file.name
      guard let found = FileManager.default.contents(atPath: place), [UInt8](found) != file.bytes else {
        continue
      }
      throw TrialFailure(
        "'\(place)' was changed after the sweep was planned. Plan it again, as a changed program makes other trials; or put "
          + "the file back and say 'fathom retry'.")
    }
  }

  private func failure(_ reason: String) -> TrialFailure {
    TrialFailure(isLocal: true, "Cannot unpack the program's files in '\(path)': \(reason)")
  }

  private func read(_ id: DataID, _ archive: String) throws -> CodeBundle {
    guard let bytes = FileManager.default.contents(atPath: archive) else {
      throw TrialFailure(
        isLocal: true, "Cannot read the program's files, '\(archive)', on this machine.")
    }
    var hash = ContentHash()
    hash.update([UInt8](bytes))
    let found: DataID = hash.finish()
    guard found == id, let bundle = CodeBundle(archive: [UInt8](bytes)) else {
      throw TrialFailure(
        isLocal: true,
        "'\(archive)' does not hold the program's files as they were planned (\(found.short), planned \(id.short)). "
          + "Plan the sweep again.")
    }
    return bundle
  }

  private func unpack(_ bundle: CodeBundle, to draft: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
    for file in bundle.files {
      let place = URL(fileURLWithPath: draft).appendingPathComponent(file.name)
      try files.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: place)
      chmod(place.path, file.isExecutable ? 0o555 : 0o444)
    }
    // Folders last, as nothing can be put into one that is read-only.
    let folders = files.enumerator(atPath: draft)?.compactMap { $0 as? String } ?? []
    for folder in folders.sorted(by: >) {
      var isFolder: ObjCBool = false
      let place = draft + "/" + folder
      if files.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue { chmod(place, 0o555) }
    }
  }

  private func clear(sparing folder: String) {
    // A folder that cannot be listed has nothing that could be removed.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let used = names.filter { DataID($0) != nil }.map { name -> (path: String, time: Int) in
      var facts = stat()
      return ("\(path)/\(name)", stat("\(path)/\(name)", &facts) == 0 ? facts.st_mtim.tv_sec : 0)
    }
    let surplus = used.sorted { ($0.time, $0.path) < ($1.time, $1.path) }.dropLast(Self.greatestFolders)
    for entry in surplus where entry.path != folder { Self.remove(entry.path) }
  }

  /// Removes a folder whose folders may be read-only.
  static func remove(_ folder: String) {
    let files = FileManager.default
    chmod(folder, 0o755)
    for name in files.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
      let place = folder + "/" + name
      var facts = stat()
      // What a link names lies elsewhere.
      if lstat(place, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { chmod(place, 0o755) }
    }
    // What cannot be removed is in nobody's way: whatever needs the place says so.
    try? files.removeItem(atPath: folder)
  }
}
