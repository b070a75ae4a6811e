/// Cuts a pipe's stream of bytes into frames, each preceded by its length as four little-endian bytes.
///
/// Holds at most one frame and what was fed since. After an error the stream is lost and nothing more comes
/// out.
package struct FrameReader: Sendable {
  private var buffer: [UInt8] = []
  private var start = 0

  package init() {}

  /// The stream form of one frame.
  package static func framed(_ frame: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt32(frame.count).littleEndian) { Array($0) } + frame
  }

  package mutating func feed(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

  /// The next whole frame, or `nil` until more bytes are fed.
  ///
  /// - Throws: `.frameTooLong` as soon as a length beyond the limit arrives.
  package mutating func next() throws(MessagingError) -> [UInt8]? {
    guard buffer.count - start >= 4 else {
      compact()
      return nil
    }
    let length = (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << (8 * $1) }
    guard length <= Limits.frame else { throw .frameTooLong(found: length, limit: Limits.frame) }
    guard buffer.count - start - 4 >= length else {
      compact()
      return nil
    }
    defer { start += 4 + length }
    return Array(buffer[start + 4..<start + 4 + length])
  }

  private mutating func compact() {
    buffer.removeFirst(start)
    start = 0
  }
}
