import Experiments
import Foundation
import Synchronization
import Testing

@Suite struct LongWorkTests {
  private struct Refused: Error {}

  @Test func `while the work goes on its caller is asked to say so, again and again`() throws {
    let third = DispatchSemaphore(value: 0)
    var calls = 0
    // Work that ends only when its caller has moved three times.
    let found = try LongWork.run({ _ in third.wait(timeout: .now() + 60) == .success }) {
      calls += 1
      if calls == 3 { third.signal() }
    }
    #expect(found && calls >= 3)
  }

  @Test func `what the caller throws ends the wait at once, and the work at its next check`() throws {
    let ended = DispatchSemaphore(value: 0)
    #expect(throws: Refused.self) {
      try LongWork.run({ check in
        defer { ended.signal() }
        while true {
          try check()
          usleep(1_000)
        }
      }) { throw Refused() }
    }
    #expect(ended.wait(timeout: .now() + 60) == .success)
  }

  @Test func `what the work throws is thrown, and what it finds is found`() throws {
    #expect(throws: Refused.self) { try LongWork.run({ _ in throw Refused() }, meanwhile: {}) }
    #expect(try LongWork.run({ _ in 7 }, meanwhile: {}) == 7)
  }
}
