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
    let head = buffer[start...].prefix(4)
    let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard head.count < 4 || length <= Limits.frame else {
      throw .frameTooLong(found: length, limit: Limits.frame)
    }
    guard head.count == 4, buffer.count - head.endIndex >= length else {
      buffer.removeFirst(start)
      start = 0
      return nil
    }
    start = head.endIndex + length
    return Array(buffer[head.endIndex..<start])
  }
}
