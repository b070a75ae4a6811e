package import Coordination
internal import Glibc
package import Messaging

/// A slot as whoever started it sees it: a process that runs trials, and its pipes.
package final class SlotProcess {
  private let child: ChildProcess
  private var reader: PipeReader
  private var writer: PipeWriter
  private var isReleased = false
  /// Whether the session wants to know its memory.
  package var isWeighed = false

  /// How long a trial may take to write down where it stands once the slot was released.
  package static let leavingTime = Duration.seconds(2)
  /// Within which a released slot ends.
  package static let endingTime = leavingTime + .milliseconds(500)

  /// What a slot that runs programs of users is told.
  package struct Commands: Sendable {
    /// Where their files lie.
    package var folder: String
    /// Ids of the slot's GPUs; `nil` where the worker shares out none.
    package var gpus: [String]?
    /// How long a program may take once the slot was released.
    package var leaving: Duration

    package init(folder: String, gpus: [String]?, leaving: Duration) {
      (self.folder, self.gpus, self.leaving) = (folder, gpus, leaving)
    }

    fileprivate var arguments: [String] {
      ["--commands", folder, "--leaving", "\(Int(leaving / .seconds(1)))"]
        + (gpus.map { ["--gpus", $0.joined(separator: ",")] } ?? [])
    }
  }

  /// `checkpoints` is the folder for them; `nil` for none.
  package init(
    environment: [String: String], checkpoints: String? = nil, commands: Commands? = nil,
    capturingErrors: Bool
  ) throws(ProcessError) {
    let folder = checkpoints.map { ["--checkpoints", $0] } ?? []
    child = try ChildProcess(
      path: SiblingBinary.path("fathom-worker"), arguments: ["slot"] + folder + (commands?.arguments ?? []),
      environment: environment, capturingErrors: capturingErrors)
    reader = PipeReader(child.output)
    writer = PipeWriter(child.input)
  }

  /// Readable when the slot has said something or has ended.
  package var descriptor: Int32 { child.output }

  /// Readable when the slot has written for people; `nil` once it can no longer do so.
  package var errors: Int32? { child.errors >= 0 ? child.errors : nil }

  /// What the slot has said, and how it ended if it did.
  package func read() throws -> (messages: [SlotMessage], ending: ChildProcess.Ending?) {
    let (frames, ended) = try reader.read()
    let messages = try frames.map(SlotMessage.init(frame:))
    return (messages, ended ? child.end(within: .seconds(1)) : nil)
  }

  /// What the slot has written for people since. It is passed on to this process's own standard error as far as that
  /// takes it at once: whoever does not read there must not hold up the heart-beats.
  package func readErrors() -> [UInt8] {
    let found = child.readErrors()
    var left = found[...]
    while !left.isEmpty {
      var target = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
      guard poll(&target, 1, 0) == 1, target.revents & Int16(POLLOUT) != 0 else { break }
      // A pipe that is writable takes so many bytes without waiting.
      let written = left.withUnsafeBytes { write(2, $0.baseAddress, min($0.count, 4_096)) }
      if written <= 0 { break }
      left = left.dropFirst(written)
    }
    return found
  }

  /// Orders a trial to be run after those ordered before; `flush()` sends the orders.
  package func run(_ assignment: Assignment) throws { try run([assignment]) }

  /// The same for trials that share a process.
  package func run(_ together: [Assignment]) throws {
    for (place, assignment) in together.enumerated() {
      writer.add(try SlotOrder.run(assignment, more: together.count - 1 - place).frame())
    }
  }

  /// A slot that has just died cannot be told; its end is read next.
  package func flush() throws {
    guard writer.isBehind, !isReleased else { return }
    do { try writer.flush() } catch MessagingError.pipeClosed {}
  }

  /// Memory in use, that of a program which it runs included, or `nil` when the process is gone.
  package var residentBytes: Int? { Usage.residentBytes(ofTree: child.id) }

  package func kill() { child.send(SIGKILL) }

  /// Tells the process, by the end of its input, to write down where its trial stands and to end.
  package func release() {
    isReleased = true
    child.closeInput()
  }

  /// Waits for the end of a process that was released, and kills it when it takes too long.
  package func end(by deadline: ContinuousClock.Instant) { child.end(within: deadline - .now) }
}
