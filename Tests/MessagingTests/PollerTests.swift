import Foundation
import Glibc
import Messaging
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PollerTests {
  @Test func `a wait ends when its limit has passed`() throws {
    let waker = try Waker()
    let start = ContinuousClock.now
    let ready = try Poller.wait(for: [(.descriptor(waker.descriptor), .readable)], upTo: .milliseconds(60))
    #expect(ready == [[]])
    #expect(ContinuousClock.now - start >= .milliseconds(60))
    #expect(try Poller.wait(for: [], upTo: .milliseconds(-5)).isEmpty)
  }

  @Test func `sockets, pipes and wakers are told apart`() throws {
    let context = try Context()
    let coordinator = try CoordinatorSocket(context)
    let endpoint = try coordinator.listen(on: Endpoint("ipc://" + SocketLab.path()))
    let worker = try WorkerSocket(context, connectTo: endpoint)
    let (reading, writing) = try makePipe()
    defer { close(reading) }
    let waker = try Waker()
    let watched: [(source: Poller.Source, until: Poller.Readiness)] = [
      (.socket(coordinator), .readable), (.descriptor(reading), .readable),
      (.descriptor(waker.descriptor), .readable),
    ]
    #expect(try Poller.wait(for: watched, upTo: .zero) == [[], [], []])

    var writer = PipeWriter(writing)
    try writer.write([1])
    #expect(try Poller.wait(for: watched, upTo: .seconds(5)) == [[], .readable, []])
    var reader = PipeReader(reading)
    #expect(try reader.read().frames == [[1]])

    close(writing)
    #expect(try Poller.wait(for: watched, upTo: .seconds(5))[1].contains(.closed))
    #expect(try reader.read().ended)

    let others = [watched[0], watched[2]]
    try SocketLab.send([2], from: worker)
    #expect(try Poller.wait(for: others, upTo: .seconds(5)) == [.readable, []])
    #expect(try coordinator.receive(max: 10).count == 1)

    let thread = Thread { waker.wake() }
    thread.start()
    #expect(try Poller.wait(for: others, upTo: .seconds(5)) == [[], .readable])
    waker.clear()
    #expect(try Poller.wait(for: others, upTo: .zero) == [[], []])
  }

  @Test func `a signal does not end a wait`() throws {
    signal(SIGUSR2) { _ in }
    let ended = DispatchSemaphore(value: 0)
    // A thread of its own: those that run tests hold signals back, and so do their children.
    Thread.detachNewThread {
      var every = sigset_t()
      sigfillset(&every)
      pthread_sigmask(SIG_UNBLOCK, &every, nil)
      nonisolated(unsafe) let waiting = pthread_self()
      Thread.detachNewThread {
        for _ in 0..<5 {
          usleep(10_000)
          pthread_kill(waiting, SIGUSR2)
        }
      }
      do {
        let waker = try Waker()
        let start = ContinuousClock.now
        let watched: [(source: Poller.Source, until: Poller.Readiness)] = [
          (.descriptor(waker.descriptor), .readable)
        ]
        #expect(try Poller.wait(for: watched, upTo: .milliseconds(200)) == [[]])
        #expect(ContinuousClock.now - start >= .milliseconds(200))
      } catch { Issue.record(error) }
      ended.signal()
    }
    #expect(ended.wait(timeout: .now() + 20) == .success)
  }
}
