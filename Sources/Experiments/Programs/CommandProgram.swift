internal import Commands
internal import Foundation
internal import Glibc
internal import Processes
package import SweepModel

/// A trial of a program of somebody else's: started, listened to, measured and ended.
package final class CommandProgram: TrialProgram {
  private let trial: CommandTrial
  private let surroundings: CommandSurroundings
  private let order: CommandOrder
  private let folders: CommandFolders
  private let machine: Provenance
  private let codePath: String
  private var figures = ReportedFigures()
  private var hasReported = false
  private var said: (words: String, failure: FailureClass)?
  private var measuring = Duration.zero
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
    try order.host.check(setup.manner)
  }

  package static func heading(ofLayersAfter epoch: Int) -> String { "layers after epoch \(epoch)" }

  package var place: String? { figures.epoch > 0 ? "epoch \(figures.epoch)" : nil }

  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    let lock = try folders.prepare(surroundings, moved)
    let mark = folders.newestCheckpoint
    let process = try withExtendedLifetime(lock) { try start(keeping: lock.descriptor) }
    let end: GuardedProcess.End
    do {
      end = try process.listen(moved) { report, _ in try take(report, from: process, moved, passed) }
    } catch {
      if error is TrialFailure { folders.keepOutput(after: ContinuousClock.now - process.started) }
      throw error
    }
    defer {
      folders.keepOutput(after: ContinuousClock.now - process.started)
      process.log.flush(all: true)
    }
    return try result(
      end, of: process, wroteCheckpoint: end.ending != .status(0) && folders.newestCheckpoint != mark)
  }

  private func start(keeping lock: Int32) throws -> CommandProcess {
    let (surroundings, places, environment) = (surroundings, folders.places, order.host.environment)
    return try CommandProcess(
      .init(
        trial: trial, manner: surroundings.manner, host: order.host, codePath: codePath,
        words: CommandArguments.words(of: trial, file: folders.arguments),
        environment: {
          surroundings.environment(
            over: environment, places, gpus: $0, descriptor: GuardedProcess.reportDescriptor)
        }, empty: folders.empty, kept: [lock, order.host.lock]))
  }

  private func take(
    _ report: Report, from process: CommandProcess, _ moved: () throws -> Void,
    _ passed: (Milestone) throws -> Void
  ) throws {
    hasReported = true
    switch report {
    case .failed(let words, let failure): said = (words, failure)
    case .done: break
    case .arrays(let file, let epoch):
      let (sentences, length) = try ReportedArrays.take(
        folders.places.out, file, epoch, groups: trial.metrics, into: &figures, moved)
      for sentence in sentences { process.log.complain(sentence) }
      measuring += length
    case .values(let epoch, let layer, let name, let values):
      if let sentence = figures.take(epoch: epoch, layer: layer, layerName: name, values) {
        process.log.complain(sentence)
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

  private func result(
    _ end: GuardedProcess.End, of process: CommandProcess, wroteCheckpoint: Bool
  ) throws -> TrialResult {
    let (ending, duration) = (end.outcome, ContinuousClock.now - process.started)
    if ending == .status(0), surroundings.manner.readsWandb ?? !hasReported {
      let isAsked = surroundings.manner.readsWandb == true
      let sentences = WandbFolder(in: folders.places.out).take(into: &figures, isAsked: isAsked)
      for sentence in sentences { process.log.complain(sentence) }
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
    return figures.whole(
      machine.after(train: duration - measuring, measure: measuring).declared(by: process.interpreter))
  }
}

/// The program wants to go on with its trial at another time: no attempt is counted.
package struct HandedBack: Error, CustomStringConvertible {
  package let description: String
}
