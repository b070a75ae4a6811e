import Glibc
import Messaging
import SweepModel
import TestSupport
import Testing

struct FrameReaderTests {
  @Test(arguments: 1...10)
  func `frames come out whole however the bytes are cut`(seed: Int) throws {
    var maker = MessageMaker(seed: seed)
    let frames = (0..<100).map { _ in maker.bytes(atMost: 300) }
    var stream = frames.flatMap { FrameReader.framed($0) }[...]
    var reader = FrameReader()
    var arrived: [[UInt8]] = []
    while !stream.isEmpty {
      let piece = stream.prefix(1 + maker.below(50))
      stream = stream.dropFirst(piece.count)
      reader.feed(piece)
      while let frame = try reader.next() { arrived.append(frame) }
    }
    #expect(arrived == frames)
    reader.feed(FrameReader.framed([7]))
    #expect(try reader.next() == [7], "nothing was left over")
  }

  @Test func `a length beyond the limit is refused before its bytes arrive`() {
    var reader = FrameReader()
    reader.feed([1, 0, 0, 1])
    #expect(throws: MessagingError.frameTooLong(found: Limits.frame + 1, limit: Limits.frame)) {
      try reader.next()
    }
  }

  @Test func `a frame comes out with its last byte and not before`() throws {
    var reader = FrameReader()
    reader.feed([3, 0, 0, 0, 65, 66])
    #expect(try reader.next() == nil)
    reader.feed([67])
    #expect(try reader.next() == [65, 66, 67])
  }
}

struct PipeTests {
  @Test func `a frame larger than the pipe arrives through short writes`() throws {
    let (reading, writing) = try makePipe()
    defer { close(reading) }
    defer { close(writing) }
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    var reader = PipeReader(reading)
    var writer = PipeWriter(writing)
    let frame = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
    try writer.write(frame)
    #expect(writer.isBehind)
    var arrived: [[UInt8]] = []
    for _ in 0..<1_000 where arrived.isEmpty {
      arrived += try reader.read().frames
      try writer.flush()
    }
    #expect(arrived == [frame])
    #expect(!writer.isBehind)
  }

  @Test func `the end of a stream is told with the frames before it`() throws {
    let (reading, writing) = try makePipe()
    defer { close(reading) }
    var writer = PipeWriter(writing)
    try writer.write([1, 2, 3])
    close(writing)
    var reader = PipeReader(reading)
    let first = try reader.read()
    #expect(first.frames == [[1, 2, 3]])
    #expect(!first.ended)
    #expect(try reader.read().ended)
  }

  @Test func `a reader that has gone is an error and not the end of the process`() throws {
    signal(SIGPIPE, SIG_IGN)
    let (reading, writing) = try makePipe()
    defer { close(writing) }
    close(reading)
    var writer = PipeWriter(writing)
    #expect(throws: MessagingError.pipeClosed) { try writer.write([1]) }
  }

  @Test func `an empty pipe that does not block gives nothing`() throws {
    let (reading, writing) = try makePipe()
    defer { close(reading) }
    defer { close(writing) }
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    var reader = PipeReader(reading)
    let (frames, ended) = try reader.read()
    #expect(frames.isEmpty && !ended)
  }
}

func makePipe() throws -> (reading: Int32, writing: Int32) {
  var ends: [Int32] = [-1, -1]
  try #require(pipe(&ends) == 0)
  return (ends[0], ends[1])
}
