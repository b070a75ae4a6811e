internal import CZlib

/// The bytes of one array, header first, unpacked and in order.
final class ByteStream {
  /// Small enough to stay in the cache between unpacking, summing and converting.
  static let pieceBytes = 1 << 18

  /// Where the array's file comes from, for messages.
  let name: ArrayName
  /// Unpacked bytes in all, where that is known before they are unpacked.
  let count: Int?
  /// Unpacked bytes read so far.
  private(set) var position = 0

  private let body: Body
  private let checksum: UInt32?
  private var sum: UInt = 0

  private enum Body {
    case stored(ByteSource, start: Int)
    case packed(Inflater)
  }

  /// Bytes of a file as they are.
  init(_ source: ByteSource, _ range: Range<Int>, checksum: UInt32? = nil, name: ArrayName) {
    (body, count) = (.stored(source, start: range.lowerBound), range.count)
    (self.checksum, self.name) = (checksum, name)
  }

  /// What an inflater gives; `count` is what the archive's directory promises.
  init(_ inflater: Inflater, count: Int?, checksum: UInt32? = nil, name: ArrayName) {
    (body, self.count) = (.packed(inflater), count)
    (self.checksum, self.name) = (checksum, name)
  }

  /// Fills `buffer` with the next bytes.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    if let count, buffer.count > count - position { throw .endsEarly(name) }
    var done = 0
    while done < buffer.count {
      let length = min(Self.pieceBytes, buffer.count - done)
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + length])
      switch body {
      case .stored(let source, let start): try source.read(at: start + position, into: piece)
      case .packed(let inflater): try inflater.read(into: piece)
      }
      if checksum != nil {
        sum = crc32(sum, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(length))
      }
      done += length
      position += length
    }
  }

  func bytes(_ length: Int) throws(ArrayFileError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
    defer { buffer.deallocate() }
    try read(into: buffer)
    return [UInt8](buffer)
  }

  /// Reads what is left up to `total` bytes and checks the end and the check sum; bytes that carry neither are
  /// left alone.
  func finish(total: Int) throws(ArrayFileError) {
    if case .stored = body, checksum == nil { return }
    if position < total {
      let rest = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
      defer { rest.deallocate() }
      while position < total {
        try read(into: .init(rebasing: rest[..<min(rest.count, total - position)]))
      }
    }
    if case .packed(let inflater) = body { try inflater.finish() }
    if let checksum, UInt(checksum) != sum {
      throw .array(
        name, "does not match its check sum (CRC-32). The file is damaged; copy it again.")
    }
  }
}

extension ArrayFileError {
  static func endsEarly(_ name: ArrayName) -> Self {
    .array(name, "ends before its data do. The file was cut off; copy or save it again.")
  }
}
