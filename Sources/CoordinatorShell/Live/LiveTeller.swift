package import Answers
internal import Coordination
internal import Foundation
internal import Glibc
internal import Messaging
internal import Pages
internal import Processes

/// Keeps the process that serves the live page, and tells it a few times a second at most how the coordinator's loop is.
package final class LiveTeller {
  private let folder: String
  private let log: (String, LogLevel) -> Void
  private var address: LiveAddress
  private let start = ContinuousClock.now
  private var lastLook: ContinuousClock.Instant?
  private var service: (process: ChildProcess, pipe: PipeWriter)?
  /// One that has not said yet where it listens.
  private var beginning: StartingPages?
  /// When to start it again, and how long after the last time.
  private var nextStart: ContinuousClock.Instant?
  private var pause = Duration.seconds(1)

  /// Serves the store in `folder` at `address` from now on.
  ///
  /// - Throws: `CommandFailure` when the address cannot be had.
  package init(
    _ address: LiveAddress, of folder: String, log: @escaping (String, LogLevel) -> Void
  ) throws {
    (self.address, self.folder, self.log) = (address, folder, log)
    let first = try StartingPages(of: folder, at: address)
    let place = try first.place(waiting: true) ?? ""
    serve(with: first.process)
    log("The live page is at \(place)", .info)
    // One that is started again is found where the first was.
    if let port = URL(string: place)?.port { self.address.port = port }
  }

  deinit {
    for process in [service?.process, beginning?.process] {
      process?.closeInput()
      process?.end(within: .seconds(1))
    }
  }

  private func serve(with process: ChildProcess) {
    _ = fcntl(process.input, F_SETFL, O_NONBLOCK)
    service = (process, PipeWriter(process.input))
    lastLook = nil
  }

  /// Looking at the workers takes time in proportion to the leases that are out: not after each of many turns.
  package func tell(of coordinator: Coordinator) {
    restartIfItEnded()
    guard service != nil, lastLook.map({ ContinuousClock.now - $0 >= .milliseconds(500) }) ?? true
    else { return }
    lastLook = .now
    let results = coordinator.tally
    let totals = CoordinatorTotals(
      seconds: (ContinuousClock.now - start) / .seconds(1), accepted: results.accepted,
      trainSeconds: results.trainSeconds, measureSeconds: results.measureSeconds)
    do {
      // One that is behind is told the next time.
      if service?.pipe.isBehind == true { return try service?.pipe.flush() ?? () }
      try service?.pipe.write(LiveNote(coordinator.dispatcher.workerStandings, totals).frame())
    } catch {
      // The next look finds out how it ended.
    }
  }

  /// Nothing here waits: the loop has more to do.
  private func restartIfItEnded() {
    if let ending = service?.process.endingIfAny() {
      service = nil
      put(off: "The live page's process ended (\(ending)); it is started again in \(pause).")
    }
    do {
      if let due = nextStart, due <= .now {
        nextStart = nil
        beginning = try StartingPages(of: folder, at: address)
      }
      if let started = beginning, try started.place(waiting: false) != nil {
        beginning = nil
        serve(with: started.process)
      }
    } catch {
      beginning = nil
      put(off: "\(error) It is tried again in \(pause).")
    }
  }

  private func put(off sentence: String) {
    log(sentence, .warning)
    nextStart = .now + pause
    pause = min(pause * 2, .seconds(60))
  }
}

/// A process for the live page until it has said where it listens.
private final class StartingPages {
  let process: ChildProcess
  private let address: LiveAddress
  private let deadline = ContinuousClock.now + .seconds(20)
  private var line: [UInt8] = []

  init(of folder: String, at address: LiveAddress) throws {
    self.address = address
    process = try ChildProcess(
      path: SiblingBinary.path("fathom"),
      arguments: ["pages", "--store", folder, "--http", address.description],
      environment: ProcessInfo.processInfo.environment)
  }

  /// Where it listens; `nil` where it has not said so and is not to be waited for.
  ///
  /// - Throws: `CommandFailure` with its own words when it does not listen, and has ended then.
  func place(waiting: Bool) throws -> String? {
    while !line.contains(UInt8(ascii: "\n")), ContinuousClock.now < deadline {
      let left = waiting ? deadline - .now : .zero
      guard try Poller.wait(for: [(.descriptor(process.output), .readable)], upTo: left)[0] != [] else {
        if waiting { continue }
        return nil
      }
      var part = [UInt8](repeating: 0, count: 4_096)
      let count = read(process.output, &part, part.count)
      guard count > 0 else { break }
      line += part[..<count]
    }
    let words = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    if words.hasPrefix("http") { return words }
    process.send(SIGKILL)
    process.end(within: .zero)
    throw CommandFailure.failed(words.isEmpty ? "Cannot serve the live page on '\(address)'." : words)
  }
}
