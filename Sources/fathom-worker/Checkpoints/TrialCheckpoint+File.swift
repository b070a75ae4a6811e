internal import ArrayFiles
package import Experiments
package import Foundation
internal import Messaging
package import SweepModel

/// A checkpoint as it lies on the disk: "FMCK", the format's version, the CRC-32 of the id, the length and the JSON
/// that follow, the trial's id (16 bytes), the length and the JSON of `part`, and the program's `state`, which it
/// checks itself.
extension TrialCheckpoint {
  /// Why bytes are not gone on from.
  package enum Refusal: Error, Equatable {
    /// They are of no use to anybody.
    case damaged(String)
    /// Another build or other kernels wrote them: their bits are not those that would follow here.
    case foreign(String)
  }

  private static let magic = Array("FMCK".utf8) + [1]

  package func bytes(of trial: TrialID) throws -> Data {
    let result = try ResultCodec.encode(part)
    var preamble = Self.bigEndian(trial.high) + Self.bigEndian(trial.low)
    preamble += SpoolFile.word(UInt32(result.count)) + result
    return Data(Self.magic + SpoolFile.word(checksum(preamble)) + preamble) + state
  }

  /// Reads a checkpoint of `trial` that the same arithmetic wrote as `machine` has.
  package init(bytes: Data, of trial: TrialID, on machine: Provenance) throws(Refusal) {
    let bytes = Data(bytes)
    guard bytes.starts(with: Self.magic), bytes.count > Self.fixedBytes else {
      throw .damaged("It is not a whole checkpoint of this version.")
    }
    let length = Int(SpoolFile.word(bytes[25..<29]))
    guard length < bytes.count - Self.fixedBytes,
      SpoolFile.word(bytes[5..<9]) == checksum(bytes[9..<Self.fixedBytes + length])
    else { throw .damaged("Its check sum does not fit.") }
    guard bytes[9..<25].elementsEqual(Self.bigEndian(trial.high) + Self.bigEndian(trial.low)) else {
      throw .damaged("It is of another trial.")
    }
    let part: TrialResult
    do { part = try ResultCodec.decode(Array(bytes[Self.fixedBytes..<Self.fixedBytes + length])) } catch {
      throw .damaged(error.description)
    }
    let (found, expected) = (Self.arithmetic(part.provenance), Self.arithmetic(machine))
    guard found == expected else {
      throw .foreign("It was written by \(found), and this is \(expected).")
    }
    self.init(part: part, state: Data(bytes[(Self.fixedBytes + length)...]))
  }

  private static let fixedBytes = 29

  /// What decides bits besides the specification, which the id stands for.
  private static func arithmetic(_ provenance: Provenance) -> String {
    "\(provenance.version) with \(provenance.libraries) on \(provenance.coreType)"
  }

  private static func bigEndian(_ number: UInt64) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}
