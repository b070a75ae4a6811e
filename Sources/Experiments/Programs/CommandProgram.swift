internal import Commands
internal import Foundation
internal import Glibc
internal import Processes
package import SweepModel

/// A trial of a program of somebody else's: started, listened to, measured and ended.
package final class CommandProgram: TrialProgram {
  /// How long the program may say nothing before it is looked at.
  private static let tick = Duration.milliseconds(100)

  private let trial: CommandTrial
  private let surroundings: CommandSurroundings
  private let order: CommandOrder
  private let folders: CommandFolders
  private let machine: Provenance
  private let codePath: String
  private var figures = ReportedFigures()
  private var log: CommandLog
  private var hasReported = false
  private var said: (words: String, failure: FailureClass)?
  private var readers: [GuardedProcess.Output: ReportReader] = [
    .reports: .ofDescriptor, .standard: .ofOutput,
  ]
  private var measuring = Duration.zero
  private var computedWith: ProgramInterpreter?
  private let began = ContinuousClock.now

  package init(_ setup: TrialSetup) throws {
    guard let trial = CommandTrial(setup.spec) else {
      throw TrialFailure("The trial is none of a program.")
    }
    guard let order = setup.order else {
      throw TrialFailure(
        isLocal: true,
        "This worker runs no programs of users. Start it with '--commands' where they are trusted.")
    }
    (self.trial, self.order, machine, codePath) = (trial, order, setup.machine, setup.dataPath)
    let id = setup.spec.id
    surroundings = CommandSurroundings(trial, id, attempt: order.attempt, setup.manner)
    folders = CommandFolders(order.host, id)
    log = CommandLog(order.host.tell)
    if let gpus = order.host.gpus, gpus.count < setup.manner.gpus {
      throw TrialFailure(
        isLocal: true,
        "The trial asks for \(setup.manner.gpus) GPUs and this slot has \(gpus.count). Start the worker with fewer "
          + "'--slots' or more '--gpus'.")
    }
  }

  package static func heading(ofLayersAfter epoch: Int) -> String { "layers after epoch \(epoch)" }

  package var place: String? { figures.epoch > 0 ? "epoch \(figures.epoch)" : nil }

  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    let lock = try folders.prepare(surroundings, moved)
    let started = ContinuousClock.now
    let mark = folders.newestCheckpoint
    let process = try withExtendedLifetime(lock) { try start(keeping: lock.descriptor) }
    do {
      while !process.wait(upTo: Self.tick) {
        let hasSpoken = try listen(to: process, moved, passed)
        log.flush()
        if hasSpoken || !process.isStopped { try moved() }
      }
      _ = try listen(to: process, moved, passed)
    } catch {
      stop(process)
      log.flush(all: true)
      if error is TrialFailure { folders.keepOutput(after: ContinuousClock.now - started) }
      throw error
    }
    defer { folders.keepOutput(after: ContinuousClock.now - started) }
    try finishLines(moved, passed)
    let end = process.end()
    defer { log.flush(all: true) }
    return try result(
      end, after: ContinuousClock.now - started,
      wroteCheckpoint: end.ending != .status(0) && folders.newestCheckpoint != mark)
  }

  /// Where it starts: in its own folder, if that still has the files that were planned, or among copies of them.
  private func home() throws -> String {
    let code = CodeFolder(path: order.host.code)
    guard let folder = surroundings.manner.folder else {
      return try trial.code.map { try code.folder(of: $0, archive: codePath) } ?? folders.empty
    }
    if let id = trial.code { try code.check(folder, against: id, archive: codePath) }
    return folder
  }

  private func start(keeping lock: Int32) throws -> GuardedProcess {
    let folder = try home()
    let gpus = order.host.gpus.map {
      surroundings.manner.gpus > 0 ? Array($0.prefix(surroundings.manner.gpus)) : $0
    }
    let environment = surroundings.environment(
      over: order.host.environment, folders.places, gpus: gpus, descriptor: GuardedProcess.reportDescriptor)
    let words = CommandArguments.words(of: trial, file: folders.arguments)
    guard let word = words.first, !word.isEmpty else { throw TrialFailure("'command' is empty.") }
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
    computedWith = ProgramInterpreter(path, words, environment, gpus: gpus)
    var plan = GuardedProcess.Order(path: path, words: words, environment: environment, folder: folder)
    plan.stopSignal = SignalName.number(surroundings.manner.signal) ?? SIGTERM
    plan.grace = .seconds(surroundings.manner.graceSeconds)
    plan.kept = [lock, order.host.lock]
    do { return try GuardedProcess(plan) } catch {
      throw TrialFailure(isLocal: true, "Cannot start '\(path)' in '\(folder)': \(error.reason).")
    }
  }

  /// Takes what there is to read; answers whether there was anything, an output's end included.
  private func listen(
    to process: GuardedProcess, _ moved: () throws -> Void, _ passed: (Milestone) throws -> Void
  ) throws -> Bool {
    var hasSpoken = false
    for output in GuardedProcess.Output.allCases where process.descriptor(output) != nil {
      // A flood of one must not drown the others, or the lease.
      for _ in 0..<16 {
        guard let bytes = process.read(output) else { break }
        hasSpoken = true
        try take(bytes, from: output, moved, passed)
      }
      if process.descriptor(output) == nil { hasSpoken = true }
    }
    return hasSpoken
  }

  private func take(
    _ bytes: [UInt8], from output: GuardedProcess.Output, _ moved: () throws -> Void,
    _ passed: (Milestone) throws -> Void
  ) throws {
    guard readers[output] != nil else { return log.add(bytes) }
    for item in readers[output]?.read(bytes) ?? [] { try take(item, moved, passed) }
  }

  private func finishLines(_ moved: () throws -> Void, _ passed: (Milestone) throws -> Void) throws {
    for output in GuardedProcess.Output.allCases {
      for item in readers[output]?.finish() ?? [] { try take(item, moved, passed) }
    }
  }

  private func take(
    _ item: ReportReader.Item, _ moved: () throws -> Void, _ passed: (Milestone) throws -> Void
  ) throws {
    if case .report = item { hasReported = true }
    switch item {
    case .words(let words): log.add(words)
    case .fault(let sentence): log.complain(sentence)
    case .report(.failed(let words, let failure), _): said = (words, failure)
    case .report(.done, _): break
    case .report(.arrays(let file, let epoch), _): try measure(file, epoch, moved)
    case .report(.values(let epoch, let layer, let name, let values), _):
      if let sentence = figures.take(epoch: epoch, layer: layer, layerName: name, values) {
        log.complain(sentence)
      }
      if layer == nil, let epoch { try passed(Milestone(line: line(epoch, values), isLast: false)) }
    }
  }

  /// Such as `Epoch 50 after 1.2 s: test_loss 0.0145, train_loss 0.0123.`
  private func line(_ epoch: Int, _ values: [String: Double?]) -> String? {
    let told = values.sorted { $0.key < $1.key }.prefix(6).map { name, value in
      "\(name) \(value.map { String(format: "%.4g", $0) } ?? "missing")"
    }
    let seconds = String(format: "%.1f", (ContinuousClock.now - began) / .seconds(1))
    return told.isEmpty ? nil : "Epoch \(epoch) after \(seconds) s: \(told.joined(separator: ", "))."
  }

  /// Measures arrays that the program handed over, and removes them.
  private func measure(_ name: String, _ epoch: Int, _ moved: () throws -> Void) throws {
    let start = ContinuousClock.now
    let path = folders.places.out + "/" + name
    do {
      let found = try LongWork.run(
        { [trial] check in
          try ReportedArrays(path, groups: trial.metrics, moved: check)
        }, meanwhile: moved)
      for layer in found.layers {
        let sentence = figures.take(
          epoch: epoch, layer: layer.number, layerName: layer.name, measured: layer.metrics)
        if let sentence { log.complain(sentence) }
      }
      for (metric, value) in found.trial { figures.suggest(metric, value) }
    } catch let bad as BadFile {
      throw TrialFailure(
        "The program handed over arrays that cannot be measured. "
          + bad.description.replacingOccurrences(of: folders.places.out + "/", with: ""))
    }
    unlink(path)
    measuring += ContinuousClock.now - start
  }

  /// Asks the program to end and waits for that, at most its grace.
  private func stop(_ process: GuardedProcess) {
    let grace = min(order.host.leaving, .seconds(surroundings.manner.graceSeconds))
    process.send(SignalName.number(surroundings.manner.signal) ?? SIGTERM)
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

  private func result(
    _ end: GuardedProcess.End, after duration: Duration, wroteCheckpoint: Bool
  ) throws -> TrialResult {
    if end.leftBehind > 0 {
      log.note(
        "It had left \(end.leftBehind) \(end.leftBehind == 1 ? "process" : "processes") behind, which ended with it."
      )
    }
    let ending: CommandOutcome.Ending =
      switch end.ending {
      case .status(let status): .status(status)
      case .signal(let number): .signal(SignalName.of(number))
      }
    if ending == .status(0), surroundings.manner.readsWandb ?? !hasReported {
      let isAsked = surroundings.manner.readsWandb == true
      let sentences = WandbFolder(in: folders.places.out).take(into: &figures, isAsked: isAsked)
      for sentence in sentences { log.complain(sentence) }
    }
    var facts = CommandOutcome.Facts(ending, after: duration)
    (facts.said, facts.wroteCheckpoint) = (said, wroteCheckpoint)
    if let metric = surroundings.manner.metric {
      (facts.metric, facts.value) = (metric.name, figures.value(of: metric.name))
      facts.reportedNames = figures.reportedNames
    }
    switch CommandOutcome(facts) {
    case .finished: break
    case .handedBack(let words): throw HandedBack(description: words)
    case .failed(let failure, let words): throw TrialFailure(failure, words)
    }
    suggestLayers()
    var provenance = machine.after(train: duration - measuring, measure: measuring)
    (provenance.coreType, provenance.libraries) = (
      "declared", computedWith?.words ?? "declared by the program"
    )
    return figures.result(provenance)
  }

  /// What layers tell of the trial where their noise before training is known.
  private func suggestLayers() {
    let last = figures.lastLayers
    guard last.contains(where: { $0[.nrc1Start] != nil }) else { return }
    figures.suggest(.collapseLayer, ReportedArrays.collapseLayer(last).map(Double.init))
  }
}

/// The program wants to go on with its trial at another time: no attempt is counted.
package struct HandedBack: Error, CustomStringConvertible {
  package let description: String
}
