import ArrayFiles
import Foundation

/// Path of a file in `Fixtures`.
func fixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/" + name
}

func fixtureBytes(_ name: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
}

/// Runs `body` with the path of a new file that is removed afterwards.
func withFile<Result>(
  _ name: String, _ bytes: [UInt8], _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }  // A folder left in /tmp fails no claim.
  let url = folder.appendingPathComponent(name)
  try Data(bytes).write(to: url)
  return try body(url.path)
}

/// The arrays of a file with these bytes. It is removed from its folder, and lasts as long as it is open.
func opened(_ name: String, _ bytes: [UInt8]) throws -> ArrayFile {
  try withFile(name, bytes) { try ArrayFile.open($0) }
}

func little(_ number: Int, _ width: Int) -> [UInt8] {
  (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

/// The bytes of `old` replaced by `new` where they occur first.
func replacing(_ old: [UInt8], _ new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
  guard let range = bytes.firstRange(of: old) else { preconditionFailure("the bytes to replace occur") }
  return Array(bytes[..<range.lowerBound]) + new + bytes[range.upperBound...]
}

/// An .npy file of version 1.0.
func npy(_ descr: String, _ shape: String, order: String = "False", _ data: [UInt8]) -> [UInt8] {
  npy(dictionary: "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }", data)
}

func npy(dictionary: String, _ data: [UInt8] = []) -> [UInt8] {
  [0x93] + Array("NUMPY".utf8) + [1, 0] + little(dictionary.utf8.count, 2) + Array(dictionary.utf8) + data
}

func floats(_ values: [Float]) -> [UInt8] { values.flatMap { little(Int($0.bitPattern), 4) } }

/// Builds zip archives, sound ones and others.
struct Archive {
  struct Entry {
    var name: String
    /// What stands in the file.
    var packed: [UInt8]
    var method = 0
    var flags = 0
    var bytes: Int
    var packedBytes: Int
    var checksum: Int
    /// What the directory says instead of the true place.
    var offset: Int?

    /// A stored member.
    init(_ name: String, _ content: [UInt8]) {
      (self.name, packed, bytes, packedBytes) = (name, content, content.count, content.count)
      checksum = Int(crc(content))
    }
  }

  var entries: [Entry]
  var comment: [UInt8] = []

  var bytes: [UInt8] {
    var (body, directory): ([UInt8], [UInt8]) = ([], [])
    for entry in entries {
      let name = Array(entry.name.utf8)
      let fields =
        little(20, 2) + little(entry.flags, 2) + little(entry.method, 2) + little(0, 4)
        + little(entry.checksum, 4) + little(entry.packedBytes, 4) + little(entry.bytes, 4)
        + little(name.count, 2) + little(0, 2)
      directory += [0x50, 0x4b, 1, 2] + little(20, 2) + fields + [UInt8](repeating: 0, count: 10)
      directory += little(entry.offset ?? body.count, 4) + name
      body += [0x50, 0x4b, 3, 4] + fields + name + entry.packed
    }
    let end =
      [0x50, 0x4b, 5, 6] + little(0, 4) + little(entries.count, 2) + little(entries.count, 2)
      + little(directory.count, 4) + little(body.count, 4) + little(comment.count, 2) + comment
    return body + directory + end
  }

  /// CRC-32, bit by bit.
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }
}

private func crc(_ bytes: [UInt8]) -> UInt32 { Archive.crc(bytes) }
