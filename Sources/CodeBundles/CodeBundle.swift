package import SweepModel

/// The files of a program as one archive, which is known by its content: a POSIX tar of regular files in order of their names,
/// without owners and times, so that equal files are equal bytes on every machine.
package struct CodeBundle: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    /// Relative, with `/` between folders.
    package let name: String
    package let bytes: [UInt8]
    package let isExecutable: Bool

    package init(_ name: String, _ bytes: [UInt8], isExecutable: Bool = false) {
      (self.name, self.bytes, self.isExecutable) = (name, bytes, isExecutable)
    }
  }

  package static let mostBytes = 64 << 20
  package static let mostFiles = 10_000
  /// How the archive's own name ends, which tells it from a user's data.
  package static let ending = ".fathom-code"
  private static let block = 512

  /// In order of their names.
  package let files: [File]

  package init(_ files: [File]) { self.files = files.sorted { $0.name < $1.name } }

  package var id: DataID {
    var hash = ContentHash()
    hash.update(archive)
    return hash.finish()
  }

  package var archive: [UInt8] {
    var bytes: [UInt8] = []
    for file in files {
      bytes += Self.header(of: file)
      bytes += file.bytes
      bytes += [UInt8](repeating: 0, count: (Self.block - file.bytes.count % Self.block) % Self.block)
    }
    return bytes + [UInt8](repeating: 0, count: 2 * Self.block)
  }

  /// Why no archive can hold a file of this name, and none is unpacked; `nil` for a good one.
  package static func fault(of name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if name.utf8.count > 255 || split(name) == nil { return "its name is too long" }
    if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
      return "it lies outside the folder"
    }
    if name.utf8.contains(where: { $0 < 32 }) { return "its name has a control character" }
    return nil
  }

  /// Name and prefix of a header: at most 100 and 155 bytes, parted at a `/`.
  private static func split(_ name: String) -> (name: [UInt8], prefix: [UInt8])? {
    let bytes = Array(name.utf8)
    if bytes.count <= 100 { return (bytes, []) }
    let places = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") && $0 <= 155 }
    guard let place = places.last, bytes.count - place - 1 <= 100, place < bytes.count - 1 else { return nil }
    return (Array(bytes[(place + 1)...]), Array(bytes[..<place]))
  }

  private static func header(of file: File) -> [UInt8] {
    guard let (name, prefix) = split(file.name) else { preconditionFailure("names were checked") }
    var header = [UInt8](repeating: 0, count: block)
    func put(_ bytes: some Sequence<UInt8>, at place: Int) {
      for (offset, byte) in bytes.enumerated() { header[place + offset] = byte }
    }
    put(name, at: 0)
    put(octal(file.isExecutable ? 0o755 : 0o644, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(file.bytes.count, digits: 11), at: 124)
    put(octal(0, digits: 11), at: 136)
    put("        ".utf8, at: 148)
    put("0".utf8, at: 156)
    put("ustar".utf8, at: 257)
    put("00".utf8, at: 263)
    put(prefix, at: 345)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + [0, UInt8(ascii: " ")], at: 148)
    return header
  }

  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8)
    return Array((String(repeating: "0", count: digits - text.utf8.count) + text).utf8)
  }
}

extension CodeBundle {
  /// Reads what `archive` wrote, and nothing else: what is read is written again and must be the same bytes.
  ///
  /// - Returns: `nil` for another archive, and for one with a name that leaves its folder.
  package init?(archive: [UInt8]) {
    var files: [File] = []
    var place = 0
    while place + Self.block <= archive.count, archive[place] != 0 {
      let header = archive[place..<place + Self.block]
      func text(_ start: Int, _ count: Int) -> String {
        String(decoding: header[(place + start)..<(place + start + count)].prefix { $0 != 0 }, as: UTF8.self)
      }
      let content = place + Self.block
      guard let count = Int(text(124, 12), radix: 8), count >= 0, count <= archive.count - content,
        files.count < Self.mostFiles
      else { return nil }
      let prefix = text(345, 155)
      let name = prefix.isEmpty ? text(0, 100) : prefix + "/" + text(0, 100)
      guard Self.fault(of: name) == nil else { return nil }
      files.append(
        File(name, Array(archive[content..<content + count]), isExecutable: text(100, 8).hasSuffix("755")))
      place = content + (count + Self.block - 1) / Self.block * Self.block
    }
    self.init(files)
    guard Set(files.map(\.name)).count == files.count, self.archive == archive else { return nil }
  }
}
