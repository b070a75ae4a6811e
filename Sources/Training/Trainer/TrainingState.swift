package import Datasets
package import Foundation
package import SweepModel

/// All that training changes, between two steps: enough to go on elsewhere with the same bits.
package struct TrainingState: Equatable, Sendable, Codable {
  /// Epochs and steps done.
  package var epoch: Int
  package var steps: Int
  /// The sum of the learning rates of all steps.
  package var rateSum: Double
  /// The train loss before the first epoch; `nil` if none was started.
  package var startLoss: Double?
  /// As it was before the order of the epoch under way was drawn.
  package var shuffling: RandomStream
  /// Rows of the epoch under way that were trained on, and the sum of their losses' terms; 0 between epochs.
  package var rowsDone: Int
  package var lossSum: Double
  /// Every parameter, layer by layer: weights (out x in), bias, scale, shift.
  package var parameters: Numbers
  /// What the optimiser remembers, as long as `parameters` each: SGD's velocity, or Adam's two means.
  package var moments: [Numbers]
  /// Running means and variances of batch normalisation.
  package var statistics: Numbers
  /// L-BFGS's last moves and the changes of gradient along them.
  package var moves: [Numbers]
  package var changes: [Numbers]

  /// Single-precision numbers that keep their bits in every encoding: stored as bytes, little-endian.
  package struct Numbers: Equatable, Sendable, Codable {
    package var entries: [Float]

    init(_ entries: [Float]) { self.entries = entries }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      let bytes = try container.decode(Data.self)
      guard bytes.count % 4 == 0 else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not whole numbers")
      }
      entries = [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
        count = bytes.copyBytes(to: buffer) / 4
      }
      for place in entries.indices {
        entries[place] = Float(bitPattern: UInt32(littleEndian: entries[place].bitPattern))
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      // A closure, as a key path is followed anew for every entry.
      try container.encode(entries.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) })
    }
  }
}

extension TrainingState {
  private static let header = Array("fathom training state 1\n".utf8)

  /// A checkpoint: a header, a hash of what follows, and a binary property list.
  package func checkpoint() throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    let body = try encoder.encode(self)
    return Data(Self.header) + Data(Self.hash(body).utf8) + body
  }

  /// Reads what `checkpoint` wrote.
  ///
  /// - Throws: `.unreadableCheckpoint` for bytes of another kind or version, cut off or altered.
  package init(checkpoint: Data) throws(TrainingError) {
    guard checkpoint.starts(with: Self.header) else {
      throw .unreadableCheckpoint("it does not start as this version's checkpoints do")
    }
    let rest = checkpoint.dropFirst(Self.header.count)
    let body = Data(rest.dropFirst(32))
    guard rest.count > 32, rest.prefix(32).elementsEqual(Self.hash(body).utf8) else {
      throw .unreadableCheckpoint("it was cut off or altered")
    }
    do {
      self = try PropertyListDecoder().decode(TrainingState.self, from: body)
    } catch { throw .unreadableCheckpoint("\(error)") }
  }

  private static func hash(_ body: Data) -> String {
    var hash = ContentHash()
    body.withUnsafeBytes { hash.update($0) }
    let id: DataID = hash.finish()
    return id.description
  }
}
