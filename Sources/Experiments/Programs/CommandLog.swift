internal import SweepModel

/// What a program writes for people, passed on at a bounded pace: of a flood the last words.
struct CommandLog {
  private static let pause = Duration.milliseconds(100)
  /// Sentences about its reports at most; a program that is wrong in one line is mostly wrong in all.
  private static let mostComplaints = 20

  private let tell: @Sendable ([UInt8]) -> Void
  private var waiting = LogTail()
  private var lastFlush = ContinuousClock.now - pause
  private var complaints = 0
  private var endsLine = true

  init(_ tell: @escaping @Sendable ([UInt8]) -> Void) { self.tell = tell }

  mutating func add(_ words: [UInt8]) {
    guard let last = words.last else { return }
    waiting.append(words)
    endsLine = last == UInt8(ascii: "\n")
  }

  /// A sentence of Fathom's own, on a line of its own.
  mutating func note(_ sentence: String) {
    add(Array(((endsLine ? "" : "\n") + "Fathom: \(sentence)\n").utf8))
  }

  /// A sentence about something that the program should do otherwise.
  mutating func complain(_ sentence: String) {
    complaints += 1
    if complaints <= Self.mostComplaints { note(sentence) }
    if complaints == Self.mostComplaints { note("More of this kind is not told.") }
  }

  mutating func flush(all: Bool = false) {
    let now = ContinuousClock.now
    guard !waiting.isEmpty, all || now - lastFlush >= Self.pause else { return }
    lastFlush = now
    tell(Array(waiting.take().utf8))
  }
}
