internal import CGuard
internal import Glibc

/// A program of somebody else's, in a process group of its own, under a guard that ends it and all that comes of it
/// whoever dies: this process, the program, or both.
///
/// The program has `/dev/null` as its standard input. Its standard output, its standard error and its descriptor 3 are
/// pipes that never wait here.
package final class GuardedProcess {
  /// The number of the descriptor that a program reports with.
  package static let reportDescriptor = 3

  package struct Order {
    /// Absolute.
    package var path: String
    /// With the program's own name first.
    package var words: [String]
    package var environment: [String: String]
    package var folder: String
    /// The signal that asks it to end, and how long it may take once this process has gone.
    package var stopSignal = SIGTERM
    package var grace = Duration.seconds(30)
    /// Descriptors that stay open until all has ended, as locks do; at most two.
    package var kept: [Int32] = []

    package init(path: String, words: [String], environment: [String: String], folder: String) {
      (self.path, self.words, self.environment, self.folder) = (path, words, environment, folder)
    }
  }

  /// How all of it ended.
  package struct End: Hashable, Sendable {
    package var ending: ChildProcess.Ending
    /// Processes that the program had left running, and that were killed.
    package var leftBehind: Int
    /// Processor time of the program and of all that it had started.
    package var processorTime: Duration
    /// The greatest resident memory of one of its processes; `nil` where that is no more than what this process held when it
    /// made the guard, so that nobody knows it.
    package var residentBytes: Int?
  }

  package enum Output: Int, CaseIterable, Sendable { case standard, errors, reports }

  package let id: Int32
  /// `nil` once it has ended or serves another.
  private var keeper: Guard?
  private var control: Int32
  private let status: Int32
  private var outputs: [Int32]

  /// - Throws: `ProcessError.cannotStart` with the system's reason.
  package init(_ order: Order) throws(ProcessError) {
    var ends: [(read: Int32, write: Int32)] = []
    for _ in 0..<5 {
      guard let pipe = closeOnExecPipe() else {
        for end in ends { close(end.read); close(end.write) }
        throw .noDescriptor
      }
      ends.append(pipe)
    }
    let words = CStrings(order.words)
    let settings = CStrings(order.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    let kept = order.kept + [-1, -1]
    let keeper = order.path.withCString { path in
      order.folder.withCString { folder in
        var plan = guard_order(
          path: path, words: words.pointers, settings: settings.pointers, folder: folder,
          control: ends[0].read,
          status: ends[1].write, outputs_read: (ends[2].read, ends[3].read, ends[4].read),
          outputs_write: (ends[2].write, ends[3].write, ends[4].write), kept: (kept[0], kept[1]),
          stop_signal: order.stopSignal,
          grace_milliseconds: Int32(clamping: Int(order.grace / .milliseconds(1))))
        return Guard.given(&plan)
      }
    }
    let failure = errno
    for end in [ends[0].read, ends[1].write, ends[2].write, ends[3].write, ends[4].write] { close(end) }
    (control, status, outputs) = (ends[0].write, ends[1].read, ends[2...].map(\.read))
    self.keeper = keeper
    let report: guard_start_report? = keeper == nil ? nil : Self.read(status)
    id = report?.program ?? 0
    guard keeper != nil else {
      closeAll()
      throw .cannotStart(path: order.path, reason: String(cString: strerror(failure)))
    }
    guard let report, report.error == 0 else {
      let reason = report.map { String(cString: strerror($0.error)) } ?? "its guard ended"
      _ = end()
      closeAll()
      throw .cannotStart(path: order.path, reason: reason)
    }
    for output in outputs { _ = fcntl(output, F_SETFL, O_NONBLOCK) }
  }

  deinit { closeAll() }

  /// Readable when the program has said something there; `nil` at its end.
  package func descriptor(_ output: Output) -> Int32? {
    outputs[output.rawValue] >= 0 ? outputs[output.rawValue] : nil
  }
  /// Readable when all has ended.
  package var endDescriptor: Int32 { status }

  /// Waits for words or for the end, at most so long; answers whether all has ended.
  package func wait(upTo limit: Duration) -> Bool {
    var found = ([status] + outputs).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let ready = poll(
      &found, nfds_t(found.count), Int32(clamping: Int(max(.zero, limit) / .milliseconds(1)) + 1))
    return ready > 0 && found[0].revents != 0
  }

  /// What there is to read at once, at most 64 KiB; `nil` where nothing is.
  package func read(_ output: Output) -> [UInt8]? {
    let descriptor = outputs[output.rawValue]
    guard descriptor >= 0 else { return nil }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      failure = got < 0 ? errno : 0
      count = max(0, got)
    }
    if !bytes.isEmpty { return bytes }
    if failure == 0 {
      close(descriptor)
      outputs[output.rawValue] = -1
    }
    return nil
  }

  /// Sends a signal to all of the program's group.
  package func send(_ signal: Int32) { order(UInt8(clamping: signal)) }

  /// From now on this process's end leaves the program so long, in whole seconds up to 127.
  package func shortenGrace(to grace: Duration) {
    order(128 + UInt8(clamping: min(127, Int(grace / .seconds(1)))))
  }

  /// Whether the program waits for SIGCONT, or for a debugger.
  package var isStopped: Bool { Usage.state(of: id).map { $0 == "T" || $0 == "t" } ?? false }

  /// How all of it ended; waits for that.
  package func end() -> End {
    let report: guard_end_report? = Self.read(status)
    // Where somebody killed the guard, the program's group is all that is known.
    if report == nil, id > 0 { kill(-id, SIGKILL) }
    keeper?.give(back: report?.is_free == 1)
    keeper = nil
    return End(
      ending: report.map { ChildProcess.Ending(waitStatus: $0.status) } ?? .signal(SIGKILL),
      leftBehind: Int(report?.left_behind ?? 0),
      processorTime: .microseconds(report?.microseconds ?? 0),
      residentBytes: report.flatMap { $0.kilobytes > 0 ? Int($0.kilobytes) << 10 : nil })
  }

  private func order(_ byte: UInt8) {
    var byte = byte
    // A guard that has gone needs no orders.
    if control >= 0 { _ = write(control, &byte, 1) }
  }

  private func closeAll() {
    for end in [control, status] + outputs where end >= 0 { close(end) }
    control = -1
    outputs = [-1, -1, -1]
  }

  /// The next report of the guard; `nil` where it has ended without one.
  private static func read<Report>(_ descriptor: Int32) -> Report? {
    let size = MemoryLayout<Report>.size
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer -> Report? in
      var filled = 0
      while filled < size {
        let got = Glibc.read(descriptor, buffer.baseAddress! + filled, size - filled)
        if got < 0, errno == EINTR { continue }
        if got <= 0 { return nil }
        filled += got
      }
      return buffer.load(as: Report.self)
    }
  }
}
