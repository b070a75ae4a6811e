internal import Commands
internal import Foundation
internal import Glibc
internal import Processes
internal import SweepModel

/// A program under way: what it says is cut into reports and words for people, and it ends when its trials do.
final class CommandProcess {
  /// How long the program may say nothing before it is looked at.
  private static let tick = Duration.milliseconds(100)

  /// What is started, and where.
  struct Order {
    var trial: CommandTrial
    var manner: CommandManner
    var host: CommandHost
    /// The archive of its files.
    var codePath: String
    var words: [String]
    /// Given the GPUs that it may use.
    var environment: ([String]?) -> [String: String]
    /// Where it starts if it has no files of its own.
    var empty: String
    /// Descriptors that stay open until all has ended.
    var kept: [Int32]
  }

  let interpreter: ProgramInterpreter?
  let started = ContinuousClock.now
  var log: CommandLog
  private let process: GuardedProcess
  private let manner: CommandManner
  private let leaving: Duration
  private var readers: [GuardedProcess.Output: ReportReader] = [
    .reports: .ofDescriptor, .standard: .ofOutput,
  ]

  /// - Throws: `TrialFailure`.
  init(_ order: Order) throws {
    let folder = try Self.home(order)
    let gpus = order.host.gpus(of: order.manner)
    let environment = order.environment(gpus)
    guard let word = order.words.first, !word.isEmpty else { throw TrialFailure("'command' is empty.") }
    let path = CommandSurroundings.path(of: word, in: folder, searching: environment["PATH"]) {
      var facts = stat()
      return stat($0, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG && access($0, X_OK) == 0
    }
    guard let path else {
      throw TrialFailure(
        isLocal: true,
        "'\(word)' is not a program on this machine. Give its path in 'command', or install it where the worker's PATH "
          + "finds it.")
    }
    interpreter = ProgramInterpreter(path, order.words, environment, gpus: gpus)
    var plan = GuardedProcess.Order(path: path, words: order.words, environment: environment, folder: folder)
    plan.stopSignal = SignalName.number(order.manner.signal) ?? SIGTERM
    plan.grace = .seconds(order.manner.graceSeconds)
    plan.kept = order.kept
    (manner, leaving, log) = (order.manner, order.host.leaving, CommandLog(order.host.tell))
    do { process = try GuardedProcess(plan) } catch {
      throw TrialFailure(isLocal: true, "Cannot start '\(path)' in '\(folder)': \(error.reason).")
    }
  }

  /// Where it starts: in its own folder, if that still has the files that were planned, or among copies of them.
  private static func home(_ order: Order) throws -> String {
    let code = CodeFolder(path: order.host.code)
    guard let folder = order.manner.folder else {
      return try order.trial.code.map { try code.folder(of: $0, archive: order.codePath) } ?? order.empty
    }
    if let id = order.trial.code { try code.check(folder, against: id, archive: order.codePath) }
    return folder
  }

  /// Listens until all of it has ended, and ends it when somebody throws.
  ///
  /// - Parameters:
  ///   - moved: called again and again as long as the program is not stopped.
  ///   - take: called for each thing that it says beside words for people.
  func listen(_ moved: () throws -> Void, take: (Report, _ trial: String?) throws -> Void) throws
    -> GuardedProcess.End
  {
    do {
      while !process.wait(upTo: Self.tick) {
        let hasSpoken = try hear(take)
        log.flush()
        if hasSpoken || !process.isStopped { try moved() }
      }
      _ = try hear(take)
      for output in GuardedProcess.Output.allCases {
        for item in readers[output]?.finish() ?? [] { try pass(item, take) }
      }
    } catch {
      stop()
      log.flush(all: true)
      throw error
    }
    let end = process.end()
    if end.leftBehind > 0 {
      log.note(
        "It had left \(end.leftBehind) \(end.leftBehind == 1 ? "process" : "processes") behind, which ended with it."
      )
    }
    return end
  }

  /// Takes what there is to read; answers whether there was anything, an output's end included.
  private func hear(_ take: (Report, String?) throws -> Void) throws -> Bool {
    var hasSpoken = false
    for output in GuardedProcess.Output.allCases where process.descriptor(output) != nil {
      // A flood of one must not drown the others, or the lease.
      for _ in 0..<16 {
        guard let bytes = process.read(output) else { break }
        hasSpoken = true
        guard readers[output] != nil else {
          log.add(bytes)
          continue
        }
        for item in readers[output]?.read(bytes) ?? [] { try pass(item, take) }
      }
      if process.descriptor(output) == nil { hasSpoken = true }
    }
    return hasSpoken
  }

  private func pass(_ item: ReportReader.Item, _ take: (Report, String?) throws -> Void) throws {
    switch item {
    case .words(let words): log.add(words)
    case .fault(let sentence): log.complain(sentence)
    case .report(let report, let trial): try take(report, trial)
    }
  }

  /// Asks the program to end and waits for that, at most its grace.
  private func stop() {
    let grace = min(leaving, .seconds(manner.graceSeconds))
    process.send(SignalName.number(manner.signal) ?? SIGTERM)
    process.send(SIGCONT)
    let deadline = ContinuousClock.now + grace
    while ContinuousClock.now < deadline {
      let hasEnded = process.wait(upTo: min(Self.tick, deadline - .now))
      for output in [GuardedProcess.Output.standard, .errors, .reports] {
        while let bytes = process.read(output) { if output == .errors { log.add(bytes) } }
      }
      if hasEnded {
        _ = process.end()
        return
      }
    }
    process.send(SIGKILL)
    _ = process.end()
  }
}

extension GuardedProcess.End {
  var outcome: CommandOutcome.Ending {
    switch ending {
    case .status(let status): .status(status)
    case .signal(let number): .signal(SignalName.of(number))
    }
  }
}
