internal import ArrayFiles
internal import Coordination
internal import Messaging
internal import SweepModel

/// One report as it lies on the disk: "FMSP", the format's version, the CRC-32 of all that follows, the length and
/// the bytes of the worker's name, and a `reported` frame of the worker protocol with the one report.
struct SpoolFile {
  static let ending = ".report"
  private static let magic = Array("FMSP".utf8) + [1]

  let worker: WorkerID
  let report: Report

  struct Damage: Error, CustomStringConvertible {
    let description: String
  }

  static func name(of lease: Lease) -> String { "\(lease.trial)-\(lease.attempt.number)\(ending)" }

  func bytes() throws -> [UInt8] {
    let frames = try WorkerMessage.reported(room: 0, [report]).frames()
    var content = Self.word(UInt32(worker.name.utf8.count)) + Array(worker.name.utf8)
    for frame in frames { content += frame }
    return Self.magic + Self.word(checksum(content)) + content
  }

  static func word(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  static func word(_ bytes: some BidirectionalCollection<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension SpoolFile {
  init(bytes: [UInt8]) throws {
    guard bytes.starts(with: Self.magic), bytes.count > 13 else {
      throw Damage(description: "It is not a whole report of this version.")
    }
    guard Self.word(bytes[5..<9]) == checksum(bytes[9...]) else {
      throw Damage(description: "Its check sum does not fit.")
    }
    let name = bytes[13...].prefix(Int(Self.word(bytes[9..<13])))
    let message = try WorkerMessage(frame: Array(bytes[(13 + name.count)...]))
    guard case .reported(_, let reports) = message, let report = reports.first else {
      throw Damage(description: "It holds no report.")
    }
    worker = WorkerID(String(decoding: name, as: UTF8.self))
    self.report = report
  }
}
