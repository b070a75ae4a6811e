internal import CSodium
internal import Foundation

/// SHA-256 of bytes that arrive piece by piece, cut to its first 128 bits.
///
/// The pieces do not show: `update("ab")` then `update("c")` gives what `update("abc")` gives.
package struct ContentHash: Sendable {
  private var state = crypto_hash_sha256_state()

  package init() { crypto_hash_sha256_init(&state) }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
    crypto_hash_sha256_update(&state, start, UInt64(bytes.count))
  }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Hashes the text's UTF-8 bytes.
  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The first 16 bytes of the digest, big-endian; more may be added afterwards.
  package func finish<Tag>() -> Identifier<Tag> {
    var state = state
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256_final(&state, &digest)
    func word(_ start: Int) -> UInt64 {
      digest[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    return Identifier(high: word(0), low: word(8))
  }
}

extension Identifier<DataTag> {
  /// What a data set is known by: the hash of its files' bytes, one after the other.
  ///
  /// - Throws: what the system says of a file that cannot be read.
  package init(contentsOf files: [String]) throws {
    var hash = ContentHash()
    for file in files {
      try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe).withUnsafeBytes {
        hash.update($0)
      }
    }
    self = hash.finish()
  }
}
