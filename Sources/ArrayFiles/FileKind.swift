/// What a file is, by its first bytes and not by its name.
enum FileKind {
  case zip, npy, idx, gzip, text

  static func of(_ source: ByteSource) throws(ArrayFileError) -> FileKind {
    let start = try source.bytes(at: 0, upTo: 4096)
    if start.isEmpty { throw .file(source.file, "the file is empty. Write or copy it again.") }
    if start.starts(with: [0x50, 0x4b, 3, 4]) || start.starts(with: [0x50, 0x4b, 5, 6]) { return .zip }
    if start.starts(with: NPYHeader.magic) { return .npy }
    if start.starts(with: [0x1f, 0x8b]) { return .gzip }
    if start.starts(with: [0, 0]), start.count > 3 { return .idx }
    let isWide = start.starts(with: [0xff, 0xfe]) || start.starts(with: [0xfe, 0xff])
    let first = Array(start.prefix(16))
    let halves = [0, 1].map { half in first.indices.filter { $0 % 2 == half }.map { first[$0] } }
    let alternates = [halves, halves.reversed()].contains { half in
      half[0].allSatisfy { $0 == 0 } && half[1].allSatisfy { $0 >= 32 && $0 < 127 || (9...13).contains($0) }
    }
    if isWide || first.count > 3 && alternates {
      throw .file(
        source.file, "the file is text in UTF-16, and UTF-8 is expected. Save it with encoding='utf-8'.")
    }
    // Text has no control characters but white space.
    guard start.allSatisfy({ $0 >= 32 || (9...13).contains($0) }) else {
      throw .file(
        source.file, "the file is none of .npz, .npy, CSV and IDX. Save it with numpy.savez.")
    }
    return .text
  }
}
