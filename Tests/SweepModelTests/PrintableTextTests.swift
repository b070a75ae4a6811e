import SweepModel
import Testing

@Suite struct PrintableTextTests {
  @Test(arguments: [
    ("fc1", 255, "fc1"), ("a\nb\tc\r", 255, "a b c "), ("a\u{1b}[2J\u{202e}", 255, "a\u{fffd}[2J\u{fffd}"),
    ("abc", 3, "abc"), ("abcd", 3, "abc"), ("ab\u{e9}", 3, "ab"), ("a👨‍👩‍👧b", 20, "a👨‍👩‍👧b"), ("a👨‍👩‍👧b", 18, "a"),
    ("", 0, ""),
    ("é", 0, ""),
  ])
  func `a text becomes one line of whole characters within so many bytes`(
    text: String, bytes: Int, line: String
  ) {
    #expect(text.onOneLine(within: bytes) == line)
    #expect(line.isPrintable && line.utf8.count <= bytes)
  }
}
