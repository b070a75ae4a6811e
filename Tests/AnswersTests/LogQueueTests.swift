import Answers
import Foundation
import Glibc
import Testing

/// What is said for people where nobody reads, and where nothing can be written.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LogQueueTests {
  private func pipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    #expect(Glibc.pipe(&ends) == 0)
    return (ends[0], ends[1])
  }

  private func read(_ descriptor: Int32, until isEnough: (String) -> Bool) -> String {
    var bytes: [UInt8] = []
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // A line that never comes ends the reading as well.
    while !isEnough(String(decoding: bytes, as: UTF8.self)), poll(&request, 1, 20_000) > 0 {
      var part = [UInt8](repeating: 0, count: 1 << 16)
      let count = Glibc.read(descriptor, &part, part.count)
      if count <= 0 { break }
      bytes += part[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a reader that reads nothing stops nobody, and what it missed is counted`() {
    let ends = pipe()
    let queue = LogQueue(ends.write) { "lost \($0)\n" }
    let line = String(repeating: "x", count: 999) + "\n"
    let start = ContinuousClock.now
    for _ in 0..<100_000 { queue.add(line) }
    queue.flush(within: .milliseconds(100))
    #expect(ContinuousClock.now - start < .seconds(10))
    queue.add("kept or counted\n")
    func counts(_ text: String) -> (kept: Int, lost: Int) {
      let lines = text.prefix(upTo: text.lastIndex(of: "\n") ?? text.startIndex).split(separator: "\n")
      let lost = lines.compactMap { $0.hasPrefix("lost ") ? Int($0.dropFirst(5)) : nil }
      return (lines.count { !$0.hasPrefix("lost ") }, lost.reduce(0, +))
    }
    let text = read(ends.read) { counts($0).kept + counts($0).lost >= 100_001 }
    let (kept, lost) = counts(text)
    #expect(kept + lost == 100_001)
    #expect(kept > 1_000)
    #expect(lost > 50_000)
    queue.add("last\n")
    #expect(read(ends.read) { $0.contains("last") } == "last\n")
  }

  @Test func `a descriptor that refuses ends nothing`() {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    let queue = LogQueue(full) { "lost \($0)\n" }
    for _ in 0..<100 { queue.add("line\n") }
    queue.flush()
    let ends = pipe()
    // The same descriptor takes words again: the disk has room.
    dup2(ends.write, full)
    queue.add("again\n")
    #expect(read(ends.read) { $0.contains("again") } == "lost 100\nagain\n")
  }
}
