internal import Foundation

/// The leading singular values of one layer's features and weights after `epoch` epochs.
///
/// They are kept for pictures and tables, in single precision; every metric is computed before from doubles.
package struct LayerSpectra: Hashable, Sendable {
  /// What a spectrum is of.
  package enum Kind: String, Hashable, Sendable, CaseIterable { case features, weights }

  /// How many values of a matrix are kept: 256 bytes. A trial of 8 layers takes 4 KiB, a hundred thousand 0.4 GB, which
  /// is what their layers' metrics take at six epochs.
  package static let limit = 64

  package var epoch: Int
  package var layer: Int
  /// Of the centred features, N x h: largest first, none negative. Squares over N are the covariance's eigenvalues.
  package var features: [Float]
  /// Of the weights, out x h; empty where the layer has no map.
  package var weights: [Float]

  package init(epoch: Int, layer: Int, features: [Float], weights: [Float]) {
    (self.epoch, self.layer, self.features, self.weights) = (epoch, layer, features, weights)
  }

  package subscript(kind: Kind) -> [Float] {
    switch kind {
    case .features: features
    case .weights: weights
    }
  }

  /// The roots of the first `limit` squares as they are kept; empty when one is beyond single precision.
  package static func kept(_ squares: [Double]) -> [Float] {
    let kept = squares.prefix(limit).map { Float($0.squareRoot()) }
    return kept.allSatisfy(\.isFinite) ? kept : []
  }

  /// What is wrong with the values, or `nil` when they are sound.
  package var objection: String? {
    for kind in Kind.allCases {
      let values = self[kind]
      let place = "spectrum of the \(kind.rawValue) of layer \(layer), epoch \(epoch),"
      if values.count > Self.limit { return "\(place) has \(values.count) values" }
      var before = Float.greatestFiniteMagnitude
      for value in values {
        guard value >= 0, value <= before else { return "\(place) holds \(value) after \(before)" }
        before = value
      }
    }
    return nil
  }
}

extension LayerSpectra {
  /// Four bytes a value, the lowest first.
  package static func bytes(of values: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// `nil` for bytes that are no whole number of values.
  package static func values(of bytes: UnsafeRawBufferPointer) -> [Float]? {
    guard bytes.count % 4 == 0 else { return nil }
    return (0..<bytes.count / 4).map { place in
      Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)))
    }
  }
}

/// As JSON: `features` and `weights` in base64, and without what is empty.
extension LayerSpectra: Codable {
  private enum CodingKeys: String, CodingKey { case epoch, features, layer, weights }

  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    func values(_ key: CodingKeys) throws -> [Float] {
      let bytes = try members.decodeIfPresent(Data.self, forKey: key) ?? Data()
      guard let values = bytes.withUnsafeBytes({ Self.values(of: $0) }) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: members, debugDescription: "\(bytes.count) bytes are no whole number of values")
      }
      return values
    }
    self.init(
      epoch: try members.decode(Int.self, forKey: .epoch),
      layer: try members.decode(Int.self, forKey: .layer),
      features: try values(.features), weights: try values(.weights))
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(epoch, forKey: .epoch)
    try members.encode(layer, forKey: .layer)
    for (key, values) in [(CodingKeys.features, features), (.weights, weights)] where !values.isEmpty {
      try members.encode(Data(Self.bytes(of: values)), forKey: key)
    }
  }
}
