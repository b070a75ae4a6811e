import Glibc
import Processes
import Testing

@Suite(.serialized) struct StopRequestTests {
  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2])
  func `a signal that would end the process asks it to end`(number: Int32) throws {
    let stop = try StopRequest()
    #expect(!stop.isAsked)
    kill(getpid(), number)
    // Another thread may be the one that is interrupted.
    for _ in 0..<1_000 where !stop.isAsked { usleep(10_000) }
    #expect(stop.isAsked)
    #expect(stop.isAsked)
  }

  @Test(arguments: StopRequest.signals)
  func `a signal is heard where whoever started the process has blocked it`(number: Int32) throws {
    var (blocked, before) = (sigset_t(), sigset_t())
    sigfillset(&blocked)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let stop = try StopRequest()
    // To this thread alone, which hears it before the call returns or never.
    pthread_kill(pthread_self(), number)
    #expect(stop.isAsked)
  }

  @Test func `the limit of open files is raised as far as it goes, and too low a one is a sentence`() throws {
    let limit = OpenFiles.raise()
    #expect(OpenFiles.raise() == limit)
    #expect(throws: ProcessError.tooFewFiles(limit, needed: limit + 1, purpose: "a test")) {
      try OpenFiles.raise(toAtLeast: limit + 1, for: "a test")
    }
    #expect(
      ProcessError.tooFewFiles(40, needed: 112, purpose: "a worker of 16 slots").description
        == "This process may open 40 files and a worker of 16 slots needs 112. Raise the limit with 'ulimit -n 4096' "
        + "and start again.")
  }
}
