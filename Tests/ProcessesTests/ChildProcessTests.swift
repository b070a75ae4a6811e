import Glibc
import Processes
import Testing

@Suite struct ChildProcessTests {
  private func shell(_ script: String) throws -> ChildProcess {
    try ChildProcess(path: "/bin/sh", arguments: ["-c", script], environment: ["WORD": "heard"])
  }

  @Test func `an exit code is told`() throws {
    #expect(try shell("exit 7").end(within: .seconds(10)) == .status(7))
  }

  @Test func `a signal is told by its name`() throws {
    let ending = try shell("kill -SEGV $$").end(within: .seconds(10))
    #expect(ending == .signal(SIGSEGV))
    #expect(ending?.description == "signal SIGSEGV")
  }

  @Test func `the child sees its environment and the end of its input`() throws {
    let child = try shell("read -r line; echo \"$WORD $line\"; cat; echo over")
    "go\n".withCString { _ = write(child.input, $0, 3) }
    child.closeInput()
    #expect(child.end(within: .seconds(10)) == .status(0))
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(child.output, &bytes, 100)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "heard go\nover\n")
  }

  @Test func `what a child writes for people is read without waiting, up to its end`() throws {
    let child = try ChildProcess(
      path: "/bin/sh",
      arguments: ["-c", "printf 'one\\377' >&2; read -r line; head -c 300000 /dev/zero >&2"],
      environment: [:], capturingErrors: true)
    var heard: [UInt8] = []
    while heard.count < 4 { heard += child.readErrors() }
    #expect(heard == Array("one".utf8) + [0xff])
    #expect(child.readErrors().isEmpty && child.errors >= 0)
    child.closeInput()
    while child.errors >= 0 { heard += child.readErrors() }
    #expect(heard.count == 300_004)
    #expect(child.end(within: .seconds(10)) == .status(0))
  }

  @Test func `nothing that is open here is open in the child but its three streams`() throws {
    // As one that a library opened without a word about children.
    let open = fcntl(0, F_DUPFD, 200)
    defer { close(open) }
    #expect(open >= 200)
    #expect(try shell("test -e /proc/self/fd/1").end(within: .seconds(10)) == .status(0))
    #expect(try shell("test -e /proc/self/fd/\(open)").end(within: .seconds(10)) == .status(1))
  }

  @Test func `a child that does not end is killed`() throws {
    let child = try shell("exec sleep 60")
    #expect(child.endingIfAny() == nil)
    #expect(child.end(within: .milliseconds(50)) == .signal(SIGKILL))
  }

  @Test func `a program that is not there cannot be started`() {
    #expect(throws: ProcessError.cannotStart(path: "/no/such", reason: "No such file or directory")) {
      try ChildProcess(path: "/no/such", arguments: [], environment: [:])
    }
  }
}
