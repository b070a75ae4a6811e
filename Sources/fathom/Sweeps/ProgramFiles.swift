internal import Answers
internal import CodeBundles
internal import Foundation
internal import Glibc
internal import SweepLanguage
internal import SweepModel

/// The files of a program of one's own, as a sweep file names them: looked up and read.
struct ProgramFiles {
  /// Absolute; what the names are relative to.
  let root: String
  let names: [String]
  let bundle: CodeBundle
  /// The program that a sweep names and that is nowhere.
  let missing: String?

  /// - Throws: `CommandFailure` with a sentence where a pattern has no file, or a file cannot be carried.
  init(_ request: CodeRequest) throws {
    let here = FileManager.default.currentDirectoryPath
    let beside = request.folder.isEmpty ? here : URL(fileURLWithPath: request.folder).standardizedFileURL.path
    let wanted = request.program.map { [$0] } ?? (request.files.isEmpty ? request.words : [])
    // W&B starts programs from the folder that one is in, and sweep files often lie in one of their own.
    let root = [beside, here].first { root in wanted.contains { Self.isFile($0, in: root) } } ?? beside
    var names = Set(wanted.filter { Self.isFile($0, in: root) })
    for pattern in request.files {
      let found = Self.names(matching: pattern, in: root)
      guard !found.isEmpty else {
        throw CommandFailure.badInput(
          "'files' has '\(pattern)', and no file below '\(root)' has such a name.")
      }
      names.formUnion(found)
    }
    (self.root, self.names) = (root, names.sorted())
    missing = request.program.flatMap { names.contains($0) ? nil : $0 }
    bundle = CodeBundle(try Self.contents(of: self.names, in: root))
  }

  private static func contents(of names: [String], in root: String) throws -> [CodeBundle.File] {
    guard names.count <= CodeBundle.mostFiles else {
      throw CommandFailure.badInput(
        "'files' names \(names.count) files, and a sweep carries \(CodeBundle.mostFiles).")
    }
    var left = CodeBundle.mostBytes
    return try names.map { name in
      let path = root + "/" + name
      if let fault = CodeBundle.fault(of: name) {
        throw CommandFailure.badInput("'\(name)' in 'files' cannot be carried: \(fault).")
      }
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure.badInput(
          "Cannot read '\(path)': \(String(cString: strerror(errno)).lowercased()).")
      }
      left -= data.count
      guard left >= 0 else {
        throw CommandFailure.badInput(
          "The files of 'files' have more than \(CodeBundle.mostBytes >> 20) MiB together. Name fewer, and read data by path."
        )
      }
      return CodeBundle.File(name, [UInt8](data), isExecutable: access(path, X_OK) == 0)
    }
  }

  /// A regular file below the root, as a relative name of more than dots.
  private static func isFile(_ name: String, in root: String) -> Bool {
    guard !name.isEmpty, !name.hasPrefix("/"), !name.hasPrefix("-"), CodeBundle.fault(of: name) == nil else {
      return false
    }
    var facts = stat()
    return stat(root + "/" + name, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  }

  /// `*` and `?` stand for parts of a name, `**` for any folders; what begins with a point has to be named.
  private static func names(matching pattern: String, in root: String) -> [String] {
    var found: [String] = []
    var left = 100_000
    func walk(_ folder: String, _ parts: ArraySlice<Substring>) {
      guard let part = parts.first, left > 0 else { return }
      let rest = parts.dropFirst()
      if part == "**" { walk(folder, rest) }
      let isPlain = !part.contains { "*?[".contains($0) }
      let path = root + "/" + folder
      // A folder that cannot be read has no file that can.
      let entries =
        isPlain ? [String(part)] : (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for entry in entries.sorted() {
        left -= 1
        guard part == "**" ? !entry.hasPrefix(".") : fnmatch(String(part), entry, FNM_PERIOD) == 0 else {
          continue
        }
        let name = folder + entry
        if rest.isEmpty, part != "**" {
          if isFile(name, in: root) { found.append(name) }
        } else if isFolder(name, in: root, followingLinks: part != "**") {
          walk(name + "/", part == "**" ? parts : rest)
        } else if part == "**", rest.isEmpty, isFile(name, in: root) {
          found.append(name)
        }
      }
    }
    walk("", pattern.split(separator: "/")[...])
    return Array(Set(found))
  }

  private static func isFolder(_ name: String, in root: String, followingLinks: Bool) -> Bool {
    var facts = stat()
    let path = root + "/" + name
    let outcome = followingLinks ? stat(path, &facts) : lstat(path, &facts)
    return outcome == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// What a plan takes them for; `nil` where there are none.
  ///
  /// - Parameter folder: where the archive is written for those who run it; nothing is written without one.
  func facts(keptIn folder: String?) throws -> DataFacts? {
    guard !names.isEmpty else { return nil }
    let archive = bundle.archive
    var hash = ContentHash()
    hash.update(archive)
    let id: DataID = hash.finish()
    let place = folder.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? ""
    let path = place + "/\(id)" + CodeBundle.ending
    if let folder, !FileManager.default.fileExists(atPath: path) {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(archive).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw CommandFailure.badInput("Cannot write '\(path)': \(error.localizedDescription)")
      }
    }
    return DataFacts(id: id, path: path, trainRows: 0, testRows: nil, inputs: 0, targets: 0)
  }
}
