package import Glibc

/// A process that this one started, with a pipe to its standard input and one from its standard output.
///
/// The child runs in a process group of its own, so that a Ctrl-C at the terminal reaches only the parent, and the
/// parent's death reaches the child as the end of its standard input. Standard error is shared unless it is asked for; nothing
/// else that is open here is open there, or a child that lives on would hold sockets, locks and pipes of this process.
package final class ChildProcess {
  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    case status(Int32)
    case signal(Int32)
  }

  package let id: pid_t
  /// Write end of the child's standard input; closing it tells the child that the parent is gone.
  package private(set) var input: Int32
  /// Read end of the child's standard output.
  package let output: Int32
  /// Read end of the child's standard error, which never waits for bytes; -1 where that is shared.
  package private(set) var errors: Int32 = -1
  private var ending: Ending?

  /// - Throws: `ProcessError.cannotStart` with the system's reason.
  package init(
    path: String, arguments: [String], environment: [String: String], capturingErrors: Bool = false
  ) throws(ProcessError) {
    let toChild = try Self.pipe(for: path)
    var fromChild = [try Self.pipe(for: path)]
    if capturingErrors { fromChild.append(try Self.pipe(for: path)) }
    // What the child has as its descriptors 0, 1 and 2, and this process's end of each.
    let theirs = [toChild.read] + fromChild.map(\.write)
    let ours = [toChild.write] + fromChild.map(\.read)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, end) in theirs.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, end, Int32(number))
    }
    keepFromChild(&actions, from: 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // Threads that libdispatch and Swift concurrency own block SIGTERM, and a child would inherit that.
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var child: pid_t = 0
    let words = CStrings([path] + arguments)
    let settings = CStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    let code = posix_spawn(&child, path, &actions, &attributes, words.pointers, settings.pointers)
    for end in theirs { close(end) }
    guard code == 0 else {
      for end in ours { close(end) }
      throw .cannotStart(path: path, reason: String(cString: strerror(code)))
    }
    id = child
    (input, output) = (ours[0], ours[1])
    if capturingErrors {
      errors = ours[2]
      _ = fcntl(errors, F_SETFL, O_NONBLOCK)
    }
  }

  deinit {
    for end in [input, output, errors] where end >= 0 { close(end) }
  }

  package func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// What the child has written on its standard error and nobody has read yet, at most a few hundred kilobytes. At its
  /// end `errors` is closed.
  package func readErrors() -> [UInt8] {
    var found: [UInt8] = []
    while errors >= 0, found.count < 256 << 10 {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
        let got = read(errors, buffer.baseAddress, buffer.count)
        failure = got < 0 ? errno : 0
        count = max(0, got)
      }
      if failure == EINTR { continue }
      if failure == EAGAIN { break }
      if chunk.isEmpty {
        close(errors)
        errors = -1
      }
      found += chunk
    }
    return found
  }

  package func send(_ signal: Int32) {
    guard ending == nil else { return }
    kill(id, signal)
  }

  /// How the child ended, or `nil` while it runs.
  package func endingIfAny() -> Ending? { collect(options: WNOHANG) }

  /// Waits for the child's end, at most `limit`; kills it when that has passed.
  @discardableResult
  package func end(within limit: Duration) -> Ending? {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      if let ending = endingIfAny() { return ending }
      usleep(5_000)
    }
    send(SIGKILL)
    return collect(options: 0)
  }

  private func collect(options: Int32) -> Ending? {
    if let ending { return ending }
    var status: Int32 = 0
    var answer: pid_t
    repeat { answer = waitpid(id, &status, options) } while answer == -1 && errno == EINTR
    guard answer == id else { return nil }
    ending = Ending(waitStatus: status)
    return ending
  }

  private static func pipe(for path: String) throws(ProcessError) -> (read: Int32, write: Int32) {
    guard let ends = closeOnExecPipe() else {
      throw .cannotStart(path: path, reason: String(cString: strerror(errno)))
    }
    return ends
  }
}

extension ChildProcess.Ending: CustomStringConvertible {
  package var description: String {
    switch self {
    case .status(let status): "exit code \(status)"
    case .signal(let number): "signal \(SignalName.of(number))"
    }
  }

  init(waitStatus status: Int32) {
    self = status & 0x7f == 0 ? .status((status >> 8) & 0xff) : .signal(status & 0x7f)
  }
}

/// A null-terminated array of C strings that lives as long as this value.
package final class CStrings {
  package let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  package init(_ texts: [String]) {
    count = texts.count
    pointers = .allocate(capacity: count + 1)
    for (index, text) in texts.enumerated() { pointers[index] = strdup(text) }
    pointers[count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
