internal import CZlib

/// Inflates a range of a file piece by piece into buffers of the caller's choosing.
final class Inflater {
  enum Wrapping {
    case raw
    case gzip
  }

  private static let inputBytes = 1 << 16

  private let source: ByteSource
  private let name: ArrayName
  private var next: Int
  private let end: Int
  private let input: UnsafeMutableRawBufferPointer
  // On the heap, because zlib keeps the address of the stream it was started with.
  private let stream: UnsafeMutablePointer<z_stream>
  private var ended = false

  init(_ source: ByteSource, _ range: Range<Int>, _ wrapping: Wrapping, name: ArrayName) {
    (self.source, self.name, next, end) = (source, name, range.lowerBound, range.upperBound)
    input = .allocate(byteCount: Self.inputBytes, alignment: 16)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let windowBits: Int32 = wrapping == .raw ? -15 : 31
    let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib \(ZLIB_VERSION) starts a stream")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills `buffer`, which must hold fewer than 2^32 bytes.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(buffer.count)
    while stream.pointee.avail_out > 0 {
      guard !ended else { throw .endsEarly(name) }
      try step()
    }
  }

  /// Checks that the stream ends here, with its file range used up.
  func finish() throws(ArrayFileError) {
    var extra: UInt8 = 0
    while !ended {
      let isFull = try withUnsafeMutablePointer(to: &extra) { pointer throws(ArrayFileError) in
        stream.pointee.next_out = pointer
        stream.pointee.avail_out = 1
        try step()
        return stream.pointee.avail_out == 0
      }
      guard !isFull else { throw goesOn }
    }
    guard stream.pointee.avail_in == 0, next == end else { throw goesOn }
  }

  private var goesOn: ArrayFileError {
    .array(name, "holds more bytes than its header promises. Copy or save the file again.")
  }

  private func step() throws(ArrayFileError) {
    if stream.pointee.avail_in == 0 {
      let length = min(Self.inputBytes, end - next)
      guard length > 0 else { throw .endsEarly(name) }
      try source.read(at: next, into: .init(rebasing: input[..<length]))
      next += length
      stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_in = UInt32(length)
    }
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_OK: break
    case Z_STREAM_END: ended = true
    case Z_BUF_ERROR where stream.pointee.avail_in == 0: break
    default: throw .array(name, "cannot be unpacked: its packed bytes are damaged. Copy the file again.")
    }
  }
}
