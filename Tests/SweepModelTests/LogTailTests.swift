import SweepModel
import Testing

@Suite struct LogTailTests {
  @Test func `what was written comes back, and only once`() {
    var tail = LogTail()
    tail.append("Epoch 1\n".utf8)
    tail.append("é\t✓\n".utf8)
    #expect(tail.take() == "Epoch 1\né\t✓\n")
    #expect(tail.isEmpty && tail.take() == "")
  }

  @Test func `of more than 64 KiB the last are kept, whole characters, and it says how many are not`() throws
  {
    var tail = LogTail()
    for line in 0..<40_000 { tail.append("line \(line) é\n".utf8) }
    let text = tail.take()
    #expect(text.utf8.count <= LogTail.limit && text.utf8.count > LogTail.limit - 200)
    #expect(text.hasSuffix("line 39998 é\nline 39999 é\n"))
    let head = try #require(text.firstMatch(of: /^\((\d+) bytes before this were not kept\)\n/))
    #expect(try #require(Int(head.1)) > 400_000)
    tail.append("next".utf8)
    #expect(tail.take() == "next")
  }

  @Test func `one chunk beyond everything is cut as well`() {
    var tail = LogTail()
    tail.append(Array(repeating: UInt8(ascii: "a"), count: 10 << 20))
    #expect(tail.take().utf8.count == LogTail.limit)
  }

  @Test(arguments: [
    ([0xff, 0xfe, 0x41], "\u{fffd}\u{fffd}A"), ([0x1b, 0x5b, 0x32, 0x4a], "\u{fffd}[2J"),
    ([0, 7, 8, 0x7f], "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"), ([0xc2, 0x9b, 0x41], "\u{fffd}A"),
    (Array("50 %\r100 %\r\nend".utf8), "50 %\n100 %\nend"), (Array("a\u{202e}b".utf8), "a\u{fffd}b"),
    ([0xe2, 0x82], "\u{fffd}"),
  ])
  func `bytes that are no text, or steer a terminal, are replaced`(bytes: [UInt8], text: String) {
    var tail = LogTail()
    tail.append(bytes)
    #expect(tail.take() == text)
  }

  @Test func `replacing does not make a text longer than its bound`() {
    var tail = LogTail()
    tail.append(Array(repeating: UInt8(1), count: LogTail.limit))
    #expect(tail.take().utf8.count <= LogTail.limit)
    let printable = LogTail.printable(String(repeating: "\u{1}", count: LogTail.limit) + "end")
    #expect(printable.utf8.count <= LogTail.limit && printable.hasSuffix("\u{fffd}end"))
  }
}
