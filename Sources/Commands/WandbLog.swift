/// The records of a file that a W&B client leaves behind: a log in the manner of LevelDB, in blocks of 32 KiB.
struct WandbLog {
  private(set) var records: [ArraySlice<UInt8>] = []
  /// Why reading ended before the file did, as words behind a place; `nil` for a whole file.
  private(set) var fault: String?

  private static let head: [UInt8] = Array(":W&B".utf8) + [0xe1, 0xbe, 0]
  private static let block = 32 << 10
  /// Of a part: its checksum, its length and whether it is a whole record (1), its begin, its middle or its end (2 to 4).
  private static let partHead = 7

  init(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.head) else {
      fault = "it begins as no such file of version 0"
      return
    }
    var place = Self.head.count
    var begun: [UInt8]?
    while place < bytes.count {
      let left = Self.block - place % Self.block
      if left < Self.partHead {
        place += left
        continue
      }
      guard let part = Self.part(bytes, at: place) else {
        fault = "a record at byte \(place) is cut off or damaged"
        return
      }
      place = part.bytes.endIndex
      switch (part.kind, begun) {
      case (1, nil): records.append(part.bytes)
      case (2, nil): begun = Array(part.bytes)
      case (3, _?): begun? += part.bytes
      case (4, let first?):
        records.append((first + part.bytes)[...])
        begun = nil
      default:
        fault = "a part of a record stands alone before byte \(place)"
        return
      }
    }
    if begun != nil { fault = "its last record has no end" }
  }

  /// `nil` where it is cut off or its checksum is another.
  private static func part(_ bytes: [UInt8], at place: Int) -> (bytes: ArraySlice<UInt8>, kind: UInt8)? {
    let start = place + partHead
    guard start <= bytes.count else { return nil }
    let sum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    let length = Int(bytes[place + 4]) | Int(bytes[place + 5]) << 8
    guard start + length <= bytes.count, start % block + length <= block else { return nil }
    // The checksum is of the kind and what follows.
    let kind = bytes[place + 6]
    guard checksum([kind] + bytes[start..<start + length]) == sum else { return nil }
    return (bytes[start..<start + length], kind)
  }

  /// CRC-32 of ISO 3309, as zlib's.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xedb8_8320 ^ sum >> 1 : sum >> 1 }
  }
}
