internal import Commands
internal import Foundation
internal import Glibc
internal import Processes
package import SweepModel

/// Several trials in one process of somebody else's program: each one is over when the program says so.
package final class CommandBatch {
  /// How a trial of it ended, while the process goes on.
  package typealias Ending = Result<TrialResult, TrialFailure>

  private let trials: [TrialID: CommandTrial]
  private let surroundings: BatchSurroundings
  private let host: CommandHost
  private let machine: Provenance
  private let codePath: String
  private var reports: BatchReports
  private var measuring: [TrialID: Duration] = [:]

  /// - Parameters:
  ///   - specs: of trials of one program that may share a process, with their attempts.
  ///   - dataPath: the archive of the program's files.
  /// - Throws: `TrialFailure`.
  package init(
    _ specs: [(spec: Specification, attempt: Int)], _ manner: CommandManner, on host: CommandHost?,
    dataPath: String, machine: Provenance
  ) throws {
    guard let host else {
      throw TrialFailure(
        isLocal: true,
        "This worker runs no programs of users. Start it with '--commands' where they are trusted.")
    }
    let members = try specs.map { spec, attempt in
      guard let trial = CommandTrial(spec) else { throw TrialFailure("The trial is none of a program.") }
      return CommandSurroundings(trial, spec.id, attempt: attempt, manner)
    }
    try host.check(manner)
    surroundings = BatchSurroundings(members)
    trials = Dictionary(members.map { ($0.id, $0.trial) }) { first, _ in first }
    reports = BatchReports(members.map(\.id), metric: manner.metric?.name)
    (self.host, self.machine, codePath) = (host, machine, dataPath)
  }

  private var manner: CommandManner { surroundings.members[0].manner }

  /// Runs to the end of the process.
  ///
  /// - Parameters:
  ///   - moved: as in `TrialProgram.run`.
  ///   - ended: called once for each trial that is over before the process is.
  /// - Throws: `TrialFailure` or `HandedBack` for those that are not over when the process is.
  package func run(moved: () throws -> Void, ended: (TrialID, Ending) throws -> Void) throws {
    let places = try prepare()
    defer { CodeFolder.remove(places.out) }
    let process = try start(places)
    defer { process.log.flush(all: true) }
    var isIdleSince: ContinuousClock.Instant?
    let end: GuardedProcess.End
    do {
      end = try process.listen {
        if let since = isIdleSince, ContinuousClock.now - since > .seconds(manner.graceSeconds) {
          throw Idle()
        }
        try moved()
      } take: { report, name in
        try take(report, of: name, from: process, places.out, moved, ended)
        if reports.open.isEmpty, isIdleSince == nil { isIdleSince = .now }
      }
    } catch is Idle {
      return process.log.note("It was ended, as all of its trials are done and it was not.")
    }
    if reports.open.isEmpty { return }
    switch reports.outcome(end.outcome, after: ContinuousClock.now - process.started) {
    case .finished: break
    case .handedBack(let words): throw HandedBack(description: words)
    case .failed(let failure, let words): throw TrialFailure(failure, words)
    }
  }

  /// Nothing of the process is waited for any more.
  private struct Idle: Error {}

  private func prepare() throws -> CommandSurroundings.Places {
    let places = CommandSurroundings.Places(
      trial: host.folder + "/trial.json", wandb: host.folder + "/wandb.yaml", out: host.folder + "/out",
      checkpoint: "")
    do {
      try Scratch.empty(places.out)
      try Scratch.empty(host.folder + "/empty")
      try Scratch.write(surroundings.trialText, to: places.trial)
      if CommandArguments.readsFile(surroundings.members[0].trial) {
        try Scratch.write(ParameterValue.map(surroundings.arguments).pythonJSON, to: argumentsFile)
      }
    } catch {
      throw TrialFailure(
        isLocal: true,
        "Cannot make the trials' files in '\(host.folder)': \((error as NSError).localizedDescription)")
    }
    return places
  }

  private var argumentsFile: String { host.folder + "/arguments.json" }

  private func start(_ places: CommandSurroundings.Places) throws -> CommandProcess {
    let (surroundings, environment) = (surroundings, host.environment)
    return try CommandProcess(
      .init(
        trial: surroundings.members[0].trial, manner: manner, host: host, codePath: codePath,
        words: surroundings.words(file: argumentsFile),
        environment: {
          surroundings.environment(
            over: environment, places, gpus: $0, descriptor: GuardedProcess.reportDescriptor)
        }, empty: host.folder + "/empty", kept: [host.lock]))
  }

  private func take(
    _ report: Report, of name: String?, from process: CommandProcess, _ out: String,
    _ moved: () throws -> Void, _ ended: (TrialID, Ending) throws -> Void
  ) throws {
    switch reports.take(report, of: name) {
    case .nothing: break
    case .complaint(let sentence): process.log.complain(sentence)
    case .measure(let trial, let file, let epoch):
      do {
        let (sentences, length) = try ReportedArrays.take(
          out, file, epoch, groups: trials[trial]?.metrics ?? [], into: &reports[trial], moved)
        for sentence in sentences { process.log.complain(sentence) }
        measuring[trial, default: .zero] += length
      } catch let failure as TrialFailure {
        reports.forget(trial)
        try ended(trial, .failure(failure))
      }
    case .over(let trial, .finished): try ended(trial, .success(result(of: trial, process)))
    case .over(let trial, .failed(let failure, let words)):
      reports.forget(trial)
      try ended(trial, .failure(TrialFailure(failure, words)))
    case .over(_, .handedBack): preconditionFailure("what is done is not handed back")
    }
  }

  /// Its share of the process's time so far counts as its own, so that all shares together are what the process took.
  private func result(of trial: TrialID, _ process: CommandProcess) -> TrialResult {
    let all = ContinuousClock.now - process.started - measuring.values.reduce(.zero, +)
    let provenance = machine.after(train: all / trials.count, measure: measuring[trial] ?? .zero)
    defer { reports.forget(trial) }
    return reports[trial].whole(provenance.declared(by: process.interpreter))
  }
}
