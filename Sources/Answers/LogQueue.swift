internal import Foundation
internal import Glibc
internal import Synchronization

/// What is to be written for people, and a thread that writes it: whoever has something to say never waits for a reader, and a
/// descriptor that takes nothing ends nobody.
///
/// It holds so much and no more; what comes beside that is counted, and the count is written once there is room.
package final class LogQueue: Sendable {
  private struct Text: Sendable {
    var bytes: [UInt8]
    /// Texts that are lost with it: itself, or those whose loss it tells.
    var worth = 1
  }

  private struct State: Sendable {
    var texts: [Text] = []
    var bytes = 0
    /// Texts that were not taken since the last that was.
    var lost = 0
    var isWriting = false
  }

  package static let greatestBytes = 1 << 20

  private let descriptor: Int32
  private let lostSentence: @Sendable (Int) -> String
  private let state = Mutex(State())
  private let work = DispatchSemaphore(value: 0)

  /// - Parameter lostSentence: what to write where so many texts are missing.
  package init(_ descriptor: Int32, lostSentence: @escaping @Sendable (Int) -> String) {
    (self.descriptor, self.lostSentence) = (descriptor, lostSentence)
    let thread = Thread { [self] in while true { next() } }
    thread.name = "log"
    thread.start()
  }

  package func add(_ text: String) {
    let bytes = Array(text.utf8)
    state.withLock { state in
      guard state.bytes + bytes.count <= Self.greatestBytes else {
        state.lost += 1
        return
      }
      if state.lost > 0 {
        let sentence = Text(bytes: Array(lostSentence(state.lost).utf8), worth: state.lost)
        state.texts.append(sentence)
        state.bytes += sentence.bytes.count
        state.lost = 0
      }
      state.texts.append(Text(bytes: bytes))
      state.bytes += bytes.count
    }
    work.signal()
  }

  /// Waits until all is written, or nobody has read for `limit`.
  package func flush(within limit: Duration = .seconds(1)) {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if state.withLock({ $0.texts.isEmpty && !$0.isWriting }) { break }
      usleep(2_000)
    }
  }

  private func next() {
    work.wait()
    let texts = state.withLock { state in
      defer { (state.texts, state.isWriting) = ([], !state.texts.isEmpty) }
      return state.texts
    }
    guard !texts.isEmpty else { return }
    var takes = true
    for text in texts {
      takes = write(text.bytes)
      state.withLock { state in
        state.bytes -= text.bytes.count
        if !takes { state.lost += text.worth }
      }
    }
    if takes { tellLost() }
    state.withLock { $0.isWriting = false }
  }

  /// Where nobody has more to say for now.
  private func tellLost() {
    let lost = state.withLock { state in
      guard state.texts.isEmpty else { return 0 }
      defer { state.lost = 0 }
      return state.lost
    }
    if lost > 0, !write(Array(lostSentence(lost).utf8)) { state.withLock { $0.lost += lost } }
  }

  /// Answers false where the descriptor refuses: a full disk may take the next one.
  private func write(_ text: [UInt8]) -> Bool {
    var left = text[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        left = left.dropFirst(count)
      } else if errno == EAGAIN {
        usleep(10_000)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
