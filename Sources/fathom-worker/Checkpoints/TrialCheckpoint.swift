package import Foundation
internal import Messaging
package import SweepModel
internal import Training

/// Where a trial stands: enough to go on with it in another process, with the same bits.
///
/// As bytes: "FMCK", the format's version, the CRC-32 of the id, the length and the JSON that follow, the trial's id (16
/// bytes), the length and the JSON of `part`, and `TrainingState`'s own checkpoint, which has a hash of its own.
package struct TrialCheckpoint {
  package let trial: TrialID
  /// The measures and the curve so far, what computed them and the seconds spent.
  package var part: TrialResult
  let state: TrainingState

  /// Why bytes are not gone on from.
  package enum Refusal: Error, Equatable {
    /// They are of no use to anybody.
    case damaged(String)
    /// Another build or other kernels wrote them: their bits are not those that would follow here.
    case foreign(String)
  }

  private static let magic = Array("FMCK".utf8) + [1]

  init(trial: TrialID, part: TrialResult, state: TrainingState) {
    (self.trial, self.part, self.state) = (trial, part, state)
  }

  package func bytes() throws -> Data {
    let result = try ResultCodec.encode(part)
    var preamble = Self.bigEndian(trial.high) + Self.bigEndian(trial.low)
    preamble += SpoolFile.word(UInt32(result.count)) + result
    return Data(Self.magic + SpoolFile.word(CRC32.of(preamble)) + preamble) + (try state.checkpoint())
  }

  /// Reads a checkpoint of `trial` that the same arithmetic wrote as `machine` has.
  package init(bytes: Data, of trial: TrialID, on machine: Provenance) throws(Refusal) {
    let bytes = Data(bytes)
    guard bytes.starts(with: Self.magic), bytes.count > Self.fixedBytes else {
      throw .damaged("It is not a whole checkpoint of this version.")
    }
    let length = Int(SpoolFile.word(bytes[25..<29]))
    guard length < bytes.count - Self.fixedBytes,
      SpoolFile.word(bytes[5..<9]) == CRC32.of(bytes[9..<Self.fixedBytes + length])
    else { throw .damaged("Its check sum does not fit.") }
    guard bytes[9..<25].elementsEqual(Self.bigEndian(trial.high) + Self.bigEndian(trial.low)) else {
      throw .damaged("It is of another trial.")
    }
    self.trial = trial
    do { part = try ResultCodec.decode(Array(bytes[Self.fixedBytes..<Self.fixedBytes + length])) } catch {
      throw .damaged(error.description)
    }
    let (found, expected) = (Self.arithmetic(part.provenance), Self.arithmetic(machine))
    guard found == expected else {
      throw .foreign("It was written by \(found), and this is \(expected).")
    }
    do { state = try TrainingState(checkpoint: bytes[(Self.fixedBytes + length)...]) } catch {
      throw .damaged(error.description)
    }
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
