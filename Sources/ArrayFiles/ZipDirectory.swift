/// One file in a zip archive, as the archive's directory describes it.
struct ZipEntry: Hashable, Sendable {
  var name: [UInt8]
  var isEncrypted: Bool
  /// 0 is stored, 8 is deflate.
  var method: Int
  var checksum: UInt32
  var packedBytes: Int
  var bytes: Int
  /// Where its local header starts.
  var offset: Int
  /// Where the next entry's local header or the directory starts.
  var limit = 0

  static let arraySuffix = Array(".npy".utf8)

  /// The array's name, without `.npy`; `nil` for a file that is no array.
  var arrayName: String? {
    guard name.count >= 4, name.suffix(4).elementsEqual(Self.arraySuffix) else { return nil }
    return String(decoding: name.dropLast(4), as: UTF8.self)
  }
}

/// The directory at the end of a zip archive. Local headers are read only for the entries that are asked for, and
/// sizes are the directory's: a local header may leave them to a zip64 field or to a descriptor behind the data.
struct ZipDirectory {
  private(set) var entries: [ZipEntry] = []
  private let source: ByteSource

  /// Reads and checks the directory: entries lie inside the file, before it, and apart from each other.
  init(_ source: ByteSource) throws(ArrayFileError) {
    self.source = source
    let end = try EndRecord.find(in: source)
    var reader = ByteReader(try source.bytes(at: end.directoryOffset, upTo: end.directoryBytes))
    guard end.entries <= end.directoryBytes / 46 else { throw cut(after: 0) }
    entries.reserveCapacity(end.entries)
    for index in 0..<end.entries {
      guard let entry = Self.entry(&reader) else { throw cut(after: index) }
      entries.append(entry)
    }
    try placeEntries(before: end.directoryOffset)
  }

  /// Where the packed bytes of `entry` lie in the file.
  func range(of entry: ZipEntry) throws(ArrayFileError) -> Range<Int> {
    var reader = ByteReader(try source.bytes(at: entry.offset, upTo: 30 + entry.name.count + 65_535))
    guard reader.little(4) == 0x0403_4b50, reader.take(4) != nil, reader.little(2) == entry.method,
      reader.take(16) != nil, let nameLength = reader.little(2), let extraLength = reader.little(2),
      reader.take(nameLength) == entry.name, reader.take(extraLength) != nil
    else { throw fault(entry, "does not start where the directory says. Copy or save the file again.") }
    let start = entry.offset + reader.position
    guard entry.packedBytes <= entry.limit - start else { throw outside(entry) }
    return start..<start + entry.packedBytes
  }

  private static func entry(_ reader: inout ByteReader) -> ZipEntry? {
    guard reader.little(4) == 0x0201_4b50, reader.take(4) != nil, let flags = reader.little(2),
      let method = reader.little(2), reader.take(4) != nil, let checksum = reader.little(4),
      var packedBytes = reader.little(4), var bytes = reader.little(4), let nameLength = reader.little(2),
      let extraLength = reader.little(2), let commentLength = reader.little(2), reader.take(8) != nil,
      var offset = reader.little(4), let name = reader.take(nameLength), let extra = reader.take(extraLength),
      reader.take(commentLength) != nil, resolve(&bytes, &packedBytes, &offset, from: extra)
    else { return nil }
    return ZipEntry(
      name: name, isEncrypted: flags & 0x2041 != 0, method: method, checksum: UInt32(checksum),
      packedBytes: packedBytes, bytes: bytes, offset: offset)
  }

  /// Replaces each saturated number by its 64-bit form in the zip64 field (id 1), which holds just those, in order.
  private static func resolve(
    _ bytes: inout Int, _ packedBytes: inout Int, _ offset: inout Int, from extra: [UInt8]
  ) -> Bool {
    let saturated = 0xffff_ffff
    guard [bytes, packedBytes, offset].contains(saturated) else { return true }
    var fields = ByteReader(extra)
    while let id = fields.little(2), let length = fields.little(2), let content = fields.take(length) {
      guard id == 1 else { continue }
      var reader = ByteReader(content)
      func wide(_ number: inout Int) -> Bool {
        guard number == saturated else { return true }
        guard let value = reader.little(8) else { return false }
        number = value
        return true
      }
      return wide(&bytes) && wide(&packedBytes) && wide(&offset)
    }
    return false
  }

  private mutating func placeEntries(before directory: Int) throws(ArrayFileError) {
    var seen: Set<[UInt8]> = []
    for entry in entries where !seen.insert(entry.name).inserted {
      throw .file(
        source.file,
        "the archive holds \(quoted(entry.text)) twice. Save each array under a name of its own.")
    }
    let order = entries.indices.sorted { entries[$0].offset < entries[$1].offset }
    for (place, index) in order.enumerated() {
      let entry = entries[index]
      let isLast = place + 1 == order.count
      let limit = isLast ? directory : entries[order[place + 1]].offset
      guard entry.offset <= directory, entry.packedBytes <= directory - entry.offset else {
        throw outside(entry)
      }
      guard entry.offset + 30 + entry.name.count + entry.packedBytes <= limit else {
        guard !isLast else { throw outside(entry) }
        let names = "\(quoted(entry.text)) and \(quoted(entries[order[place + 1]].text))"
        throw .file(source.file, "the archive's members \(names) overlap. Save the file again.")
      }
      entries[index].limit = limit
    }
  }

  private func fault(_ entry: ZipEntry, _ sentence: String) -> ArrayFileError {
    .file(source.file, "the archive's member \(quoted(entry.text)) \(sentence)")
  }

  private func outside(_ entry: ZipEntry) -> ArrayFileError {
    fault(entry, "reaches outside its place. Copy or save the file again.")
  }

  private func cut(after entries: Int) -> ArrayFileError {
    .file(
      source.file,
      "the archive's directory is damaged after \(count(entries, "whole entry", "whole entries")). "
        + "Copy or save the file again.")
  }
}

extension ZipEntry {
  /// The name for messages.
  var text: String { arrayName ?? String(decoding: name, as: UTF8.self) }
}

/// The last record of a zip archive, which says where its directory is.
private struct EndRecord {
  var entries: Int
  var directoryBytes: Int
  var directoryOffset: Int

  private static let noDirectory =
    "the archive has no directory at its end. The file was cut off; copy or save it again."
  private static let directoryOutside =
    "the archive's directory points outside the file. Copy or save the file again."
  private static let severalDisks = "the archive is spread over several files. Save it with numpy.savez."

  /// A comment of up to 65,535 bytes may follow the record, so it is searched from the end.
  static func find(in source: ByteSource) throws(ArrayFileError) -> EndRecord {
    let tail = try source.bytes(at: max(0, source.count - 65_557), upTo: 65_557)
    let start = stride(from: tail.count - 22, through: 0, by: -1).first { start in
      tail[start] == 0x50 && tail[start + 1] == 0x4b && tail[start + 2] == 5 && tail[start + 3] == 6
        && Int(tail[start + 20]) | Int(tail[start + 21]) << 8 == tail.count - start - 22
    }
    guard let start else { throw .file(source.file, noDirectory) }
    return try record(tail, at: start, in: source)
  }

  private static func record(_ tail: [UInt8], at start: Int, in source: ByteSource) throws(ArrayFileError)
    -> EndRecord
  {
    var reader = ByteReader(tail, at: start + 4)
    var end = source.count - tail.count + start
    guard let disk = reader.little(2), reader.little(2) == disk, let here = reader.little(2),
      let all = reader.little(2), let bytes = reader.little(4), let offset = reader.little(4)
    else { throw .file(source.file, noDirectory) }
    var record = EndRecord(entries: all, directoryBytes: bytes, directoryOffset: offset)
    if let (wide, position) = try wideRecord(before: end, in: source) {
      (record, end) = (wide, position)
    } else if disk != 0 || here != all {
      throw .file(source.file, severalDisks)
    }
    guard record.directoryOffset <= end, record.directoryBytes <= end - record.directoryOffset else {
      throw .file(source.file, directoryOutside)
    }
    return record
  }

  /// The zip64 end record and its position, where a locator stands right before the ordinary one.
  private static func wideRecord(before end: Int, in source: ByteSource) throws(ArrayFileError)
    -> (EndRecord, Int)?
  {
    guard end >= 20 else { return nil }
    var locator = ByteReader(try source.bytes(at: end - 20, upTo: 20))
    guard locator.little(4) == 0x0706_4b50 else { return nil }
    guard locator.little(4) == 0, let position = locator.little(8), locator.little(4) == 1 else {
      throw .file(source.file, severalDisks)
    }
    guard position <= end - 20 else { throw .file(source.file, directoryOutside) }
    var reader = ByteReader(try source.bytes(at: position, upTo: 56))
    guard reader.little(4) == 0x0606_4b50, reader.take(20) != nil, let here = reader.little(8),
      reader.little(8) == here, let bytes = reader.little(8), let offset = reader.little(8)
    else { throw .file(source.file, directoryOutside) }
    return (EndRecord(entries: here, directoryBytes: bytes, directoryOffset: offset), position)
  }
}
