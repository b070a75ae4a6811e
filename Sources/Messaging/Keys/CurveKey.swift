internal import CZeroMQ

/// 32 bytes by which a peer is known (CURVE25519); everybody may see them.
package struct PublicKey: Hashable, Sendable, CustomStringConvertible {
  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a key has 32 bytes")
    self.bytes = bytes
  }

  /// `nil` unless `text` is 64 hexadecimal digits.
  package init?(_ text: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// 64 hexadecimal digits.
  package var description: String { Hexadecimal.text(bytes) }
}

/// The secret half of a key and the public one that belongs to it. Its `description` shows the public half only.
package struct KeyPair: Hashable, Sendable, CustomStringConvertible {
  package let publicKey: PublicKey
  let secret: [UInt8]

  /// A new key from the system's random numbers.
  package init() throws(MessagingError) {
    var (open, closed) = ([CChar](repeating: 0, count: 41), [CChar](repeating: 0, count: 41))
    guard zmq_curve_keypair(&open, &closed) == 0 else {
      throw .callFailed("zmq_curve_keypair", Socket.lastText)
    }
    (publicKey, secret) = (PublicKey(bytes: try Self.decode(open)), try Self.decode(closed))
  }

  /// The pair of a secret half in 64 hexadecimal digits; `nil` for any other text.
  package init?(secret text: some StringProtocol) {
    guard let secret = Hexadecimal.bytes(text), secret.count == 32 else { return nil }
    var (open, closed) = ([CChar](repeating: 0, count: 41), [CChar](repeating: 0, count: 41))
    // No text is decoded here but what libzmq has just encoded.
    guard zmq_z85_encode(&closed, secret, 32) != nil, zmq_curve_public(&open, closed) == 0,
      let bytes = try? Self.decode(open)
    else { return nil }
    (publicKey, self.secret) = (PublicKey(bytes: bytes), secret)
  }

  /// The secret half, 64 hexadecimal digits.
  package var secretText: String { Hexadecimal.text(secret) }

  package var description: String { "\(publicKey) and its secret half" }

  private static func decode(_ text: [CChar]) throws(MessagingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    guard zmq_z85_decode(&bytes, text) != nil else { throw .callFailed("zmq_z85_decode", Socket.lastText) }
    return bytes
  }
}

enum Hexadecimal {
  static func text(_ bytes: [UInt8], separator: String = "") -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: separator)
  }

  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2), digits.allSatisfy("0123456789abcdef".utf8.contains) else {
      return nil
    }
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }
}
